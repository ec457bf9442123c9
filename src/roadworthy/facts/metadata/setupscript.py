"""setup.py as text: parsed and never run, with its calls of `setup(...)`."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from roadworthy.core.finding import Location, Span
from roadworthy.facts.python import read_module
from roadworthy.locate.lines import Lines
from roadworthy.tree.tree import Tree

_FILE = "setup.py"


@dataclass(frozen=True, slots=True)
class SetupScript:
    """The parsed file, and where its nodes stand."""

    module: ast.Module = field(repr=False)
    lines: Lines = field(repr=False)

    @property
    def calls(self) -> list[ast.Call]:
        """The calls of a function or method that is called `setup`."""
        calls = (node for node in ast.walk(self.module) if isinstance(node, ast.Call))
        return [call for call in calls if _is_setup(call.func)]

    def at(self, node: ast.expr, *route: str) -> Location:
        """Return the location of an expression, with a route that tells it from others."""
        end, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        start = self.lines.utf8_column(node.lineno, node.col_offset)
        return Location(_FILE, route, Span(node.lineno, start, end, self.lines.utf8_column(end, column)))


def read_setup_script(tree: Tree) -> SetupScript | None:
    """Parse setup.py at the root, None where there is none; raises `Unreadable` where it is broken."""
    if _FILE not in tree.files:
        return None
    module = read_module(tree, _FILE)
    return SetupScript(module.tree, module.lines)


def _is_setup(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return bool(name == "setup")
