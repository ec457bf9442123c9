"""The statements of a block that run one after the other."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence


def flat_statements(block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a block, those in its `with` blocks in their place."""
    for statement in block:
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            yield from flat_statements(statement.body)
        else:
            yield statement
