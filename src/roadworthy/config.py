"""Settings: `[tool.roadworthy]` in pyproject.toml, or roadworthy.toml, as a frozen `Config`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from roadworthy.facts import Unreadable
from roadworthy.finding import Route
from roadworthy.score import EDITIONS, GROUPS, PROFILES
from roadworthy.toml import load_toml
from roadworthy.tree import DirectoryTree, MemoryTree, Tree, open_regular

LEVELS = ("error", "warning", "note")

_TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_REASONS = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}

#: Every setting: JSON Schema (draft-07) of its value, with its description and default.
SETTINGS: dict[str, dict[str, Any]] = {
    "edition": {
        "enum": list(EDITIONS),
        "default": "2026",
        "description": "The frozen set of rules and weights.",
    },
    "profile": {"enum": list(PROFILES), "description": "What the project is; detected where absent."},
    "target": {
        "enum": ["pypi", "private"],
        "default": "pypi",
        "description": "Where artifacts are uploaded.",
    },
    "fail-under": {
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "default": 80,
        "description": "The lowest score that passes.",
    },
    "fail-on": {
        "enum": [*LEVELS, "never"],
        "default": "error",
        "description": "The least severity that fails.",
    },
    "require": {
        "type": "array",
        "items": {"enum": list(GROUPS)},
        "default": [],
        "description": "Groups that count as 0 where they cannot be measured.",
    },
    "require-packs": _TEXTS
    | {"default": [], "description": "Distributions of rule packs that must be installed."},
    "baseline": {"type": "string", "minLength": 1, "description": "A file of findings that are known."},
    "exclude": _TEXTS | {"default": [], "description": "Patterns, as in .gitignore, of what not to inspect."},
    "ignore": _REASONS | {"default": {}, "description": "Accepted rules, each with its reason."},
    "per-file-ignores": {
        "type": "object",
        "additionalProperties": _REASONS,
        "default": {},
        "description": "For files that match a pattern, accepted rules with their reasons.",
    },
    "severity": {
        "type": "object",
        "additionalProperties": {"enum": list(LEVELS)},
        "default": {},
        "description": "Rules whose severity differs here; turns on a rule that is off by default.",
    },
    "rules": {
        "type": "object",
        "additionalProperties": {"type": "object"},
        "default": {},
        "description": "Options of single rules.",
    },
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the settings, at a line and column of `file` (0 where there is no place)."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = (
            f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: " if self.file else ""
        )
        return place + self.message


class ConfigError(Exception):
    """The settings are faulty; `problems` lists every fault."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class Source:
    """A file that settings were read from; `route` leads to their table, `text` is the file's."""

    file: str
    route: Route
    text: str

    def problem(self, message: str, *route: str | int) -> Problem:
        """Return a problem at the key that a route leads to from the table."""
        line, column = self.place(*route)
        return Problem(message, self.file, line, column)

    def place(self, *route: str | int) -> tuple[int, int]:
        """Return line and column of a key of the table, or of the nearest table that holds it."""
        from roadworthy.locate import nearest, toml
        from roadworthy.locate.lines import Lines

        _, mark = nearest(toml.marks(self.text), (*self.route, *route))
        span = Lines(self.text).span(mark.start, mark.end)
        return span.line, span.column


@dataclass(frozen=True)
class Config:
    """The settings in force. `values` maps each key of `SETTINGS` to its value (None: not set)."""

    values: Mapping[str, Any]
    #: Where each value that is not a default came from: `pyproject.toml:12`, `command line`.
    origins: Mapping[str, str] = field(default_factory=dict)
    source: Source | None = None

    def __getitem__(self, key: str) -> Any:
        """Return a setting's value by its name as users write it."""
        return self.values[key]

    def replaced(self, origin: str, **values: Any) -> Config:
        """Return a copy with the values that are not None, which came from `origin`."""
        given = {name.replace("_", "-"): value for name, value in values.items() if value is not None}
        return Config({**self.values, **given}, {**self.origins, **dict.fromkeys(given, origin)}, self.source)


def defaults() -> Config:
    """Return the settings of a project that sets none."""
    return Config({name: schema.get("default") for name, schema in SETTINGS.items()})


