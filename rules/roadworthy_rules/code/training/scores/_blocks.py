"""The blocks of statements of a function, or of a module without its functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy_rules.code.training._loops import inside


def blocks(scope: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield each list of statements that run one after the other, the outer ones first."""
    for node in (scope, *inside(scope)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node is not scope:
            continue
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield block
