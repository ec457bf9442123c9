"""What is bound to names alone: another name for something, or a table of functions and classes."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from roadworthy.facts.python.module import dotted


def names_alone(value: ast.expr) -> Sequence[ast.Name | ast.Attribute]:
    """Return the names in an expression that calls none of them; none where it may."""
    found: list[ast.Name | ast.Attribute] = []
    pending: list[ast.expr | None] = [value]
    while pending:
        part = pending.pop()
        match part:
            case ast.Name():
                found.append(part)
            case ast.Attribute() if dotted(part) and "(" not in dotted(part):
                found.append(part)
            case ast.Dict(keys=keys, values=values):
                pending += keys
                pending += values
            case ast.List(elts=parts) | ast.Set(elts=parts) | ast.Tuple(elts=parts):
                pending += parts
            case ast.Subscript(value=left, slice=right) | ast.BinOp(left=left, op=ast.BitOr(), right=right):
                pending += (left, right)
            case ast.Constant() | None:
                pass
            case _:
                return ()
    return found


def bound_to(target: ast.expr, owner: str) -> tuple[str, str] | None:
    """Return the class and the name that a statement in the body of `owner` binds, "" for a module."""
    match target:
        case ast.Name(id=name):
            return owner, name
        case ast.Attribute(value=ast.Name(id=root), attr=name) if not owner:
            return root, name
    return None
