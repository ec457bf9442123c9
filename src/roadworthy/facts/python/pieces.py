"""The lines of a module's statements, cut into pieces as small as some lines of interest ask for."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain

from roadworthy.facts.python.module import Module

#: First and last line.
Piece = tuple[int, int]


def pieces_of(module: Module, wanted: Sequence[int]) -> Iterator[Piece]:
    """Yield the lines of a module's statements, in order; of one with a wanted line, those of its parts.

    These are its header, the statements in it, and what stands between them, such as `else:`. A statement
    whose parts share lines stays whole. `wanted` is in order.
    """
    pending: list[ast.stmt | Piece] = list(reversed(module.tree.body))
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            yield part
            continue
        first, last = _lines(part)
        inner = _inner(part) if _holds(wanted, first, last) else []
        if not inner or not all(_begins_its_line(statement, module) for statement in inner):
            yield first, last
            continue
        parts: list[ast.stmt | Piece] = []
        for statement in inner:
            start, end = _lines(statement)
            if first < start:
                parts.append((first, start - 1))
            parts.append(statement)
            first = end + 1
        pending += reversed(parts)


def _lines(statement: ast.stmt) -> Piece:
    decorators = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(one.lineno for one in decorators)])
    return first, statement.end_lineno or statement.lineno


def _begins_its_line(statement: ast.stmt, module: Module) -> bool:
    start = module.lines.starts[statement.lineno - 1]
    return not module.text[start : start + statement.col_offset].strip()


def _holds(wanted: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(wanted, first)
    return at < len(wanted) and wanted[at] <= last


def _inner(statement: ast.stmt) -> list[ast.stmt]:
    """Return the statements directly in one, as they stand in the text."""
    holders = [statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]
    blocks = (getattr(holder, "body", ()) for holder in holders)
    others = (getattr(statement, name, ()) for name in ("orelse", "finalbody"))
    return [*chain.from_iterable(blocks), *chain.from_iterable(others)]
