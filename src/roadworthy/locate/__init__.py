"""From the route of a value to its place in the text: TOML, JSON and YAML, and lines and columns.

A locator is only a scanner: the text was parsed by a real parser first, and what that refuses never
comes here. Offsets are in code points, from 0, into the text exactly as it was parsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from roadworthy.core.finding import Route

#: How long a route, and how many marks, a locator keeps. Routes below one another repeat their common
#: part, so that without these a small hostile file would fill the memory. What has no mark of its own
#: is reported at its nearest parent.
DEEPEST = 64
MOST = 250_000


class Mark(NamedTuple):
    """Where something stands in a text: offsets, the ends exclusive.

    `start` and `end` hold what a report underlines: a key with its value, an item, a `[table]` header. A
    table that has neither key nor header of its own has those of the first key or header that names it.
    `value_start` and `value_end` hold the value alone. The mark of a whole document is empty, for no one
    wants all of it underlined, but its value is the document.
    """

    start: int
    end: int
    value_start: int
    value_end: int


def nearest(marks: Mapping[Route, Mark], route: Route) -> tuple[Route, Mark]:
    """Return the longest beginning of `route` that has a mark, with that mark.

    Where there is none at all, it is the empty route with a mark at the start of the text.
    """
    for length in range(len(route), -1, -1):
        mark = marks.get(route[:length])
        if mark is not None:
            return route[:length], mark
    return (), Mark(0, 0, 0, 0)
