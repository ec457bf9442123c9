"""Whether what a function looks up on `self` by a computed name may be called, or is only a value."""

from __future__ import annotations

import ast
from typing import Any

from roadworthy.facts.python.lookups import of_self

#: Functions of Python's own that call nothing that they are given.
_READERS = frozenset(
    "bool float format int isinstance len list print repr setattr sorted str tuple type".split()
)
_OPERANDS = (ast.BinOp, ast.Compare, ast.FormattedValue, ast.UnaryOp)
_TESTS = (ast.If, ast.IfExp, ast.While)


def only_reads(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether nothing that is looked up on `self` is called, returned or handed to anything."""
    parents: dict[int, Any] = {}
    found: list[ast.Call] = []
    names: dict[str, list[ast.Name]] = {}
    for node in ast.walk(function):
        for child in ast.iter_child_nodes(node):
            parents[id(child)] = node
        if isinstance(node, ast.Call) and (name := of_self(node)):
            if name != "getattr":
                return False
            found.append(node)
        elif isinstance(node, ast.Name):
            names.setdefault(node.id, []).append(node)
    return all(_is_value(node, parents, names) for node in found)


def _is_value(node: ast.expr, parents: dict[int, Any], names: dict[str, list[ast.Name]]) -> bool:
    above = parents.get(id(node))
    while isinstance(above, (ast.BoolOp, ast.IfExp)) and not (
        isinstance(above, ast.IfExp) and above.test is node
    ):
        node, above = above, parents.get(id(above))
    match above:
        case ast.Call(func=ast.Name(id=name)):
            return name in _READERS and above.func is not node
        case ast.Assign(targets=[ast.Name(id=name)]) if isinstance(node, ast.expr) and above.value is node:
            loads = [item for item in names.get(name, ()) if isinstance(item.ctx, ast.Load)]
            return all(_is_value(item, parents, {}) for item in loads)
    return isinstance(above, _OPERANDS) or (isinstance(above, _TESTS) and above.test is node)
