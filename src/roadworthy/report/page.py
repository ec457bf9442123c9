"""Pages of rules, and settings, as `roadworthy rule` and `roadworthy config` print them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from roadworthy.core.rule import Rule, options
from roadworthy.core.safe import safe, safe_strings
from roadworthy.report.json_text import dump
from roadworthy.score.score import TAKES
from roadworthy.settings.config import Config
from roadworthy.settings.schema import SETTINGS


def render_pages(rules: Iterable[Rule], form: str) -> str:
    """Return the pages of rules as `text`, `markdown` or `json`."""
    if form == "json":
        return dump([describe(rule) for rule in rules], indent=2)
    return "\n".join(_page(rule, form) for rule in rules)


def render_list(rules: Iterable[Rule], form: str) -> str:
    """Return a line for each rule, with severity and fault, as `text` or `markdown`; or all as `json`."""
    if form == "json":
        return render_pages(rules, form)
    if form == "markdown":
        return "".join(f"- `{rule.name}` ({rule.severity.label}): {rule.summary}\n" for rule in rules)
    found = list(rules)
    width = max((len(rule.name) for rule in found), default=0)
    lines, group = [], ""
    several = len({rule.group for rule in found}) > 1
    for rule in found:
        if several and rule.group != group:
            lines.append(f"{rule.group}:\n")
        group = rule.group
        indent = "  " if several else ""
        lines.append(f"{indent}{rule.name:<{width}}  {rule.severity.label:<7}  {rule.summary}\n")
    return "".join(lines)


def describe(rule: Rule) -> dict[str, Any]:
    """Return what is known of a rule as plain data."""
    return {
        "name": rule.name,
        "group": rule.group,
        "severity": rule.severity.label,
        "summary": rule.summary,
        "page": rule.page,
        "since": rule.since,
        "default": rule.default,
        "preview": rule.preview,
        "pypi": rule.pypi,
        "take": TAKES[rule.severity] if rule.take is None else rule.take,
        "aliases": list(rule.aliases),
        "options": {name.replace("_", "-"): value for name, value in options(rule.function).items()},
    }


def _page(rule: Rule, form: str) -> str:
    facts = [f"group {rule.group}", f"severity {rule.severity.label}", f"since {rule.since}"]
    if rule.pypi:
        facts.append("PyPI rejects the upload because of it")
    if not rule.default:
        facts.append("off by default")
    if rule.preview:
        facts.append("preview")
    title = f"# {rule.name}" if form == "markdown" else f"{rule.name}\n{'=' * len(rule.name)}"
    page = f"{title}\n\n{'; '.join(facts)}\n\n{rule.page}"
    given = options(rule.function)
    if given:
        listed = "\n".join(
            f"- `{name.replace('_', '-')}` (default `{value}`)" for name, value in given.items()
        )
        page += f"\nOptions, in `[tool.roadworthy.rules.{rule.name}]`:\n\n{listed}\n"
    return page


def render_settings(config: Config) -> str:
    """Return the settings in force as TOML, each with where it came from."""
    lines = []
    for name in SETTINGS:
        value = config[name]
        origin = config.origins.get(name, "default")
        text = "" if value is None else _toml(value)
        lines.append(f"{name} = {text}  # {safe(origin)}" if text else f"# {name} is not set")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return safe_strings(json.dumps(value, ensure_ascii=False), "\\U{:08x}")
