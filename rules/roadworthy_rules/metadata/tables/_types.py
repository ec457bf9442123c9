"""The keys and TOML types of the standard tables (the pyproject.toml specification, as of 2026-11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Text:
    """A string."""

    words = "a string"


@dataclass(frozen=True)
class Array:
    """An array whose items are all of one kind."""

    items: "Kind"
    words = "an array"


@dataclass(frozen=True)
class Table:
    """A table: what its known keys hold, and what every other key holds where that is said."""

    keys: "dict[str, Kind] | None" = None
    others: "Kind | None" = None
    words = "a table"


Kind = Text | Array | Table | tuple["Kind", ...]
_TEXT = Text()
_PEOPLE = Array(Table({"name": _TEXT, "email": _TEXT}))
_TEXTS = Array(_TEXT)
_NAMED = Table(others=_TEXT)

PROJECT: dict[str, Kind] = {
    "name": _TEXT,
    "version": _TEXT,
    "description": _TEXT,
    "readme": (_TEXT, Table({"file": _TEXT, "text": _TEXT, "content-type": _TEXT})),
    "requires-python": _TEXT,
    "license": (_TEXT, Table({"file": _TEXT, "text": _TEXT})),
    "license-files": _TEXTS,
    "authors": _PEOPLE,
    "maintainers": _PEOPLE,
    "keywords": _TEXTS,
    "classifiers": _TEXTS,
    "urls": _NAMED,
    "scripts": _NAMED,
    "gui-scripts": _NAMED,
    "entry-points": Table(others=_NAMED),
    "dependencies": _TEXTS,
    "optional-dependencies": Table(others=_TEXTS),
    "import-names": _TEXTS,
    "import-namespaces": _TEXTS,
    "dynamic": _TEXTS,
}

STANDARD: dict[str, Kind] = {
    "build-system": Table({"requires": _TEXTS, "build-backend": _TEXT, "backend-path": _TEXTS}),
    "project": Table(PROJECT),
    "dependency-groups": Table(others=Array((_TEXT, Table({"include-group": _TEXT})))),
    "tool": Table(),
}

#: Keys that may both stand in the table and be added to by the backend (PEP 808).
ADDABLE = frozenset(
    "authors classifiers dependencies entry-points gui-scripts import-names import-namespaces keywords"
    " license-files maintainers optional-dependencies scripts urls".split()
)


def mismatches(
    value: Any, kind: Kind, route: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Kind, Any]]:
    """Yield the route, the kind that belongs there and the value of all that is of another kind."""
    choices = kind if isinstance(kind, tuple) else (kind,)
    fitting = next((choice for choice in choices if _fits(value, choice)), None)
    if fitting is None:
        yield route, kind, value
    elif isinstance(fitting, Array):
        for index, item in enumerate(value):
            yield from mismatches(item, fitting.items, (*route, index))
    elif isinstance(fitting, Table):
        for key, item in value.items():
            wanted = (fitting.keys or {}).get(key, fitting.others)
            if wanted is not None:
                yield from mismatches(item, wanted, (*route, key))


def words(kind: Kind) -> str:
    """Say what kind of value is wanted."""
    return " or ".join(one.words for one in (kind if isinstance(kind, tuple) else (kind,)))  # type: ignore[union-attr]


def kind_name(value: Any) -> str:
    """Say what kind of value is there."""
    names: dict[type, str] = {bool: "a boolean", int: "a number", float: "a number", str: "a string"}
    names |= {list: "an array", dict: "a table"}
    return names.get(type(value), "a date or time")


def _fits(value: Any, kind: Kind) -> bool:
    wanted = {Text: str, Array: list, Table: dict}[type(kind)]
    return isinstance(value, wanted)
