"""What binds the names of a scope."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from roadworthy_rules.code.names._chains import Chain


def is_bound_there_alone(name: str, chain: Chain, binders: Mapping[str, list[ast.AST | None]]) -> bool:
    """Tell whether nothing but the branches binds a name of a scope, and no other scope shares it."""
    rebound = _rebound(name, chain.after)
    # Not the conditions: those are evaluated in any case, and `:=` may bind a name there.
    inside = {id(part) for branch in chain.branches for item in branch for part in ast.walk(item)}
    for head, taken in chain.around:
        branch = {id(part) for item in taken for part in ast.walk(item)}
        inside |= {id(part) for part in ast.walk(head)} - (branch - inside)
    every = [part for part in binders.get(name, ()) if id(part) not in rebound]
    every += binders.get("*", ())
    return all(part is not None and id(part) in inside for part in every)


def _rebound(name: str, after: Iterable[ast.stmt]) -> set[int]:
    """Return the places, by identity, that bind a name to a value made of itself.

    Such are `model = model.cuda()`, `loss = loss * 2` and `loss += 1`: they read the name first.
    """
    found: set[int] = set()
    for statement in after:
        for part in ast.walk(statement):
            match part:
                case ast.Assign(
                    targets=[ast.Name(id=target) as place], value=ast.Call(func=ast.Attribute() as own)
                ):
                    if target == name and isinstance(own.value, ast.Name) and own.value.id == name:
                        found.add(id(place))
                case ast.Assign(
                    targets=[ast.Name(id=target) as place],
                    value=ast.BinOp(left=ast.Name(id=left), right=ast.expr() as right),
                ):
                    if target == name and name in (left, getattr(right, "id", "")):
                        found.add(id(place))
                case ast.AugAssign(target=ast.Name(id=target) as place) if target == name:
                    found.add(id(place))
    return found


def binders_of(node: ast.AST) -> dict[str, list[ast.AST | None]]:
    """Return the nodes that bind each name in a scope, None for what is no plain name."""
    found: dict[str, list[ast.AST | None]] = {}
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.setdefault(name, []).append(part)
            case (
                ast.arg(arg=name)
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                found.setdefault(name, []).append(None)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                for name in names:
                    found.setdefault(name, []).append(None)
            case ast.alias():
                found.setdefault(part.asname or part.name.partition(".")[0], []).append(None)
    return found
