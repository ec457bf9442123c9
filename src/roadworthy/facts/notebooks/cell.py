"""One cell of a notebook, whatever format it is stored in, and the Python in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.notebooks.formats.block import Block
from roadworthy.facts.notebooks.magic_names import MagicNames, magic_names
from roadworthy.facts.python import blank_magics, opened_by, parse
from roadworthy.locate.lines import Lines


@dataclass(frozen=True)
class Cell:
    """One cell. `index` counts from 0 over all cells; `route` leads to it in the file.

    `source` is the text as stored; `tree` is what Python sees of it once IPython's magics are blanked, None
    for cells that hold no Python or that do not parse.
    """

    file: str
    index: int
    kind: Literal["code", "markdown", "raw"]
    route: tuple[str | int, ...]
    source: str = field(repr=False)
    metadata: dict[str, Any] = field(repr=False)
    outputs: tuple[dict[str, Any], ...] = field(repr=False)
    count: int | None
    tree: ast.Module | None = field(repr=False)
    #: Whether the notebook's language is Python.
    in_python: bool = True
    #: In a notebook that is text: the number of lines before the first of `source`, and for each line how
    #: many columns stand before it; empty where none do.
    offset: int | None = None
    shifts: tuple[int, ...] = field(default=(), repr=False)

    @property
    def tags(self) -> frozenset[str]:
        """The cell's tags, such as `raises-exception`."""
        tags = self.metadata.get("tags")
        return (
            frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset()
        )

    @property
    def fault(self) -> tuple[int, str] | None:
        """Line and message of the error that keeps a code cell from being parsed by any Python, or None."""
        if self.kind != "code" or self.tree is not None or not self.in_python:
            return None
        try:
            # IPython takes the indentation of its first line from a cell.
            text = self.python
            indent = re.match(r"\s*\n|([ \t]*)", text)
            plain = re.sub(rf"^{indent[1]}", "", text, flags=re.MULTILINE) if indent and indent[1] else text
            parse(self.file, plain, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except Unreadable as unreadable:
            # A script in cells names no kernel: it may be for Python 2.
            if unreadable.fault.needs or (
                unreadable.fault.cause == "Python 2" and not self.file.endswith(".ipynb")
            ):
                return None
            span = unreadable.fault.location.span
            last = len(self.text_lines.starts)
            return min(span.line, last) if span else 1, unreadable.fault.message.removeprefix(
                "syntax error: "
            )
        return None

    @property
    def python(self) -> str:
        """The source with IPython's magics blanked, line for line: what Python sees of a code cell."""
        return blank_magics(self.source)

    @property
    def magics(self) -> MagicNames:
        """The names that the cell's magics bind."""
        return magic_names(self.source, parsed=self.tree is not None)

    @cached_property
    def text_lines(self) -> Lines:
        """The lines of the source, for converting positions."""
        return Lines(self.source)

    def line(self, number: int, start: int = 1, end: int | None = None) -> Location:
        """Return the location of a line of the source, from 1, and of columns in it."""
        stop = len(self.text_lines.line(number)) + 1 if end is None else end
        return self._at(Span(number, start, number, stop))

    def at(self, node: Any) -> Location:
        """Return the location of a node of `tree`."""
        lines = self.text_lines
        start = lines.utf8_column(node.lineno, node.col_offset)
        end = lines.utf8_column(node.end_lineno, node.end_col_offset)
        return self._at(Span(node.lineno, start, node.end_lineno, end))

    def _at(self, span: Span) -> Location:
        if self.offset is None:
            return Location(self.file, (*self.route, "source", span.line - 1), span)
        start, end = (self._shift(line) for line in (span.line, span.end_line))
        first, last = span.line + self.offset, span.end_line + self.offset
        return Location(self.file, self.route, Span(first, span.column + start, last, span.end_column + end))

    def _shift(self, line: int) -> int:
        return self.shifts[line - 1] if 0 < line <= len(self.shifts) else 0

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield number, from 1, and text of each line of the source."""
        yield from enumerate(re.split(r"\r\n?|\n", self.source), 1)

    def code_lines(self) -> Iterator[tuple[int, str]]:
        """Yield number and text of each line of the source that does not begin within a text."""
        quote = ""
        for number, line in self.lines():
            if not quote:
                yield number, line
            _, quote = opened_by(line, quote)


def stored_cell(
    path: str, index: int, route: tuple[str | int, ...], raw: dict[str, Any], language: str
) -> Cell:
    """Return a cell from the JSON of an .ipynb file, of whatever shape it is."""
    kind = raw.get("cell_type")
    stored = raw.get("source", raw.get("input", ""))
    parts = stored if isinstance(stored, list) else [stored]
    source = "".join(part for part in parts if isinstance(part, str))
    outputs = raw.get("outputs")
    # Colab writes 0 for what was not run; kernels count from 1.
    count = raw.get("execution_count", raw.get("prompt_number")) or None
    metadata = raw.get("metadata")
    return Cell(
        path,
        index,
        kind if kind in ("code", "markdown") else "raw",
        route,
        source,
        metadata if isinstance(metadata, dict) else {},
        tuple(o for o in outputs if isinstance(o, dict)) if isinstance(outputs, list) else (),
        count if isinstance(count, int) else None,
        _tree(path, source) if kind == "code" and language in ("python", "ipython") else None,
        language in ("python", "ipython"),
    )


def text_cell(path: str, index: int, block: Block) -> Cell:
    """Return a cell from a block of a text file, of which nothing is stored but its source."""
    return Cell(
        path,
        index,
        block.kind,
        ("cells", index),
        block.source,
        {"tags": list(block.tags)},
        (),
        None,
        _tree(path, block.source) if block.kind == "code" else None,
        offset=block.offset,
        shifts=block.shifts,
    )


def _tree(path: str, source: str) -> ast.Module | None:
    try:
        return parse(path, blank_magics(source), ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except Unreadable:
        return None
