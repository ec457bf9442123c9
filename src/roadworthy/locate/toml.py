"""Places in TOML that tomli has accepted: one pass, without recursion and without validation."""

from __future__ import annotations

from typing import NamedTuple

from roadworthy.core.finding import Route
from roadworthy.core.late_re import re
from roadworthy.locate import DEEPEST, MOST, Mark

_BASIC = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'
_LITERAL = r"'[^'\n]*'"
# A multi-line string may end in up to five quotes: the first one or two are part of the value.
_LONG = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5}' + r"|'''.*?'{3,5}"
_STRING = rf"{_LONG}|{_BASIC}|{_LITERAL}"

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_KEY_PART = re.compile(rf"([A-Za-z0-9_-]+|{_BASIC}|{_LITERAL})[ \t]*(\.?)[ \t]*")
_EQUALS = re.compile(r"=[ \t]*")
# Only the date may have a space inside. tomli has seen to it that the rest is a number, a word or a date.
_SCALAR = re.compile(rf"{_STRING}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9][^\s,\]}}#]*|[^\s,\]}}#]+", re.DOTALL)


class _Entry(NamedTuple):
    """A key or an item whose value is being read."""

    route: Route
    above: int  # how much of the route is there already: what is between is made by a dotted key
    start: int
    value: int


class _OpenTable:
    """An array or an inline table that is not closed yet; `count` is -1 for a table."""

    __slots__ = ("count", "entry")

    def __init__(self, entry: _Entry, *, array: bool) -> None:
        self.entry = entry
        self.count = 0 if array else -1


def marks(text: str) -> dict[Route, Mark]:
    """Return the marks of every table, key and item of `text`, which `tomli.loads` accepts.

    Values deeper than `DEEPEST`, and those after the first `MOST`, are left out. On text that tomli
    refuses it ends too, but may raise a ValueError.
    """
    return _Scan(text).run()


class _Scan:
    __slots__ = ("last", "marks", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks: dict[Route, Mark] = {(): Mark(0, 0, 0, len(text))}
        self.last: dict[Route, int] = {}  # of each array of tables, the index of its newest table

    def run(self) -> dict[Route, Mark]:
        table: Route = ()
        at = self.after(_BLANK, 0)
        while at < len(self.text) and len(self.marks) < MOST:
            if self.text[at] == "[":
                at, table = self.header(at)
            else:
                entry = self.pair(at, table)
                at = self.value(entry)
            at = self.after(_BLANK, at)
        return self.marks

    def header(self, start: int) -> tuple[int, Route]:
        """Mark the table of the header at `start`; return where the header ends, and the table."""
        brackets = 2 if self.text.startswith("[[", start) else 1
        parts, at = self.key(self.after(_BLANK, start + brackets))
        end = at + brackets
        if brackets == 1:
            route = self.below((), parts)
        else:
            route = (*self.below((), parts[:-1]), parts[-1])
            if len(route) <= DEEPEST:
                self.last[route] = self.last.get(route, -1) + 1
                route = (*route, self.last[route])
        mark = Mark(start, end, start, end)
        for length in range(1, min(len(route), DEEPEST + 1)):
            self.marks.setdefault(route[:length], mark)
        if len(route) <= DEEPEST:
            self.marks[route] = mark
        return end, route

    def pair(self, start: int, table: Route) -> _Entry:
        parts, at = self.key(start)
        return _Entry(self.below(table, parts), len(table), start, self.after(_EQUALS, at))

    def key(self, at: int) -> tuple[list[str], int]:
        """Return the parts of the key at `at`, and where what follows it starts."""
        parts = []
        while True:
            part = _KEY_PART.match(self.text, at)
            if part is None:
                raise ValueError("not the TOML that tomli accepts")
            parts.append(_unquote(part[1]))
            at = part.end()
            if not part[2]:
                return parts, at

    def below(self, table: Route, parts: list[str]) -> Route:
        """Return the route of a key under a table; an array of tables stands for its newest table.

        One that is too deep to be marked is cut, so that it never costs more than one that is not.
        """
        route = table
        for part in parts:
            if len(route) > DEEPEST:
                break
            route = (*route, part)
            if route in self.last:
                route = (*route, self.last[route])
        return route

    def value(self, entry: _Entry) -> int:
        """Mark an entry and everything inside its value; return where it ends."""
        stack: list[_OpenTable] = []
        at = entry.value
        while True:
            if self.text[at : at + 1] in ("[", "{"):
                stack.append(_OpenTable(entry, array=self.text[at] == "["))
                at += 1
            else:
                at = self.after(_SCALAR, at)
                self.put(entry, at)
            while stack and len(self.marks) < MOST:
                at = self.after(_BLANK, at)
                top, character = stack[-1], self.text[at : at + 1]
                if character and character in ",]}":
                    at += 1
                    if character != ",":
                        self.put(stack.pop().entry, at)
                    continue
                if top.count < 0:
                    entry = self.pair(at, top.entry.route)
                    at = entry.value
                else:
                    route = top.entry.route
                    item = (*route, top.count) if len(route) <= DEEPEST else route
                    entry = _Entry(item, len(route), at, at)
                    top.count += 1
                break
            else:
                return at

    def put(self, entry: _Entry, end: int) -> None:
        route = entry.route
        for length in range(entry.above + 1, min(len(route), DEEPEST + 1)):
            self.marks.setdefault(route[:length], Mark(entry.start, end, entry.start, end))
        if len(route) <= DEEPEST:
            self.marks[route] = Mark(entry.start, end, entry.value, end)

    def after(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self.text, at)
        if found is None:
            raise ValueError("not the TOML that tomli accepts")
        return found.end()


def _unquote(part: str) -> str:
    if part[0] not in "\"'":
        return part
    if "\\" not in part:
        return part[1:-1]
    import tomli

    name: str = tomli.loads(f"x = {part}")["x"]
    return name
