"""Places in JSON that `json.loads` has accepted: one pass, which validates nothing.

What is not on the way is left to the scanner of `json` itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

from roadworthy.core.finding import Route
from roadworthy.core.late_re import re
from roadworthy.locate import DEEPEST, MOST, Mark, nearest

_SPACE = re.compile(r"[ \t\n\r]*")
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_SCALAR = re.compile(rf"{_STRING}|[-+.\w]+", re.DOTALL)
# What is no JSON may have a string that nothing ends: it is not sought again from each quote inside it.
_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z|\\)|[\[{]|([\]}])', re.DOTALL)


_DECODER = JSONDecoder(strict=False)


class _OpenValue(NamedTuple):
    """An array or object that is not closed yet."""

    route: Route
    start: int
    value: int
    array: bool


def marks(text: str) -> dict[Route, Mark]:
    """Return the marks of every member and item of `text`, which `json.loads` accepts.

    Of members with the same key the last one counts. Values deeper than `DEEPEST`, and those after the
    first `MOST`, are left out. On text that `json.loads` refuses it ends too, but may raise a ValueError.
    """
    return _settled(_walk(text, None))


def locate(text: str, route: Route) -> Mark:
    """Return the mark of `route`, or of its nearest parent that exists, in what `json.loads` accepts.

    This skips what is not on the way: for a place or two in a large text it is the cheaper one.
    """
    return nearest(_settled(_walk(text, route)), route)[1]


class Cells:
    """Places in a notebook, for any number of routes: its text is scanned once, and a cell's once.

    Raises ValueError, as `marks` does, for what is no JSON.
    """

    __slots__ = ("inside", "outlines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.outlines: dict[int, dict[Route, Mark]] = {}
        self.inside: dict[Route, dict[Route, Mark]] = {}

    def locate(self, route: Route) -> Mark:
        """Return the mark of `route`, or of its nearest parent that exists."""
        if "cells" not in route[:-1]:
            # Beside its cells a notebook holds little: only what leads there is looked at.
            return locate(self.text, route)
        depth = route.index("cells") + 2
        if depth not in self.outlines:
            self.outlines[depth] = _settled(_walk(self.text, None, depth))
        found, mark = nearest(self.outlines[depth], route)
        if len(found) < depth or len(route) == depth:
            return mark
        if found not in self.inside:
            if sum(map(len, self.inside.values())) > MOST:
                self.inside.clear()
            self.inside[found] = marks(self.text[mark.value_start : mark.value_end])
        inner, within = nearest(self.inside[found], route[depth:])
        return Mark(*(mark.value_start + offset for offset in within)) if inner else mark


def _walk(text: str, only: Route | None, deepest: int = DEEPEST) -> Iterator[tuple[Route, Mark]]:
    """Yield the marks of what is on the way to `only`, or of everything, as each value ends."""
    if only is not None:
        deepest = len(only)
    stack: list[_OpenValue] = []
    counts: list[int] = []  # of the open ones, how many items were seen
    route: Route = ()
    start = at = _after(_SPACE, text, 0)
    while True:
        if text[at : at + 1] in ("[", "{") and len(stack) < deepest:
            stack.append(_OpenValue(route, start, at, text[at] == "["))
            counts.append(0)
            at += 1
        else:
            end = _skip(text, at)
            yield route, Mark(start, end if route else start, at, end)
            at = end
        while stack:
            start = at = _after(_SPACE, text, at)
            top, character = stack[-1], text[at : at + 1]
            if character and character in ",]}":
                at += 1
                if character != ",":
                    stack.pop()
                    counts.pop()
                    yield top.route, Mark(top.start, at if top.route else top.start, top.value, at)
                continue
            key: str | int
            if top.array:
                key = counts[-1]
                counts[-1] += 1
            else:
                key, at = scanstring(text, at + 1)
                at = _after(_COLON, text, at)
            if only is not None and key != only[len(stack) - 1]:
                at = _skip(text, at)
                continue
            route = (*top.route, key)
            break
        else:
            return


def _skip(text: str, at: int) -> int:
    """Return where the value at `at` ends."""
    if text[at : at + 1] not in ("[", "{"):
        return _after(_SCALAR, text, at)
    try:
        # In C, and so several times as fast, though it makes the value.
        return _DECODER.raw_decode(text, at)[1]
    except (ValueError, RecursionError):
        pass  # nested too deeply for it, or a number that is too long; or no JSON, which is found out below
    depth = 0
    for found in _BRACKET.finditer(text, at):
        if found[1]:
            depth -= 1
            if not depth:
                return found.end()
        elif found[0][0] != '"':
            depth += 1
    raise ValueError("not the JSON that json.loads accepts")


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    if found is None:
        raise ValueError("not the JSON that json.loads accepts")
    return found.end()


def _settled(found: Iterable[tuple[Route, Mark]]) -> dict[Route, Mark]:
    """Collect marks; where a key came twice, drop everything that was inside its first value."""
    marks: dict[Route, Mark] = {}
    stale: list[tuple[int, int]] = []
    for route, mark in found:
        if route in marks:
            stale.append(marks[route][:2])
        marks[route] = mark
        if len(marks) >= MOST:
            break
    if not stale:
        return marks
    outermost: list[tuple[int, int]] = []
    for start, end in sorted(stale):  # one is inside another, or apart from it
        if not outermost or start >= outermost[-1][1]:
            outermost.append((start, end))
    starts = [start for start, _ in outermost]
    ends = [0, *(end for _, end in outermost)]
    return {
        route: mark for route, mark in marks.items() if mark.start >= ends[bisect_right(starts, mark.start)]
    }