def load(tree: Tree) -> Config:
    """Return the settings of the project whose files `tree` holds.

    `roadworthy.toml` at the root wins over `[tool.roadworthy]` in pyproject.toml, and that over a
    roadworthy.toml in a directory above, up to the root of the repository. Raises `ConfigError` with every
    fault found. A pyproject.toml that is not valid TOML configures nothing: it is reported as a finding.
    """
    source, table = _find(tree)
    if source is None:
        return defaults()
    problems = [source.problem(message, *route) for route, message in validate(table, schema())]
    if problems:
        raise ConfigError(*problems)
    base = defaults()
    origins = {key: f"{source.file}:{source.place(key)[0]}" for key in table}
    return Config({**base.values, **table}, origins, source)


def _find(tree: Tree) -> tuple[Source | None, dict[str, Any]]:
    if "roadworthy.toml" in tree.files:
        return _read(tree, "roadworthy.toml", "roadworthy.toml")
    if "pyproject.toml" in tree.files:
        try:
            data: Any = load_toml(tree, "pyproject.toml")
        except Unreadable:
            data = {}
        table = data.get("tool") if isinstance(data.get("tool"), dict) else {}
        if "roadworthy" in table:
            text = tree.read("pyproject.toml").decode("utf-8-sig")
            source = Source("pyproject.toml", ("tool", "roadworthy"), text)
            if not isinstance(table["roadworthy"], dict):
                raise ConfigError(source.problem("`tool.roadworthy` must be a table"))
            return source, table["roadworthy"]
    if isinstance(tree, DirectoryTree):
        return _above(os.path.abspath(tree.root))
    return None, {}


def _above(root: str) -> tuple[Source | None, dict[str, Any]]:
    directory, name = root, "roadworthy.toml"
    while not os.path.exists(os.path.join(directory, ".git")):
        parent = os.path.dirname(directory)
        if parent == directory:
            break
        directory, name = parent, f"../{name}"
        path = os.path.join(directory, "roadworthy.toml")
        if os.path.isfile(path):
            with open_regular(path) as stream:
                return _read(MemoryTree({"roadworthy.toml": stream.read()}), "roadworthy.toml", name)
    return None, {}


def _read(tree: Tree, path: str, shown: str) -> tuple[Source, dict[str, Any]]:
    try:
        table = load_toml(tree, path)
    except Unreadable as error:
        span = error.location.span
        place = (span.line, span.column) if span else (0, 0)
        raise ConfigError(Problem(error.message, shown, *place)) from None
    return Source(shown, (), tree.read(path).decode("utf-8-sig")), table


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft-07) of `[tool.roadworthy]`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of Roadworthy: [tool.roadworthy] in pyproject.toml, or roadworthy.toml",
        "type": "object",
        "properties": SETTINGS,
        "additionalProperties": False,
    }


_TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "number": (int, float)}


def validate(value: Any, schema: Mapping[str, Any], route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Yield route and message of each place where a value breaks a schema of the kind used in `SETTINGS`."""
    name = ".".join(map(str, route)) or "the table"
    kind = schema.get("type")
    if "enum" in schema and value not in schema["enum"]:
        hint = suggestion(value, schema["enum"]) if isinstance(value, str) else ""
        yield route, f"`{name}` must be one of {', '.join(schema['enum'])}, not `{value}`{hint}"
    elif kind and (not isinstance(value, _TYPES[kind]) or isinstance(value, bool)):
        yield route, f"`{name}` must be {'an' if kind[0] in 'ao' else 'a'} {kind}"
    elif kind == "string" and len(value) < schema.get("minLength", 0):
        yield route, f"`{name}` must not be empty: give a reason or a name"
    elif kind == "number" and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield route, f"`{name}` must be from {schema['minimum']} to {schema['maximum']}, not {value}"
    elif kind == "array":
        for index, item in enumerate(value):
            yield from validate(item, schema.get("items", {}), (*route, index))
    elif kind == "object":
        known, other = schema.get("properties", {}), schema.get("additionalProperties", {})
        for key, item in value.items():
            if key in known:
                yield from validate(item, known[key], (*route, key))
            elif other is False:
                yield (*route, key), f"unknown key `{key}`{suggestion(key, known)}"
            else:
                yield from validate(item, other, (*route, key))


def suggestion(word: str, known: Any) -> str:
    """Return `; did you mean ...?` for the nearest known word, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""
