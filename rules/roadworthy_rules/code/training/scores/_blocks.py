"""The blocks of statements of a function, or of a module without its functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy import Module, is_run, lines_within, nodes_of
from roadworthy_rules.code.training._loops import inside, scopes


def blocks(scope: ast.AST) -> Iterator[list[ast.stmt]]:
    """Yield each list of statements that run one after the other, the outer ones first."""
    for node in (scope, *inside(scope)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node is not scope:
            continue
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield block


def blocks_that_sum(module: Module) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a module's top level, and of functions that loop and add to a sum."""
    if not is_run(module.path, module.role) or "/" not in module.text or "+=" not in module.text:
        return
    lines = sorted(node.lineno for node in nodes_of(module, ast.For))
    sums = sorted(node.lineno for node in nodes_of(module, ast.AugAssign) if isinstance(node.op, ast.Add))
    for scope in scopes(module):
        if isinstance(scope, ast.Module) or (lines_within(scope, sums) and lines_within(scope, lines)):
            yield from blocks(scope)
