"""The name that an expression begins with."""

from __future__ import annotations

import ast


def root(node: ast.AST) -> str:
    """Return the name that an expression begins with, "" where none: `rows` in `rows["age"].mean()`."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def uncalled_root(node: ast.AST) -> str:
    """Return the name that an expression without calls begins with, "" where none: `rows` in `rows.age`."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
