"""The settings of tox by section: `tox.ini`, `setup.cfg`, `pyproject.toml` and `tox.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roadworthy.core.finding import Location
from roadworthy.facts.ci.runners.recipe import inside, line_at
from roadworthy.locate.ini import read_ini
from roadworthy.locate.lines import Lines
from roadworthy.tree.ini import load_ini
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

_BRACES = re.compile(r"\{([^{}]*)\}")
_REFERENCE = re.compile(r"\{\[([^\[\]{}]++)\](\w++)\}")
_POSARGS = re.compile(r"\{(?:posargs|env:[\w]+)(?::([^{}]*))?\}")
#: How many environments are looked at.
ENVIRONMENTS = 200


@dataclass(frozen=True, slots=True)
class ToxValue:
    """What a setting says, and where."""

    text: str
    at: Location


#: The settings of each section, by its name without `tox:`.
ToxSections = Mapping[str, Mapping[str, ToxValue]]


def tox_sections(tree: Tree, cwd: str, file: str) -> ToxSections | None:
    """Return the settings of tox in a directory; None where there are none. Raises `Blocked`."""
    for name in [file] if file else ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml"):
        path = inside(cwd, name)
        if path not in tree.files:
            continue
        if path.endswith(".toml"):
            found = _from_toml(tree, path)
        else:
            found = _from_ini(path, load_ini(tree, path))
            if not file and name == "setup.cfg" and not any(s.startswith(("tox", "testenv")) for s in found):
                continue
        if found:
            return found
    return None


def _from_ini(path: str, sections: Any, line: int | None = None) -> ToxSections:
    found: dict[str, dict[str, ToxValue]] = {}
    for section in sections:
        name = "tox" if section.name == "tox:tox" else section.name
        for option in section.options:
            number = option.span.line if line is None else line
            text = "\n".join(row for row, _ in option.lines)
            value = ToxValue(text, line_at(path, number, section.name, option.name))
            found.setdefault(name, {})[option.name.replace("-", "_").lower()] = value
    return found


def _from_toml(tree: Tree, path: str) -> ToxSections:
    data: Any = load_toml(tree, path)
    table = data if path.endswith("tox.toml") else data.get("tool", {}).get("tox", {})
    if not isinstance(table, dict) or not table:
        return {}
    legacy = table.get("legacy_tox_ini")
    if isinstance(legacy, str):
        return _from_ini(path, read_ini(Lines(legacy)), line=1)
    found: dict[str, dict[str, ToxValue]] = {}

    def take(section: str, values: Any, *route: str) -> None:
        for key, value in values.items() if isinstance(values, dict) else ():
            text = _toml_text(key, value)
            if text is not None:
                found.setdefault(section, {})[key] = ToxValue(text, Location(path, (*route, key)))

    prefix = () if path.endswith("tox.toml") else ("tool", "tox")
    take("tox", table, *prefix)
    take("testenv", table.get("env_run_base"), *prefix, "env_run_base")
    environments = table.get("env")
    for name, values in environments.items() if isinstance(environments, dict) else ():
        take(f"testenv:{name}", values, *prefix, "env", name)
    return found


def _toml_text(key: str, value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        rows = []
        for item in value:
            if isinstance(item, list):
                words = [word for one in item for word in _toml_words(one)]
                rows.append(" ".join(f'"{w}"' if " " in w and not w.startswith("-") else w for w in words))
            elif isinstance(item, str):
                rows.append(item)
        return "\n".join(rows)
    return None


def _toml_words(item: Any) -> list[str]:
    """Return the words of an argument: a text, or what replaces it (`{replace = "posargs", ...}`)."""
    if isinstance(item, str):
        return [item]
    default = item.get("default") if isinstance(item, dict) else None
    return [word for word in default if isinstance(word, str)] if isinstance(default, list) else []


def generated(text: str) -> list[str]:
    """Return the names that a list with `{a,b}-{c,d}` stands for."""
    text = re.sub(r"#[^\n]*", "", text)
    parts: list[str] = []
    depth, word = 0, ""
    for char in text + ",":
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        if (char in ",\n" and depth <= 0) or (char.isspace() and depth <= 0):
            if word.strip():
                parts.append(word.strip())
            word = ""
        else:
            word += char
    found: list[str] = []
    for part in parts:
        names = [part]
        while any("{" in name for name in names) and len(names) < ENVIRONMENTS:
            opened: list[str] = []
            for name in names:
                braces = _BRACES.search(name)
                if braces is None:
                    opened.append(name.replace("{", "").replace("}", ""))
                    continue
                opened += [
                    name[: braces.start()] + one.strip() + name[braces.end() :]
                    for one in braces[1].split(",")
                ]
            names = opened
        found += names
    return found[:ENVIRONMENTS]


def substituted(sections: ToxSections, text: str, depth: int = 0) -> str:
    """Return a text with references to other settings, and what is given on the command line, filled in."""

    def value(found: re.Match[str]) -> str:
        section = sections.get(found[1], {})
        inner = section.get(found[2])
        return substituted(sections, inner.text, depth + 1) if inner and depth < 6 else ""

    text = _REFERENCE.sub(value, text)
    text = _POSARGS.sub(lambda found: found[1] or "", text)
    return re.sub(r"\{(?:env_?python|env_python)\}", "python", text)[:50_000]
