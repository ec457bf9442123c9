"""Replacing pieces of a text, all of which refer to the text as it was."""

from __future__ import annotations

import json
from bisect import bisect_left
from typing import NamedTuple

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Edit, Replace, Span
from roadworthy.core.late_dataclass import dataclass
from roadworthy.fix.edit.data import EditRefused
from roadworthy.locate.lines import Lines
from roadworthy.tree.kinds import Kind, kind_of

_BLANKS = " \t\f"


class Splice(NamedTuple):
    """A piece of the original text, as offsets, and what stands there instead."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TextDraft:
    """A text file in which spans are replaced."""

    path: str
    original: Lines
    splices: tuple[Splice, ...] = ()

    def edit(self, edit: Edit) -> TextDraft:
        """Return the draft with a span replaced; raises EditRefused where there is none, or it is taken."""
        if not isinstance(edit, Replace):
            raise EditRefused("it mixes edits of text and of data in one file")
        if edit.at.span is None:
            raise EditRefused("it has no span")
        new = splice(self.original, edit.at.span, edit.text)
        if self.original.text[new.start : new.end] == new.text:
            return self
        return TextDraft(self.path, self.original, added(self.splices, new))

    def text(self) -> str:
        """Return the file's text."""
        return spliced(self.original.text, self.splices)

    def prove(self, before: str) -> None:
        """Raise EditRefused where the file is not valid any more and was so `before`."""
        if not _reads(self.path, self.text()) and _reads(self.path, before):
            raise EditRefused(f"{self.path} would not be valid any more")


def newline_of(text: str) -> str:
    """Return the first line end of a text; LF where there is none."""
    at = text.find("\n")
    if at < 0:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if text[at - 1 : at] == "\r" else "\n"


def splice(lines: Lines, span: Span, new: str) -> Splice:
    """Return what replacing a span of a text does, with line ends as the text has them.

    Where nothing is left of lines, they go with their end; before a comment that goes, so do the blanks.
    """
    text = lines.text
    start = _offset(lines, span.line, span.column)
    end = max(start, _offset(lines, span.end_line, span.end_column))
    gone = text[start:end]
    if not new and gone.strip() and gone[-1] not in "\r\n":
        line, column = lines.position(start)
        last, _ = lines.position(end)
        rest = lines.offset(last, 1) + len(lines.line(last))
        before = lines.line(line)[: column - 1]
        if not text[end:rest].strip(_BLANKS):
            if not before.strip(_BLANKS):
                start, end = lines.offset(line, 1), lines.offset(last + 1, 1)
            elif gone.startswith("#"):
                start, end = start - len(before) + len(before.rstrip(_BLANKS)), rest
    return Splice(start, end, new.replace("\r\n", "\n").replace("\n", newline_of(text)))


def added(splices: tuple[Splice, ...], new: Splice) -> tuple[Splice, ...]:
    """Return splices, which are sorted, with one more; raises EditRefused where it overlaps another.

    Next to each other is not overlapping, but two insertions at one place are: their order matters.
    """
    at = bisect_left(splices, new[:2], key=lambda splice: splice[:2])
    for other in splices[max(at - 1, 0) : at + 1]:
        if other[:2] == new[:2] or (other.start < new.end and new.start < other.end):
            raise EditRefused("its edits overlap", clash=True)
    return (*splices[:at], new, *splices[at:])


def spliced(text: str, splices: tuple[Splice, ...]) -> str:
    """Return a text with all of its splices done."""
    parts, done = [], 0
    for start, end, new in splices:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def _offset(lines: Lines, line: int, column: int) -> int:
    """Return an offset that is never inside or behind the line's end."""
    return lines.offset(line, min(column, len(lines.line(line)) + 1))


def _reads(path: str, text: str) -> bool:
    """Tell whether a file's text is what its name says; true where nothing is known of such files."""
    kind = kind_of(path)
    try:
        if kind is Kind.PYTHON:
            from roadworthy.facts.python import parse

            parse(path, text)
        elif kind is Kind.TOML:
            import tomli

            tomli.loads(text)
        elif kind in (Kind.JSON, Kind.NOTEBOOK):
            json.loads(text)
        elif kind is Kind.YAML:
            from roadworthy.locate.yaml import load_all

            load_all(text)
    except (Unreadable, ValueError, RecursionError):
        return False
    return True
