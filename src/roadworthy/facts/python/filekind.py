"""The kind of file `.py`, and why one that does not parse may be skipped."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.filekind import FileKind, Handlers
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python.details import Details, detailed
from roadworthy.facts.python.module import SETUP_PY, Module, is_generated, read_module, read_setup_py
from roadworthy.facts.python.pieces import Piece, pieces_of
from roadworthy.facts.python.scripts import script_form
from roadworthy.facts.python.summary import ModuleSummary
from roadworthy.facts.python.visitor import walk
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines
from roadworthy.tree.roles import Role, Roles


@dataclass(frozen=True, slots=True)
class NewerPython:
    """The project is written for a newer Python than the one that runs, which cannot parse all of it."""

    #: "Python 3.15"
    needs: str

    @property
    def reason(self) -> str:
        """Why a file that cannot be parsed is skipped."""
        return f"written for {self.needs}"


#: The role, whether it is in a package, whether it may be a notebook, and which details the summary needs.
#: The role is None where no wheel tells it.
_Asked = tuple[Role | None, bool, bool, bool, bool]


def _asks(roles: Roles | None, details: Details | None, path: str) -> _Asked:
    measured = details is not None and details.measured
    compared = details is not None and path in details.compared
    if roles is None:
        return None, True, False, measured, compared
    return roles.of(path), roles.in_package(path), roles.may_be_notebook(path), measured, compared


def _parse(files: Files, path: str, data: bytes, asked: _Asked) -> Module:
    role, inside, free, _, _ = asked
    try:
        module = read_setup_py(files) if path == SETUP_PY else read_module(files, path)
    except Unreadable:
        text = data.decode("utf-8-sig", "replace") if free else ""
        if not script_form(text):
            raise
        # What is wrong with its cells is said of the notebook.
        module = Module(path, text, ast.Module([], []), "notebook", Lines(text), data)
    if free and script_form(module.text):
        return replace(module, role="notebook", in_package=inside)
    if role is None or (role == module.role and inside):
        return module
    return replace(module, role=role, in_package=inside)


def _summarise(module: Module, handlers: Callable[[Any], Handlers], asked: _Asked) -> ModuleSummary:
    _, _, _, measured, compared = asked
    return detailed(walk(module, handlers(module)), module, measured=measured, compared=compared)


def _texts(module: Module) -> Iterator[tuple[Lines, int | None]]:
    yield module.lines, None


def _statements(module: Module) -> Callable[[Sequence[int]], Iterator[Piece]] | None:
    if module.role == "notebook":  # its tree may be that of its cells
        return None
    return partial(pieces_of, module)


PYTHON = FileKind(
    suffix=".py",
    size=limits.FILE_SIZE,
    lines=limits.LINES,
    subject=Module,
    contexts=(Module,),
    summary=ModuleSummary,
    parse=_parse,
    summarise=_summarise,
    texts=_texts,
    statements=_statements,
    excuse=NewerPython,
    details=Details,
    generated=is_generated,
    context=Roles,
    asks=_asks,
)
