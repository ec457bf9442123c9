"""What a function's own names are: what they hide of the module around, and of which class they are made."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from roadworthy.facts.python.module import dotted

#: What stands before the attribute of a new object: what was called for it, the same sign, the attribute.
MADE = "="


def made_by(call: ast.Call, attributes: str) -> str:
    """Return the use that `f().attributes` is, "" where what is called has no dotted name."""
    maker = dotted(call.func)
    return f"{MADE}{maker}{MADE}{attributes}" if maker and not maker.endswith("()") else ""


def localised(
    function: ast.FunctionDef | ast.AsyncFunctionDef, uses: Collection[str], within: Collection[str]
) -> Collection[str]:
    """Return a function's uses, with the attributes of its own names as what these are.

    A name that is bound once, by a call, is what was called (`model = Tree()`); of any other nothing is
    known, and its attributes may be anything's; nor of those that are bound `within` expressions. What the
    module calls so is not meant in either case.
    """
    bound, makers = _bound(function)
    if not bound:
        return uses
    found: set[str] = set()
    for use in uses:
        if use[0] == MADE:
            maker, _, rest = use[1:].partition(MADE)
            known = maker.partition(".")[0] not in bound
            found.update((use,) if known else (f".{part}" for part in rest.split(".")))
            continue
        root, dot, rest = use.partition(".")
        if not dot or root not in bound:
            found.add(use)
        elif (
            (maker := makers.get(root, ""))
            and bound[root] == 1
            and root not in within
            and maker.partition(".")[0] not in bound
        ):
            found.add(f"{MADE}{maker}{MADE}{rest}")
        else:
            found.update(f".{part}" for part in rest.split("."))
    return frozenset(found)


def _bound(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Counter[str], dict[str, str]]:
    """Return how often a function binds each name, and what was called for those that a call makes."""
    # The first parameter of a method is its object, which is known better.
    counts = Counter({name: 2 for name in _parameters(function.args) if name not in ("self", "cls")})
    makers: dict[str, str] = {}
    outside: set[str] = set()
    pending: list[Any] = list(function.body)
    while pending:
        item = pending.pop()
        match item:
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                outside.update(names)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=called)):
                counts[name] += 1
                makers[name] = dotted(called)
            case ast.Import() | ast.ImportFrom():
                # What it brings is known by the import.
                outside.update(alias.asname or alias.name.partition(".")[0] for alias in item.names)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                counts.update((name, name, *_parameters(item.args), *_parameters(item.args)))
            case ast.ClassDef(name=name):
                counts[name] += 2
            case _:
                counts.update(_targets(item))
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending += getattr(item, field, ())
    for name in outside:
        counts.pop(name, None)
    return counts, {name: maker for name, maker in makers.items() if maker and not maker.endswith("()")}


def bound_within(nodes: Mapping[type[ast.AST], Sequence[Any]]) -> frozenset[str]:
    """Return the names that comprehensions, lambdas and `:=` of a module bind: these hide any other."""
    found = {node.target.id for node in nodes.get(ast.NamedExpr, ())}
    found.update(name for node in nodes.get(ast.Lambda, ()) for name in _parameters(node.args))
    for part in nodes.get(ast.comprehension, ()):
        found.update(node.id for node in ast.walk(part.target) if isinstance(node, ast.Name))
    return frozenset(found)


def _parameters(given: ast.arguments) -> Iterator[str]:
    for item in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if item:
            yield item.arg


def _targets(item: Any) -> Iterator[str]:
    """Yield the names that a statement binds, one that it binds anew twice."""
    targets = [*getattr(item, "targets", ()), getattr(item, "target", None)]
    targets += [given.optional_vars for given in getattr(item, "items", ())]
    targets += [getattr(item, "pattern", None)]
    for target in filter(None, targets):
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield from (node.id, node.id)
            elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
                yield from (node.name, node.name)
    if isinstance(item, ast.ExceptHandler) and item.name:
        yield from (item.name, item.name)
