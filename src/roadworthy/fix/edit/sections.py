"""The lines of a TOML file: its tables, and where lines come and go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from roadworthy.core.finding import Route
from roadworthy.core.late_re import re
from roadworthy.locate import Mark

_LINE = r"[^\n]*(?:\n|\Z)"
_COMMENT = rf"[ \t]*#{_LINE}"
_BLANK = re.compile(r"[ \t]*\r?(?:\n|\Z)")
# Comments that have blank lines behind them belong to what is above, others to what is below.
_NOTES = re.compile(rf"(?:{_COMMENT})+(?=[ \t]*\r?(?:\n|\Z))")
_TOP = re.compile(rf"(?:{_COMMENT})+(?:[ \t]*\r?\n)+|(?:[ \t]*\r?\n)+")


class Statement(NamedTuple):
    """A `key = value` or a header."""

    start: int
    end: int
    route: Route


class Section(NamedTuple):
    """A table's header and the pairs below it; the first section has no header. `end` starts a line."""

    header: Statement
    pairs: tuple[Statement, ...]
    end: int

    @property
    def route(self) -> Route:
        """The route of the table."""
        return self.header.route


def outermost(marks: Mapping[Route, Mark], below: Route = ()) -> list[Statement]:
    """Return what stands next to each other below a route, each with its own route, in order."""
    size = len(below)
    found: list[Statement] = []
    marked = (
        (mark.start, -mark.end, len(route), route)
        for route, mark in marks.items()
        if len(route) > size and route[:size] == below
    )
    for start, end, _, route in sorted(marked, key=lambda entry: entry[:3]):
        if not found or start >= found[-1].end:
            found.append(Statement(start, -end, route))
        elif (start, -end) == found[-1][:2]:
            found[-1] = Statement(start, -end, route)  # `a.b = 1` is what makes `a`, but is `a.b`
    return found


def sections(text: str, marks: Mapping[Route, Mark]) -> list[Section]:
    """Return the sections of a text: the one without a header, and one for each header."""
    groups: list[list[Statement]] = [[Statement(0, 0, ())]]
    for statement in outermost(marks):
        if text[statement.start] == "[":
            groups.append([statement])
        else:
            groups[-1].append(statement)
    found = []
    for header, *pairs in groups:
        if header.route or pairs:
            end = line_end(text, (pairs or [header])[-1].end)
            notes = _NOTES.match(text, end)
            end = notes.end() if notes else end
        else:
            end = top(text)
        found.append(Section(header, tuple(pairs), end))
    return found


def top(text: str) -> int:
    """Return where a file starts, behind the comments that are about all of it."""
    at = 0
    while found := _TOP.match(text, at):
        at = found.end()
    return at


def line_start(text: str, at: int) -> int:
    """Return where the line of an offset starts."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return where the next line starts; the end of the text where there is none."""
    return text.find("\n", at) + 1 or len(text)


def with_lines(text: str, at: int, lines: Iterable[str], newline: str, *, apart: bool) -> str:
    """Return a text with lines put in at the start of a line, with blank lines around if `apart`."""
    block = "".join(line + newline for line in lines)
    if at and text[at - 1] != "\n":
        above, block = text[:at] + newline, block.removesuffix(newline)
    else:
        above = text[:at]
    if apart and above and not _BLANK.fullmatch(above, line_start(above, len(above) - 1)):
        block = newline + block
    if apart and at < len(text) and not _BLANK.match(text, at):
        block += newline
    return above + block + text[at:]


def without_lines(text: str, regions: Iterable[tuple[int, int]]) -> str:
    """Return a text without regions of whole lines, in order, and without the blank lines too many."""
    for start, end in reversed(list(regions)):
        if not start or _BLANK.fullmatch(text, line_start(text, start - 1), start):
            while end < len(text) and (blank := _BLANK.match(text, end)):
                end = blank.end()
            while end == len(text) and start and _BLANK.fullmatch(text, line_start(text, start - 1), start):
                start = line_start(text, start - 1)
        text = text[:start] + text[end:]
    return text
