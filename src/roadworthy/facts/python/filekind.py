"""The kind of file `.py`, and why one that does not parse may be skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from roadworthy.core import limits
from roadworthy.core.filekind import FileKind, Handlers
from roadworthy.facts.python.module import Module, ModuleSummary
from roadworthy.facts.python.visitor import walk
from roadworthy.tree.roles import Roles


@dataclass(frozen=True, slots=True)
class NewerPython:
    """The project is written for a newer Python than the one that runs, which cannot parse all of it."""

    reason: str


def _summarise(module: Module, handlers: Callable[[Any], Handlers]) -> ModuleSummary:
    return walk(module, handlers(module))


def _texts(module: Module) -> Iterator[tuple[str, int | None]]:
    yield module.text, None


PYTHON = FileKind(
    suffix=".py",
    size=limits.FILE_SIZE,
    lines=limits.LINES,
    subject=Module,
    contexts=(Module,),
    summary=ModuleSummary,
    parse=Module.parse,
    summarise=_summarise,
    texts=_texts,
    excuse=NewerPython,
    context=Roles,
)
