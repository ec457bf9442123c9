"""INI files as `configparser` reads them, with the place of each section, option and line."""

from __future__ import annotations

from roadworthy.core.finding import Span
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.locate.lines import Lines

_KEY = re.compile(r"\s*+([^\s#;\[=:][^=:]*+)(?:[=:]\s*+|$)")
_HEADER = re.compile(r"\s*\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class IniOption:
    """An option: its name as it is written, the place of its first line, and its value.

    `lines` are the value's lines without blank ones and comments, each with its place.
    """

    name: str
    span: Span
    lines: tuple[tuple[str, Span], ...]

    @property
    def texts(self) -> list[str]:
        """The value's lines without their places."""
        return [text for text, _ in self.lines]


@dataclass(frozen=True, slots=True)
class IniSection:
    """A section: its name, the place of its header, and its options in order."""

    name: str
    span: Span
    options: tuple[IniOption, ...]


def read_ini(lines: Lines) -> tuple[IniSection, ...]:
    """Return the sections of a file in order; what stands before the first header is left out.

    Not by `configparser`, which gives no places. Its `[DEFAULT]` is a section like any other here.
    """
    found: list[tuple[str, Span, list[_Open]]] = []
    indent = 0
    current: _Open | None = None
    for number in range(1, len(lines.starts) + 1):
        line = lines.line(number)
        bare = line.strip()
        if not bare or bare.startswith(("#", ";")):
            continue
        depth = len(line) - len(line.lstrip())
        place = Span(number, 1, number, len(line.rstrip()) + 1)
        if current is not None and depth > indent:
            _extend(current, line, number, 0)
        elif header := _HEADER.match(line):
            found.append((header[1], place, []))
            indent, current = depth, None
        elif found and (key := _KEY.match(line)):
            current = (key[1].rstrip(), place, [])
            found[-1][2].append(current)
            _extend(current, line, number, key.end())
            indent = depth
    return tuple(
        IniSection(name, span, tuple(IniOption(key, at, tuple(value)) for key, at, value in options))
        for name, span, options in found
    )


_Open = tuple[str, Span, list[tuple[str, Span]]]


def _extend(option: _Open, line: str, number: int, start: int) -> None:
    text = line[start:].strip()
    if text:
        column = line.index(text, start) + 1
        option[2].append((text, Span(number, column, number, column + len(text))))
