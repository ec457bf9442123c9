"""The texts of errors: prose, whatever they mention."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


def messages_in(node: ast.Raise | ast.Assert) -> Iterator[ast.Constant]:
    """Yield the strings that an error is raised with, or an assertion fails with.

    `raise ValueError(f"fit() needs {size} rows")` calls no `fit`. A string of one word is none of these: who
    catches the error may look it up. Nor is one that is given to something else first.
    """
    if isinstance(node, ast.Assert):
        yield from _texts((node.msg,))
    elif isinstance(node.exc, ast.Call):
        yield from _texts((*node.exc.args, *(item.value for item in node.exc.keywords)))


def _texts(parts: Iterable[ast.expr | None]) -> Iterator[ast.Constant]:
    pending = list(parts)
    while pending:
        match pending.pop():
            case ast.Constant(value=str(text)) as part if not text.isidentifier():
                yield part
            case ast.JoinedStr(values=values):
                pending += values
            case ast.BinOp(left=left, right=right):
                pending += (left, right)
            case ast.IfExp(body=body, orelse=orelse):
                pending += (body, orelse)
            case ast.Call(func=ast.Attribute(value=text, attr="format")):
                pending.append(text)
