"""Which settings there are: what each may hold, as JSON Schema, and whether a table holds to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from roadworthy.core.finding import Route
from roadworthy.core.groups import EDITIONS, GROUPS, PROFILES
from roadworthy.core.names import suggestion

LEVELS = ("error", "warning", "note")

_TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_REASONS = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}

#: Every setting: JSON Schema (draft-07) of its value, with its description and default.
SETTINGS: dict[str, dict[str, Any]] = {
    "extend": {
        "type": "string",
        "minLength": 1,
        "description": "A file, or an installed distribution, whose settings apply where these say nothing.",
    },
    "edition": {
        "enum": list(EDITIONS),
        "default": "2026",
        "description": "The frozen set of rules and weights.",
    },
    "profile": {"enum": list(PROFILES), "description": "The profile of the project; detected if absent."},
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
        "description": "Groups that count as 0 if they cannot be measured.",
    },
    "require-packs": _TEXTS
    | {"default": [], "description": "Distributions of rule packs that must be installed."},
    "baseline": {
        "type": "string",
        "minLength": 1,
        "description": "The file with known findings; roadworthy-baseline.json if absent.",
    },
    "exclude": _TEXTS | {"default": [], "description": "Patterns of files not to inspect, as in .gitignore."},
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
        "description": "Severities of rules in this project; turns on a rule that is off by default.",
    },
    "rules": {
        "type": "object",
        "additionalProperties": {"type": "object"},
        "default": {},
        "description": "Options of single rules.",
    },
}


#: Settings that are tables: those of an extended file and of the one that extends it are joined.
TABLES = frozenset(name for name, value in SETTINGS.items() if value.get("type") == "object")


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
