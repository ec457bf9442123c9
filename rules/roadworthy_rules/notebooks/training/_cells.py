"""The code cells of a notebook that trains, read as one program."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from roadworthy_rules.notebooks._shared import trains_for_others

if TYPE_CHECKING:
    from roadworthy import Cell, Location, Notebook


class TrainingCells:
    """The code cells of a notebook that can be parsed: their text, statements and nodes, in one order."""

    def __init__(self, notebook: Notebook) -> None:
        self._cells = [(cell, cell.tree) for cell in notebook.code if cell.tree]
        self.text = "\n".join(cell.source for cell, _ in self._cells)

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """The statements at the top level of the cells."""
        return [statement for _, tree in self._cells for statement in tree.body]

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the cells."""
        return [node for _, tree in self._cells for node in ast.walk(tree)]

    def at(self, node: ast.AST) -> Location:
        """Return the location of a node in its cell."""
        return self._places[id(node)].at(node)

    @cached_property
    def _places(self) -> dict[int, Cell]:
        return {id(node): cell for cell, tree in self._cells for node in ast.walk(tree)}


def training_cells(notebook: Notebook, may_show: Callable[[str], bool]) -> TrainingCells | None:
    """Return the cells of a notebook that trains what others use, None where there is nothing to look for.

    `may_show` tells by the text of all cells whether they may show what a rule looks for.
    """
    if not trains_for_others(notebook):
        return None
    cells = TrainingCells(notebook)
    return cells if may_show(cells.text) else None
