"""The kind of file `.ipynb`, and text files that are notebooks: Markdown and scripts in cells."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from typing import Any

from roadworthy.core import limits
from roadworthy.core.filekind import FileKind, Handlers
from roadworthy.facts.notebooks.cell import Cell
from roadworthy.facts.notebooks.formats import SUFFIXES, format_of, pairs_of
from roadworthy.facts.notebooks.notebook import Notebook
from roadworthy.facts.notebooks.summary import NotebookSummary, summarise
from roadworthy.facts.python import MARKS, Module, walk
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines
from roadworthy.tree.roles import Role, Roles

#: The role of a script or copy, and whether it may be a notebook; the role is None where the path tells it.
_Asked = tuple[Role | None, bool]


def _parse(files: Files, path: str, data: bytes, asked: _Asked) -> Notebook:
    notebook = Notebook.parse(path, data)
    return notebook if asked[0] is None else replace(notebook, role=asked[0])


def _summarise(notebook: Notebook, handlers: Callable[[Any], Handlers], asked: _Asked) -> NotebookSummary:
    """Walk each cell by itself, so that one that does not parse hides no other."""
    for cell in notebook.code:
        found = handlers(cell)
        if cell.tree is not None and found:
            walk(Module(notebook.path, cell.source, cell.tree, notebook.role, cell.text_lines), found)
    return summarise(notebook)


def _texts(notebook: Notebook) -> Iterator[tuple[Lines, int | None]]:
    # The comments of a script are those of the module that it is as well.
    for cell in notebook.code if not notebook.path.endswith(".py") else ():
        if cell.offset is None:
            yield cell.text_lines, cell.index + 1
        else:
            yield Lines("\n" * cell.offset + cell.source), None


def _asks(roles: Roles | None, details: None, path: str) -> _Asked:
    if roles is None or not (path.endswith(".py") or path in roles.copies or path in roles.shipped):
        return None, False
    return roles.of(path), roles.may_be_notebook(path)


def _matches(files: Container[str], path: str, asked: _Asked, data: bytes) -> bool:
    """Tell whether a text file is a notebook, and none that is paired with one: that is judged already."""
    if path.endswith(".py"):
        if not asked[1] or not any(mark in data for mark in MARKS):
            return False
    elif f"{path.rpartition('.')[0]}.ipynb" in files:
        return False
    text = data.decode("utf-8-sig", "replace")
    return format_of(path, text) is not None and not any(pair in files for pair in pairs_of(path, text))


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
    context=Roles,
    asks=_asks,
)
