"""Structured data with places: what a TOML, YAML or JSON file says, typed on the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data read from `file`.

    Absent and of the wrong type are both None: a wrong type is one rule's business, so that no other
    rule crashes on `project = "x"`.
    """

    file: str
    data: Any

    def get(self, kind: type[T], *route: str | int) -> T | None:
        """Return the value at a route where it exists and is of `kind`, else None."""
        value = self.data
        for key in route:
            in_array = isinstance(value, list) and isinstance(key, int) and key < len(value)
            if not in_array and not (isinstance(value, dict) and key in value):
                return None
            value = value[key]
        return value if _is(value, kind) else None

    def has(self, *route: str | int) -> bool:
        """Tell whether there is anything at a route, of whatever type."""
        return self.get(object, *route) is not None

    def each(self, kind: type[T], *route: str | int) -> Iterator[tuple[Location, T]]:
        """Yield the place and value of every item of `kind` in the array or table at a route."""
        values = self.get(object, *route)
        pairs: Any = ()
        if isinstance(values, dict):
            pairs = values.items()
        elif isinstance(values, list):
            pairs = enumerate(values)
        for key, value in pairs:
            if _is(value, kind):
                yield Location(self.file, (*route, key)), value

    def at(self, *route: str | int) -> Location:
        """Return the location of a route, whether or not anything is there."""
        return Location(self.file, route)


def _is(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not (kind in (int, float) and isinstance(value, bool))
