"""A Jupyter notebook (nbformat 3 and 4): its cells, and the Python in them, parsed cell by cell."""

from __future__ import annotations

import ast
import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.facts.notebooks.magic_names import MagicNames, magic_names
from roadworthy.facts.notebooks.text import SUFFIXES, blocks
from roadworthy.facts.python import blank_magics, digest_of, parse
from roadworthy.locate.document import Document
from roadworthy.locate.lines import Lines
from roadworthy.tree.roles import Role, role_of

#: Where Git put both sides; inside of JSON no line of its own starts like this.
_CONFLICT = re.compile(rb"^<{7} \S", re.MULTILINE)


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
    #: In a notebook that is text: the number of lines before the first of `source`.
    offset: int | None = None

    @property
    def tags(self) -> frozenset[str]:
        """The cell's tags, such as `raises-exception`."""
        tags = self.metadata.get("tags")
        return (
            frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset()
        )

    @property
    def fault(self) -> tuple[int, str] | None:
        """Line and message of the error that keeps a code cell from being parsed; None for all others."""
        if self.kind != "code" or self.tree is not None or not self.in_python:
            return None
        try:
            # IPython takes the indentation of its first line from a cell.
            text = self.python
            indent = re.match(r"\s*\n|([ \t]*)", text)
            plain = re.sub(rf"^{indent[1]}", "", text, flags=re.MULTILINE) if indent and indent[1] else text
            parse(self.file, plain, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except Unreadable as unreadable:
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
        first, last = span.line + self.offset, span.end_line + self.offset
        return Location(self.file, (), Span(first, span.column, last, span.end_column))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield number, from 1, and text of each line of the source."""
        yield from enumerate(re.split(r"\r\n?|\n", self.source), 1)


@dataclass(frozen=True)
class Notebook(Document):
    """A notebook as it is stored. Asked for by first-stage rules."""

    role: Role
    cells: tuple[Cell, ...] = field(repr=False)
    language: str
    #: Whether the file begins with a byte order mark.
    marked: bool = False
    #: Whether it is stored as text (MyST, Quarto), with neither outputs nor counts, and not as JSON.
    is_text: bool = False

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.file

    @property
    def code(self) -> Iterator[Cell]:
        """The code cells, in order."""
        return (cell for cell in self.cells if cell.kind == "code")

    @classmethod
    def parse(cls, path: str, data: bytes) -> Notebook:
        """Parse a file's bytes; raises `Unreadable` where they are not a notebook, with the place."""
        if path.endswith(SUFFIXES):
            return cls._parse_text(path, data.decode("utf-8-sig", "replace"))
        document = _load(path, data)
        metadata = document.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        language = _language(metadata)
        cells = tuple(
            _cell(path, index, route, raw, language) for index, (route, raw) in enumerate(_cells(document))
        )
        return cls(path, document, role_of(path), cells, language, data.startswith(BOM_UTF8))

    @classmethod
    def _parse_text(cls, path: str, text: str) -> Notebook:
        cells = []
        for index, block in enumerate(blocks(path, text)):
            raw = {"cell_type": block.kind, "source": block.source, "metadata": {"tags": list(block.tags)}}
            cells.append(replace(_cell(path, index, (), raw, "python"), offset=block.offset))
        frame = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        return cls(path, frame, role_of(path), tuple(cells), "python", is_text=True)


@dataclass(frozen=True, slots=True)
class NotebookSummary:
    """What other files need to know of a notebook: imports and functions as in a module's summary.

    A method is called by its class as well: `Model.fit`.
    `digests` holds, for each of `functions`, what `Definition.digest` is to one of a module.
    """

    path: str
    role: Role
    language: str
    imports: tuple[tuple[str, Location], ...]
    functions: tuple[tuple[str, Location], ...]
    names: frozenset[str]
    digests: tuple[str, ...] = ()


def summarise(notebook: Notebook) -> NotebookSummary:
    """Return a notebook's summary."""
    imports: list[tuple[str, Location]] = []
    functions: list[tuple[str, Location]] = []
    names: set[str] = set()
    digests: list[str] = []
    for cell in notebook.code:
        owners: dict[int, str] = {}
        for node in ast.walk(cell.tree) if cell.tree else ():
            match node:
                case ast.ClassDef(name=name, body=body):
                    owners.update((id(item), f"{name}.") for item in body)
                case ast.Import(names=aliases):
                    imports.extend((alias.name, cell.at(node)) for alias in aliases)
                case ast.ImportFrom(module=str(module), level=0):
                    imports.append((module, cell.at(node)))
                case ast.FunctionDef(name=name, body=body) | ast.AsyncFunctionDef(name=name, body=body):
                    functions.append((owners.get(id(node), "") + name, cell.at(node)))
                    digests.append(digest_of(cell.text_lines, body))
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    names.add(name)
    return NotebookSummary(
        notebook.file,
        notebook.role,
        notebook.language,
        tuple(imports),
        tuple(functions),
        frozenset(names),
        tuple(digests),
    )


def _elsewhere(path: str, store: str) -> Unreadable:
    text = f"a {store} pointer: the notebook itself is not in this checkout"
    return Unreadable(text, Location(path), elsewhere=True)


def _load(path: str, data: bytes) -> dict[str, Any]:
    if data.startswith(b"version https://git-lfs"):
        raise _elsewhere(path, "Git LFS")
    if b"/annex/objects/" in data[:200]:
        raise _elsewhere(path, "git-annex")
    if conflict := _CONFLICT.search(data):
        line = data.count(b"\n", 0, conflict.start()) + 1
        at = Location(path, span=Span(line, 1, line, 1))
        raise Unreadable("not a notebook: both sides of a merge are left in it", at)
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"not valid UTF-8: {error.reason} at byte {error.start}", Location(path)) from None
    except json.JSONDecodeError as error:
        at = Location(path, span=Span(error.lineno, error.colno, error.lineno, error.colno))
        what = "it is empty" if not data.strip() else error.msg[:1].lower() + error.msg[1:]
        raise Unreadable(f"not a notebook: invalid JSON: {what}", at) from None
    except (RecursionError, ValueError) as error:
        raise Unreadable(f"not a notebook: {error}", Location(path)) from None
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise Unreadable("not a notebook: it has no `nbformat`", Location(path))
    return document


def _language(metadata: dict[str, Any]) -> str:
    for table, key in (("kernelspec", "language"), ("language_info", "name")):
        value = metadata.get(table)
        if isinstance(value, dict) and isinstance(value.get(key), str):
            return str(value[key]).lower()
    return "python"


def _cells(document: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    holders: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    if document["nbformat"] < 4 and isinstance(document.get("worksheets"), list):
        holders = [(("worksheets", n), sheet) for n, sheet in enumerate(document["worksheets"])]
    for route, holder in holders:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        for number, cell in enumerate(cells if isinstance(cells, list) else ()):
            if isinstance(cell, dict):
                yield (*route, "cells", number), cell


def _cell(path: str, index: int, route: tuple[str | int, ...], raw: dict[str, Any], language: str) -> Cell:
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


def _tree(path: str, source: str) -> ast.Module | None:
    try:
        return parse(path, blank_magics(source), ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except Unreadable:
        return None
