"""Which lines run when a function is called, and which hold statements, from our own syntax tree."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python.statements import Head, heads
from roadworthy.locate.lines import Lines

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Region:
    """A function: the first line of its code (a decorator's), and the lines that only a call of it runs.

    `lines` is empty for a body on the line of its `def`, which the import runs as well. See `Head` for
    `excluded` and `conditional`.
    """

    first: int
    lines: frozenset[int]
    excluded: bool
    conditional: bool


@dataclass(frozen=True, slots=True)
class Regions:
    """The functions of one file by the line of their `def`, and every line that holds code.

    `statements` gives, for the first line of each statement that is not excluded, the last line of its head,
    as coverage.py counts them. `digest` is the SHA-256 of the file's bytes.
    """

    functions: dict[int, Region]
    code: frozenset[int]
    statements: dict[int, int]
    digest: str


def regions(tree: ast.Module, lines: Lines, data: bytes) -> Regions:
    """Compute the regions of a parsed file with these lines and bytes."""
    found = list(heads(tree, lines))
    functions = {
        head.node.lineno: _region(head.node, head) for head in found if isinstance(head.node, _FUNCTIONS)
    }
    digest = hashlib.sha256(data, usedforsecurity=False).hexdigest()
    return Regions(functions, frozenset(_code(tree)), dict(_statements(found)), digest)


def _statements(found: Iterable[Head]) -> Iterator[tuple[int, int]]:
    """Yield first and last line of each statement's head; several on one line count once."""
    for head in found:
        if not head.excluded and not isinstance(head.node, (ast.Global, ast.Nonlocal)):
            yield head.first, head.last
            decorators: list[ast.expr] = getattr(head.node, "decorator_list", [])
            yield from ((item.lineno, item.end_lineno or item.lineno) for item in decorators)


def _region(node: ast.FunctionDef | ast.AsyncFunctionDef, head: Head) -> Region:
    body = node.body if ast.get_docstring(node, clean=False) is None else node.body[1:]
    header = max([node.lineno, *(part.end_lineno or 0 for part in _header(node))])
    lines: set[int] = set()
    for statement in body:
        lines.update(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    lines -= set(_deferred(body))
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    own = frozenset(line for line in lines if line > header)
    return Region(first, own, head.excluded, head.conditional)


def _header(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Any]:
    arguments = node.args
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *arguments.defaults)
    yield from (
        part for part in (*arguments.kw_defaults, arguments.vararg, arguments.kwarg, node.returns) if part
    )


def _deferred(body: list[ast.stmt]) -> Iterator[int]:
    """Yield the lines within a body that run only when something defined there is called."""
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, _FUNCTIONS):
                header = max([node.lineno, *(part.end_lineno or 0 for part in _header(node))])
                yield from range(header + 1, (node.end_lineno or header) + 1)
            elif isinstance(node, ast.Lambda):
                # Its first line runs with the call where the statement begins on it.
                first = node.lineno + (node.lineno == statement.lineno)
                yield from range(first, (node.body.end_lineno or node.lineno) + 1)


def _code(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            first = min([_line(node), *(d.lineno for d in getattr(node, "decorator_list", ()))])
            inner = getattr(node, "body", None)
            # Of what holds a block, its head: the block's statements come by themselves.
            last = inner[0].lineno if isinstance(inner, list) else node.end_lineno or first  # type: ignore[union-attr]
            yield from range(first, last + 1)
    # Python attributes the start of a module, and some ends of blocks, to lines without code of their own.
    yield 1


def _line(node: ast.stmt | ast.ExceptHandler | ast.match_case) -> int:
    return node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
