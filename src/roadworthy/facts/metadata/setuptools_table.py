"""The fact `SetuptoolsTable`: where `[tool.setuptools]` differs from the schema that setuptools itself uses.

The schema and its formats are those of validate-pyproject, which setuptools bundles. Its own validator stops
at the first fault and names it by text; this walk goes on, and keeps the route of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Flaw
from roadworthy.core.finding import Location, Route
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.names import suggestion
from roadworthy.core.verdicts import Verdicts
from roadworthy.facts.metadata.pyproject import Pyproject

_KINDS: dict[str, type] = {"object": dict, "array": list, "string": str, "boolean": bool}
_WORDS = {"object": "a table", "array": "an array", "string": "a string", "boolean": "true or false"}
_FORMATS = {
    "pep508-identifier": "a distribution's name",
    "pep561-stub-name": "the name of a stub package",
    "python-module-name-relaxed": "the dotted name of a module",
    "python-qualified-identifier": "the dotted name of an object",
}

#: The route to a fault, what is wrong there, and the key or value that is.
Found = tuple[Route, str, str]


@dataclass(frozen=True, slots=True)
class SetuptoolsTable:
    """The faults of `[tool.setuptools]`, each with its place; they are about a key or a value."""

    faults: tuple[tuple[Location, Flaw], ...]


@fact
def setuptools_table(pyproject: Pyproject | None, verdicts: Verdicts) -> SetuptoolsTable | None:
    """Compare the table with the schema; None where there is no such table."""
    table = pyproject and pyproject.get(object, "tool", "setuptools")
    if pyproject is None or table is None:
        return None
    found = verdicts.of("[tool.setuptools]", repr(table), lambda: _compared(table))
    return SetuptoolsTable(tuple((pyproject.at(*route), Flaw(text, value)) for route, text, value in found))


def _compared(table: Any) -> list[Found]:
    """Return the faults of the table; it takes a tenth of a second, most of it to load the schema."""
    from validate_pyproject import formats
    from validate_pyproject.api import load_builtin_plugin

    schema: Any = load_builtin_plugin("setuptools")
    check = _Check(
        schema["definitions"],
        {name: getattr(formats, name.replace("-", "_"), None) for name in _FORMATS},
    )
    return list(dict.fromkeys(check.walk(table, schema, ("tool", "setuptools"))))


@dataclass(frozen=True, slots=True)
class _Check:
    definitions: Mapping[str, Any]
    formats: Mapping[str, Callable[[str], bool] | None]

    def walk(self, value: Any, schema: Mapping[str, Any], route: Route) -> Iterator[Found]:
        """Yield the faults of a value: the keywords of JSON Schema that setuptools' schema uses."""
        schema = self.resolved(schema)
        kind = schema.get("type")
        if kind is not None and not _is(value, kind):
            yield _must_be(route, _WORDS.get(kind, kind))
            return
        if "const" in schema and value != schema["const"]:
            yield _must_be(route, f"`{schema['const']}`")
        if isinstance(value, str) and not self.fits(value, schema.get("format")):
            yield route, f"`{value}` is not {_FORMATS[schema['format']]}", value
        for part in schema.get("allOf", ()):
            yield from self.walk(value, part, route)
        for word in ("oneOf", "anyOf"):
            if word in schema:
                yield from self.either(value, schema[word], route)
        if isinstance(value, dict):
            yield from self.table(value, schema, route)
        elif isinstance(value, list):
            items = schema.get("items", {})
            for index, item in enumerate(value):
                # A list of schemas is one for each position.
                one = items if isinstance(items, dict) else items[index] if index < len(items) else {}
                yield from self.walk(item, one, (*route, index))

    def table(self, value: dict[str, Any], schema: Mapping[str, Any], route: Route) -> Iterator[Found]:
        known = schema.get("properties", {})
        patterns = list(schema.get("patternProperties", {}).values())
        for key in schema.get("required", ()):
            if key not in value:
                yield route, f"the key `{key}` is missing", key
        for key, item in value.items():
            names = schema.get("propertyNames")
            if names is not None and any(True for _ in self.walk(key, names, route)):
                yield (*route, key), f"`{key}` is not a name that can stand here", key
            if key in known:
                yield from self.walk(item, known[key], (*route, key))
            elif patterns:
                yield from self.walk(item, patterns[0], (*route, key))
            elif schema.get("additionalProperties") is False:
                yield (*route, key), f"the key `{key}` is unknown{suggestion(key, known)}", key

    def either(self, value: Any, choices: list[Any], route: Route) -> Iterator[Found]:
        """Yield nothing if a choice holds, else the faults of the one that comes nearest."""
        resolved = [self.resolved(choice) for choice in choices]
        fitting = [choice for choice in resolved if _is(value, choice.get("type"))]
        if not fitting:
            words = [_WORDS[kind] for choice in resolved if (kind := choice.get("type")) in _WORDS]
            yield _must_be(route, " or ".join(dict.fromkeys(words)))
            return
        attempts = [list(self.walk(value, choice, route)) for choice in fitting]
        yield from min(attempts, key=len)

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        reference = schema.get("$ref", "")
        if not reference:
            return schema
        found: Any = {"definitions": self.definitions}
        for key in reference.removeprefix("#/").split("/"):
            found = found[key]
        return self.resolved(found)

    def fits(self, value: str, name: str | None) -> bool:
        judge = self.formats.get(name) if name else None
        return judge is None or bool(judge(value))


def _is(value: Any, kind: str | None) -> bool:
    wanted = _KINDS.get(kind or "")
    return wanted is None or isinstance(value, wanted)


def _must_be(route: Route, what: str) -> Found:
    key = next((part for part in reversed(route) if isinstance(part, str)), "")
    return route, f"`{key}` must be {what}", key
