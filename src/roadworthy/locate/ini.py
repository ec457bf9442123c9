"""INI files as `configparser` reads them, with the place of each option and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy.core.finding import Span
from roadworthy.locate.lines import Lines

_KEY = re.compile(r"([^\s#;\[=:][^=:]*?)\s*[=:]\s*")


@dataclass(frozen=True, slots=True)
class IniOption:
    """An option: its section and name as they are written, the place of its first line, and its value.

    `lines` are the value's lines without blank ones and comments, each with its place.
    """

    section: str
    name: str
    span: Span
    lines: tuple[tuple[str, Span], ...]

    @property
    def texts(self) -> list[str]:
        """The value's lines without their places."""
        return [text for text, _ in self.lines]


def read_ini(lines: Lines) -> Iterator[IniOption]:
    """Yield the options of a file in order; lines that are neither option, section nor value are left out."""
    section, name, first = "", "", Span(1, 1, 1, 1)
    value: list[tuple[str, Span]] = []
    for number in range(1, len(lines.starts) + 1):
        line = lines.line(number)
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if line[0].isspace():
            value.extend(_part(line, number, 0))
            continue
        if name:
            yield IniOption(section, name, first, tuple(value))
        name, value = "", []
        if line.startswith("["):
            section = line[1:].partition("]")[0].strip()
        elif match := _KEY.match(line):
            name, first = match[1], Span(number, 1, number, len(line.rstrip()) + 1)
            value.extend(_part(line, number, match.end()))
    if name:
        yield IniOption(section, name, first, tuple(value))


def _part(line: str, number: int, start: int) -> Iterator[tuple[str, Span]]:
    text = line[start:].strip()
    if text:
        column = line.index(text, start) + 1
        yield text, Span(number, column, number, column + len(text))
