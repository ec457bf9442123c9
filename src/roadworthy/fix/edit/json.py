"""JSON and notebooks: edited as data, and written as they were."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from roadworthy.core.finding import Create, Edit, Remove, Replace, Route, Set, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.fix.edit.data import EditRefused, current, look, plain, same
from roadworthy.fix.edit.text import Splice, added, newline_of, splice, spliced
from roadworthy.locate.lines import Lines

_INDENT = re.compile(r"[\[{]\n([ \t]*)")


@dataclass(frozen=True, slots=True)
class _Style:
    """How a file is written: everything that its data does not say."""

    indent: str | None
    colon: str
    ascii: bool
    head: str
    tail: str
    newline: str

    def write(self, data: Any) -> str:
        comma = "," if self.indent is not None or self.colon == ":" else ", "
        text = json.dumps(data, ensure_ascii=self.ascii, indent=self.indent, separators=(comma, self.colon))
        return self.head + text.replace("\n", self.newline) + self.tail


@dataclass(frozen=True, slots=True)
class JSONDraft:
    """A JSON file; `sources` holds what was replaced in cells of a notebook."""

    style: _Style
    original: Any = field(repr=False)
    data: Any = field(repr=False)
    removed: frozenset[Route] = frozenset()
    sources: Mapping[Route, tuple[Splice, ...]] = field(default_factory=dict)

    def edit(self, edit: Edit) -> JSONDraft:
        """Return the draft with an edit done; raises EditRefused."""
        if isinstance(edit, Replace):
            return self._in_cell(edit)
        if isinstance(edit, Create):
            raise EditRefused("it creates a file that it edits")
        if not isinstance(edit, Remove) and not same(json.loads(json.dumps(edit.value)), edit.value):
            raise EditRefused("its value is not plain JSON")
        route = current(edit.at.route, self.removed)
        if isinstance(edit, Set):
            there, old = look(self.data, route)
            if there and same(old, edit.value):
                return self
        data = plain(self.data, edit, route)
        gone = {edit.at.route} if isinstance(edit, Remove) and isinstance(route[-1], int) else set()
        return replace(self, data=data, removed=self.removed | gone)

    def text(self) -> str:
        """Return the file's text."""
        return self.style.write(self.data)

    def _in_cell(self, edit: Replace) -> JSONDraft:
        span, cell = cell_span(edit)
        if not cell:
            raise EditRefused("it mixes edits of text and of data in one file")
        if span is None:
            raise EditRefused("it has no span")
        _, stored = look(self.original, cell)
        source = "".join(stored) if isinstance(stored, list) and all(map(_is_text, stored)) else stored
        if not isinstance(source, str):
            raise EditRefused("there is no such cell")
        new = splice(Lines(source), span, edit.text)
        if source[new.start : new.end] == new.text:
            return self
        splices = added(self.sources.get(cell, ()), new)
        text = spliced(source, splices)
        _, kind = look(self.original, (*cell[:-1], "cell_type"))
        if kind == "code" and not _runs(text) and _runs(source):
            raise EditRefused("the cell would not be valid Python any more")
        value = text.splitlines(keepends=True) if isinstance(stored, list) else text
        route = current(cell, self.removed)
        data = plain(self.data, Set(edit.at, value), route)
        return replace(self, data=data, sources={**self.sources, cell: splices})


def cell_span(edit: Replace) -> tuple[Span | None, Route]:
    """Return the span of an edit, and the route of the cell's source that it is in; () for a whole file."""
    route = edit.at.route
    if edit.at.file.endswith(".ipynb") and "source" in route:
        return edit.at.span, route[: route.index("source") + 1]
    return edit.at.span, ()


def read(text: str) -> JSONDraft:
    """Return the draft of a file; raises EditRefused where it could not be written as it is."""
    newline = newline_of(text)
    lines = text.replace(newline, "\n")
    body = lines.strip(" \t\n")
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    indent = _INDENT.match(body)
    # Where a file holds nothing but ASCII, only an escape tells that it has to.
    ascii = text.isascii() and "\\u" in text
    try:
        data = json.loads(text)
        for colon in (": ", ":"):
            style = _Style(indent[1] if indent else None, colon, ascii, head, tail, newline)
            if style.write(data) == text:
                return JSONDraft(style, data, data)
    except (ValueError, RecursionError):
        raise EditRefused("the file is not valid JSON") from None
    raise EditRefused("the file's formatting would be lost")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _runs(source: str) -> bool:
    from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT

    from roadworthy.core.fault import Unreadable
    from roadworthy.facts.python import blank_magics, parse

    try:
        parse("<cell>", blank_magics(source), PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except Unreadable:
        return False
    return True
