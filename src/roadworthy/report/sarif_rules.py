"""The rule catalogue of a SARIF report: what GitHub, GitLab and editors show of a rule.

GitHub compares the rules of a run with those of the one before: so all of them are always listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from roadworthy.core.rule import Rule, Severity
from roadworthy.report.home import rule_url

#: How long GitHub lets a rule's descriptions be.
LONGEST = 1024
#: The id of the one message string that each rule has.
MESSAGE = "default"

_RANK = {Severity.ERROR: 70.0, Severity.WARNING: 40.0, Severity.NOTE: 10.0}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_SECRET = frozenset("credential credentials password passwords secret secrets token tokens".split())


def shows_secret(rule: str) -> bool:
    """Tell by its name whether a rule finds secrets: the lines that it reports are never quoted."""
    return "private-key" in rule or not _SECRET.isdisjoint(rule.split("-"))


def descriptors(rules: Mapping[str, Rule]) -> list[dict[str, Any]]:
    """Return a reportingDescriptor (SARIF 2.1.0 section 3.49) for each rule, sorted by name."""
    return [_descriptor(rule) for rule in sorted(rules.values(), key=lambda rule: rule.name)]


def _descriptor(rule: Rule) -> dict[str, Any]:
    page = rule.page.strip() or rule.name
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", rule.name))
    found: dict[str, Any] = {
        "id": rule.name,
        "name": name,
        "shortDescription": {"text": _short(rule.summary or rule.name)},
        "fullDescription": {"text": _short(rule.why or rule.summary or rule.name)},
        "messageStrings": {MESSAGE: {"text": "{0}."}},  # SARIF2001: it ends with a period
        "help": {"text": page, "markdown": page},
        "helpUri": rule_url(rule.name),
        "defaultConfiguration": {
            "enabled": rule.default and not rule.preview,
            "level": rule.severity.label,
            "rank": _RANK[rule.severity],
        },
        "properties": _properties(rule),
    }
    if name.casefold() == rule.name.casefold():
        # One word: a name that only repeats the id is refused by SARIF1001 of Microsoft's validator.
        del found["name"]
    if rule.aliases:
        found["deprecatedIds"] = sorted(rule.aliases)
    return found


def _properties(rule: Rule) -> dict[str, Any]:
    tags = [rule.group, "pypi" if rule.pypi else "", "preview" if rule.preview else ""]
    found: dict[str, Any] = {
        "tags": [tag for tag in tags if tag] or ["packaging"],
        "precision": "high" if rule.default and not rule.preview else "medium",
        "problem.severity": _PROBLEM[rule.severity],
    }
    if rule.security is not None:
        # GitHub shows it in place of the level; both names of the weakness's tag are GitHub's and GitLab's.
        found["security-severity"] = f"{rule.security:.1f}"
        found["tags"].append("security")
        if rule.cwe is not None:
            found["tags"].append(f"external/cwe/cwe-{rule.cwe:03}")
    return found


def _short(text: str) -> str:
    """Return a text that GitHub accepts, cut at a word."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(maxsplit=1)[0] + "…"
