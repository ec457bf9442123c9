"""Conditions without an `else`, with what runs before and after them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Loop = ast.For | ast.AsyncFor | ast.While
#: A condition around a statement, and the branch of it that the statement is in.
Branch = tuple[ast.If, Sequence[ast.stmt]]


@dataclass(frozen=True, slots=True)
class Chain:
    """A condition without `else`, with its branches, and the statements before and after it.

    `loop` is the innermost loop around it, and `around` are the conditions around it in that loop.
    """

    tests: list[ast.expr]
    branches: list[list[ast.stmt]]
    before: list[ast.stmt]
    after: list[ast.stmt]
    loop: Loop | None
    around: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What surrounds a block, as the fields of a chain are called."""

    before: list[ast.stmt]
    after: list[ast.stmt]
    loop: Loop | None = None
    around: tuple[Branch, ...] = ()


def chains_in(body: Sequence[ast.stmt]) -> Iterator[Chain]:
    """Yield the conditions without `else` of a function or module, those in its blocks as well."""
    return _chains(body, _Surroundings([], []))


def _chains(body: Sequence[ast.stmt], block: _Surroundings) -> Iterator[Chain]:
    for number, statement in enumerate(body):
        match statement:
            case ast.If():
                earlier, later = _sides(body, number, block)
                tests, branches, last = [statement.test], [statement.body], statement
                while len(last.orelse) == 1 and isinstance(last.orelse[0], ast.If):
                    last = last.orelse[0]
                    tests.append(last.test)
                    branches.append(last.body)
                if not last.orelse:
                    yield Chain(tests, branches, earlier, later, block.loop, block.around)
                for branch in (*branches, last.orelse):
                    around = (*block.around, (statement, branch))
                    yield from _chains(branch, _Surroundings(earlier, later, block.loop, around))
            case ast.With() | ast.AsyncWith() | ast.Try():
                earlier, _ = _sides(body, number, block)
                yield from _chains(statement.body, _Surroundings(earlier, [], block.loop, block.around))
            case ast.For() | ast.AsyncFor() | ast.While():
                # What follows a loop runs whether the loop did or not, and names stay from the last pass.
                earlier, _ = _sides(body, number, block)
                yield from _chains(statement.body, _Surroundings(earlier, [], statement))


def _sides(
    body: Sequence[ast.stmt], number: int, block: _Surroundings
) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Return the statements before and after one of a block."""
    return [*block.before, *body[:number]], [*body[number + 1 :], *block.after]
