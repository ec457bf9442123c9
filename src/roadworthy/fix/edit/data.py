"""Edits of plain data: what every other kind of edit is compared with."""

from __future__ import annotations

import json
import math
from typing import Any, Protocol

from roadworthy.core.finding import Append, Create, Edit, Remove, Replace, Route, Set


class EditRefused(Exception):
    """An edit that cannot be done, or does not prove itself; the text says why.

    `clash` is true where another edit has already changed the text: it may be done once that is written.
    """

    def __init__(self, reason: str, *, clash: bool = False) -> None:
        super().__init__(reason)
        self.clash = clash


class Draft(Protocol):
    """A file with the edits that were done so far; drafts never change."""

    def edit(self, edit: Edit) -> Draft:
        """Return the draft with an edit done, itself if that changes nothing; raises EditRefused."""

    def text(self) -> str:
        """Return the file's text, without a byte order mark."""


def look(data: Any, route: Route) -> tuple[bool, Any]:
    """Tell whether there is anything at a route, and what."""
    for key in route:
        if not _holds(data, key):
            return False, None
        data = data[key]
    return True, data


def plain(data: Any, edit: Set | Remove | Append, route: Route) -> Any:
    """Return data with an edit done at `route`; containers on the way are copied, all else is shared.

    Raises EditRefused where the route leads to nothing that the edit could change.
    """
    if not route:
        raise EditRefused("it has no route")
    key, below = route[0], route[1:]
    there = _holds(data, key)
    if not there and (isinstance(edit, Remove) or not isinstance(data, dict) or isinstance(key, int)):
        raise EditRefused(f"there is no `{key}` where `{_text(edit.at.route)}` should be")
    copy = data.copy()
    if below:
        copy[key] = plain(copy[key] if there else {}, edit, below)
    elif isinstance(edit, Remove):
        del copy[key]
    elif isinstance(edit, Set):
        copy[key] = edit.value
    else:
        old = copy[key] if there else []
        if not isinstance(old, list):
            raise EditRefused(f"`{_text(edit.at.route)}` is not an array")
        copy[key] = [*old, edit.value]
    return copy


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal, in type and sign as well; NaN equals itself."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or repr(one) == repr(other)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other)


def current(route: Route, removed: frozenset[Route]) -> Route:
    """Return where an original route leads now that the items at `removed` are gone.

    Raises EditRefused where it led into one of them.
    """
    keys = list(route)
    for depth, key in enumerate(route):
        if isinstance(key, int):
            if route[: depth + 1] in removed:
                raise EditRefused(f"`{_text(route)}` was removed already")
            before = (gone[-1] for gone in removed if gone[:-1] == route[:depth])
            keys[depth] = key - sum(isinstance(other, int) and other < key for other in before)
    return tuple(keys)


def require_text(edit: Edit) -> None:
    """Raise EditRefused where what an edit writes cannot be written as UTF-8."""
    try:
        if isinstance(edit, (Replace, Create)):
            edit.text.encode()
        elif isinstance(edit, (Set, Append)):
            json.dumps([edit.at.route, edit.value], ensure_ascii=False, default=str).encode()
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError) as error:
        raise EditRefused(f"its value cannot be written: {error}") from None


def _holds(data: Any, key: str | int) -> bool:
    if isinstance(data, dict):
        return isinstance(key, str) and key in data
    return isinstance(data, list) and isinstance(key, int) and 0 <= key < len(data)


def _text(route: Route) -> str:
    return ".".join(map(str, route))
