"""Where the nodes of a module stand: the function or class around them."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class ScopesByLine:
    """The functions of a module by their lines."""

    def __init__(self, scopes: Sequence[Any]) -> None:
        self._top = scopes[0]
        held = [scope for scope in scopes if isinstance(scope.node, (*FUNCTIONS, ast.ClassDef))]
        held.sort(key=lambda scope: (scope.node.lineno, -(scope.node.end_lineno or 0)))
        self._scopes = held
        self._starts = [scope.node.lineno for scope in held]

    def around(self, node: ast.expr) -> Any:
        """Return the innermost scope of a function, class or module that holds a node."""
        for number in range(bisect_right(self._starts, node.lineno) - 1, -1, -1):
            scope = self._scopes[number]
            if (scope.node.end_lineno or 0) >= node.lineno:
                # Its decorators stand above it, its defaults and annotations in its first lines.
                return scope if node.lineno >= scope.node.body[0].lineno else None
        return self._top

    def class_around(self, scope: Any) -> str:
        """Return the class at the top whose method's `self` is meant in a scope, "" if none is certain."""
        while scope is not None and not (isinstance(scope.node, FUNCTIONS) and "self" in scope.bound):
            if scope.kind == "class":
                return ""
            scope = scope.parent
        if scope is None or "self" in scope.rebound:
            return ""
        first = next(iter([*scope.node.args.posonlyargs, *scope.node.args.args]), None)
        holder = scope.parent
        if first is None or first.arg != "self" or holder is None or holder.kind != "class":
            return ""
        return str(holder.node.name) if holder.parent is self._top else ""
