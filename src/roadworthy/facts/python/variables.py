"""What is bound to names alone: another name for something, or a table of functions and classes."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from roadworthy.facts.python.kinds import Kinds, joined, kinds_in, kinds_of
from roadworthy.facts.python.module import dotted

#: The fields of statements that hold statements of the same scope.
_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


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


def objects_in(body: Sequence[ast.stmt], elsewhere: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return the names that the top level of a module binds, each with a kind, as far as all are known.

    `elsewhere` are names that something else binds, too: definitions, imports, functions.
    """
    found: dict[str, list[Kinds]] = defaultdict(list)
    pending: list[Any] = [*body]
    while pending:
        item = pending.pop()
        match item:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        found[target.id].append(kinds_of(value))
                    else:
                        _unknown(target, found)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                found[name].append(kinds_of(value) or kinds_in(annotation))
            case ast.AugAssign(target=target) | ast.For(target=target) | ast.AsyncFor(target=target):
                _unknown(target, found)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for part in items:
                    _unknown(part.optional_vars, found)
        if not isinstance(item, _SCOPES):
            for block in _BLOCKS:
                pending += getattr(item, block, ())
    for name in elsewhere:
        found.pop(name, None)
    return frozenset((name, kind) for name, kinds in found.items() for kind in joined(kinds) or ())


def _unknown(target: ast.expr | None, found: dict[str, list[Kinds]]) -> None:
    pending = [target]
    while pending:
        match pending.pop():
            case ast.Name(id=name):
                found[name].append(None)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                pending += parts
            case ast.Starred(value=inner):
                pending.append(inner)
