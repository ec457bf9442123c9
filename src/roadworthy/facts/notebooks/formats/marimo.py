"""Notebooks of marimo: a module in which each cell is the body of a function.

The function takes what the cell reads of others, and returns what it binds for them; cells run in the order
in which they need each other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from roadworthy.core.fault import Unreadable
from roadworthy.facts.notebooks.formats.block import Block, block
from roadworthy.facts.python import dotted, parse

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def blocks(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the cells of a notebook; none where the module does not parse, which is said of the module."""
    try:
        tree = parse("", "\n".join(lines))
    except Unreadable:
        return
    for node in tree.body:
        match node:
            case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body) if _is_marked(node, "cell"):
                kept = body[:-1] if isinstance(body[-1], ast.Return) else body
                yield from _inner(lines, kept)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if _is_marked(node):
                yield from block("code", lines[node.lineno - 1 : node.end_lineno], node.lineno - 1)
            case ast.With(items=[ast.withitem(context_expr=context)], body=body) if (
                dotted(context) == "app.setup"
            ):
                yield from _inner(lines, body)
            case ast.Expr(value=ast.Call(func=func, args=[ast.Constant(value=str(text)) as given, *_])) if (
                dotted(func) == "app._unparsable_cell"
            ):
                yield from block("code", text.split("\n"), given.lineno - 1)


def _is_marked(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, *kinds: str) -> bool:
    """Tell whether a definition is a cell of one of these kinds."""
    marks = {dotted(mark).removesuffix("()") for mark in node.decorator_list}
    return any(f"app.{kind}" in marks for kind in kinds or ("function", "class_definition"))


def _inner(lines: Sequence[str], body: list[ast.stmt]) -> Iterator[Block]:
    """Yield the cell that a body holds, without its indentation."""
    if not body:
        return
    marks = getattr(body[0], "decorator_list", ())
    first, last = min(node.lineno for node in (*marks, body[0])), body[-1].end_lineno or 0
    part = lines[first - 1 : last]
    shifts = [min(4, len(line) - len(line.lstrip(" "))) for line in part]
    bare = [line[width:] for line, width in zip(part, shifts, strict=True)]
    yield from block("code", bare, first - 1, (), shifts)
