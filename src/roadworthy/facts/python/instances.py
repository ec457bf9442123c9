"""What a function's own names are: what they hide of the module around, and of which class they are made."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from roadworthy.facts.python.lookups import MADE
from roadworthy.facts.python.module import bound_by, dotted


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
    dots = [use for use in uses if use[0] == MADE or ("." in use and use[0].isidentifier())]
    bound, makers = _bound(function) if dots else (Counter[str](), {})
    if not bound:
        return uses
    found: set[str] = set(uses).difference(dots)
    for use in dots:
        if use[0] == MADE:
            maker, _, rest = use[1:].partition(MADE)
            known = maker.partition(".")[0] not in bound
            found.update((use,) if known else (f".{part}" for part in rest.split(".")))
            continue
        root, _, rest = use.partition(".")
        if root not in bound:
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


#: The fields of statements, and of their parts, that hold statements; those of others hold none.
_BODIES: dict[type[Any], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
    ast.TryStar: ("body", "handlers", "orelse", "finalbody"),
    ast.ExceptHandler: ("body",),
    ast.Match: ("cases",),
    ast.match_case: ("body",),
    ast.FunctionDef: ("body",),
    ast.AsyncFunctionDef: ("body",),
    ast.ClassDef: ("body",),
}
_BIND = (ast.AnnAssign, ast.AugAssign, ast.Assign, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith)
_PARTS = (ast.match_case, ast.ExceptHandler)


def _bound(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Counter[str], dict[str, str]]:
    """Return how often a function binds each name, and what was called for those that a call makes."""
    # The first parameter of a method is its object, which is known better.
    counts = Counter({name: 2 for name in _parameters(function.args) if name not in ("self", "cls")})
    makers: dict[str, str] = {}
    outside: set[str] = set()
    pending: list[Any] = list(function.body)
    while pending:
        item = pending.pop()
        kind = type(item)
        if kind is ast.Assign and len(item.targets) == 1 and type(item.targets[0]) is ast.Name:
            name = item.targets[0].id
            counts[name] += 1
            if type(item.value) is ast.Call:
                makers[name] = dotted(item.value.func)
        elif kind in _BIND or kind in _PARTS:
            for name in _targets(item):
                counts[name] += 1
        elif kind is ast.FunctionDef or kind is ast.AsyncFunctionDef:
            counts.update((item.name, item.name, *_parameters(item.args), *_parameters(item.args)))
        elif kind is ast.ClassDef:
            counts[item.name] += 2
        elif kind is ast.Global or kind is ast.Nonlocal:
            outside.update(item.names)
        elif kind is ast.Import or kind is ast.ImportFrom:
            # What it brings is known by the import.
            outside.update(map(bound_by, item.names))
        for field in _BODIES.get(kind, ()):
            pending += getattr(item, field)
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
    """Yield the names that a statement binds, each twice: nothing tells what they are."""
    kind = type(item)
    if kind is ast.ExceptHandler:
        if item.name:
            yield from (item.name, item.name)
        return
    if kind is ast.match_case:
        for node in ast.walk(item.pattern):
            name = getattr(node, "name", None)
            if isinstance(name, str):
                yield from (name, name)
        return
    if kind is ast.Assign:
        pending = list(item.targets)
    elif kind is ast.With or kind is ast.AsyncWith:
        pending = [given.optional_vars for given in item.items]
    else:
        pending = [item.target]
    while pending:
        target = pending.pop()
        kind = type(target)
        if kind is ast.Name:
            yield from (target.id, target.id)
        elif kind is ast.Tuple or kind is ast.List:
            pending += target.elts
        elif kind is ast.Starred:
            pending.append(target.value)
