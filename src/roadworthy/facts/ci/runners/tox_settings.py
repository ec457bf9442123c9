"""The settings of tox by section: `tox.ini`, `setup.cfg`, `pyproject.toml` and `tox.toml`."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.ci.fill import TEXT, filled, is_cut
from roadworthy.facts.ci.runners.recipe import inside, line_at
from roadworthy.locate.files import Files
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
#: Characters of a name, names that sections are for, and settings that others refer to.
_NAME = 1_000
_OWNERS = 20_000
_REFERENCES = 1_000


@dataclass(frozen=True, slots=True)
class ToxValue:
    """What a setting says, and where."""

    text: str
    at: Location


#: The settings of each section, by its name without `tox:`.
ToxSections = Mapping[str, Mapping[str, ToxValue]]


@dataclass(slots=True)
class ToxSettings:
    """The settings of tox in one file, with what is made of them: each text is filled in once."""

    sections: ToxSections
    #: For which section names with braces stand: `[testenv:{py39,py310}-lint]`.
    owners: dict[str, str] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Whether a text was too long to be filled in.
    cut: bool = False
    conditions: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for section in self.sections:
            if section.startswith("testenv:") and len(self.owners) < _OWNERS:
                for name in generated(section.removeprefix("testenv:")):
                    self.owners.setdefault(name, section)

    def of(self, name: str) -> tuple[Mapping[str, ToxValue], Mapping[str, ToxValue]]:
        """Return the settings of an environment, and those of all."""
        own = self.sections.get(f"testenv:{name}")
        if own is None:
            own = self.sections.get(self.owners.get(name, ""), {})
        return own, self.sections.get("testenv", {})

    def filled(self, text: str) -> str:
        """Return a text with the settings that it refers to; one that refers to itself is empty there."""
        whole = filled(_REFERENCE, lambda found: self.referred(found[1], found[2]), text)
        self.cut = self.cut or is_cut(whole, text)
        text = filled(_POSARGS, lambda found: found[1] or "", whole)
        return text.replace("{envpython}", "python").replace("{env_python}", "python")

    def referred(self, section: str, key: str) -> str:
        """Return one setting, filled in."""
        value = self.sections.get(section, {}).get(key)
        if value is None:
            return ""
        if (section, key) not in self.texts:
            self.texts[section, key] = ""
            self.texts[section, key] = self.filled(value.text) if len(self.texts) < _REFERENCES else ""
        return self.texts[section, key]

    def holds(self, condition: str, factors: set[str]) -> bool:
        """Tell whether a condition before a row (`py{39,310}-!lint:`) holds in an environment."""
        if condition not in self.conditions:
            self.conditions[condition] = [
                (
                    frozenset(f for f in one.split("-") if not f.startswith("!")),
                    frozenset(f[1:] for f in one.split("-") if f.startswith("!")),
                )
                for one in generated(condition)
            ]
        return any(on <= factors and not off & factors for on, off in self.conditions[condition])


def tox_settings(tree: Tree, cwd: str, file: str) -> ToxSettings | None:
    """Return the settings of tox in a directory; None where there are none. Raises `Blocked`."""
    for name in [file] if file else ("tox.ini", "setup.cfg", "pyproject.toml", "tox.toml"):
        path = inside(cwd, name)
        if path not in tree.files:
            continue
        found = tree.once(path, _read)
        others = not any(section.startswith(("tox", "testenv")) for section in found.sections)
        if name == "setup.cfg" and not file and others:
            continue
        if found.sections:
            return found
    return None


def _read(files: Files, path: str) -> ToxSettings:
    toml = path.endswith(".toml")
    return ToxSettings(_from_toml(files, path) if toml else _from_ini(path, load_ini(files, path)))


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


def _from_toml(files: Files, path: str) -> ToxSections:
    data: Any = load_toml(files, path)
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
    """Return the names that a list with `{a,b}-{c,d}` stands for, up to a limit."""
    text = re.sub(r"#[^\n]*", "", text[:TEXT])
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
        if len(found) < ENVIRONMENTS:
            # What stands between the braces has odd places.
            pieces = [
                [one.strip() for one in piece.split(",")] if at % 2 else [re.sub(r"[{}]", "", piece)]
                for at, piece in enumerate(_BRACES.split(part[:_NAME]))
            ]
            found += map("".join, itertools.islice(itertools.product(*pieces), ENVIRONMENTS))
    return found[:ENVIRONMENTS]
