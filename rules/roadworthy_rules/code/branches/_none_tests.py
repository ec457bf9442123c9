"""Tests for None, and the branches that they choose."""

from __future__ import annotations

import ast


def none_test(test: ast.expr) -> tuple[str, bool] | None:
    """Return the name that a test asks for None, and whether the test is true where it is None; or None."""
    match test:
        case ast.Compare(
            left=ast.Name(id=name),
            ops=[ast.Is() | ast.IsNot() as operator],
            comparators=[ast.Constant(value=None)],
        ):
            return name, isinstance(operator, ast.Is)
    return None


def parts_of(node: ast.If | ast.IfExp) -> tuple[list[ast.AST], list[ast.AST]]:
    """Return what runs where a condition is true, and what runs where it is false."""
    if isinstance(node, ast.If):
        return [*node.body], [*node.orelse]
    return [node.body], [node.orelse]
