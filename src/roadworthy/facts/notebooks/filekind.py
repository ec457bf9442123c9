"""The kind of file `.ipynb`, and text files that are notebooks, too."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any

from roadworthy.core import limits
from roadworthy.core.filekind import FileKind, Handlers
from roadworthy.facts.notebooks.notebook import Cell, Notebook, NotebookSummary, summarise
from roadworthy.facts.notebooks.text import SUFFIXES, is_notebook
from roadworthy.facts.python import Module, walk
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines


def _parse(files: Files, path: str, data: bytes, asked: tuple[()]) -> Notebook:
    return Notebook.parse(path, data)


def _summarise(notebook: Notebook, handlers: Callable[[Any], Handlers], asked: tuple[()]) -> NotebookSummary:
    """Walk each cell by itself, so that one that does not parse hides no other."""
    for cell in notebook.code:
        found = handlers(cell)
        if cell.tree is not None and found:
            walk(Module(notebook.path, cell.source, cell.tree, notebook.role, cell.text_lines), found)
    return summarise(notebook)


def _texts(notebook: Notebook) -> Iterator[tuple[Lines, int | None]]:
    for cell in notebook.code:
        if cell.offset is None:
            yield cell.text_lines, cell.index + 1
        else:
            yield Lines("\n" * cell.offset + cell.source), None


def _matches(files: Container[str], path: str, data: bytes) -> bool:
    """Tell whether a text file is a notebook, and none that is paired with one: that is judged already."""
    paired = f"{path.rpartition('.')[0]}.ipynb" in files
    return not paired and is_notebook(path, data.decode("utf-8-sig", "replace"))


NOTEBOOK = FileKind(
    suffix=".ipynb",
    size=limits.NOTEBOOK_SIZE,
    lines=None,
    subject=Notebook,
    contexts=(Cell,),
    summary=NotebookSummary,
    parse=_parse,
    summarise=_summarise,
    texts=_texts,
    others=SUFFIXES,
    matches=_matches,
)
