"""Scores of batches that a function of the same program computes, and that a loop adds up."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

from roadworthy import dotted, last_name
from roadworthy_rules._batch_scores import WHOLE, over_batches

#: What joins the rows of a batch to those before.
_JOINS = frozenset("append cat concat concatenate hstack vstack".split())


def score_helpers(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Return the functions that compute such a score of what they get, without a loop of their own."""
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef) and _scores(node))


def helped(nodes: Iterable[ast.AST], helpers: Collection[str]) -> Iterator[tuple[ast.Call, str]]:
    """Yield where a loop over batches adds up what a helper computes of each batch, and a message."""
    for loop in nodes if helpers else ():
        if isinstance(loop, ast.For) and over_batches(loop.iter):
            yield from _added(
                loop, [part for statement in loop.body for part in ast.walk(statement)], helpers
            )


def _added(
    loop: ast.For, parts: Sequence[ast.AST], helpers: Collection[str]
) -> Iterator[tuple[ast.Call, str]]:
    """Yield the first call of a helper with a batch, if the loop adds its result up."""
    batch = _made(loop, parts)
    bound: dict[str, ast.Call] = {}
    for part in parts:
        match part:
            case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id=name)) as call):
                if name in helpers and _is_of_batch(call, *batch):
                    bound.update((item.id, call) for item in ast.walk(target) if isinstance(item, ast.Name))
    for part in parts:
        if isinstance(part, ast.AugAssign) and isinstance(part.op, ast.Add):
            added = _direct(part.value, helpers, batch) or bound.get(_root(part.value))
            if added is not None:
                yield added, f"`{dotted(added.func)}` scores each batch, and the mean is another score"
                return


def _scores(function: ast.FunctionDef) -> bool:
    """Tell whether a function calls a score on what it gets, once."""
    if len(function.args.args) < 2:
        return False
    parts = [part for statement in function.body for part in ast.walk(statement)]
    loops = any(isinstance(part, (ast.For, ast.While, ast.Yield)) for part in parts)
    return not loops and any(isinstance(part, ast.Call) and last_name(part.func) in WHOLE for part in parts)


def _direct(value: ast.expr, helpers: Collection[str], batch: tuple[set[str], set[str]]) -> ast.Call | None:
    """Return the call of a helper with a batch that an expression is, or takes a part of."""
    while isinstance(value, (ast.Subscript, ast.Attribute)):
        value = value.value
    match value:
        case ast.Call(func=ast.Name(id=name)) if name in helpers:
            return value if _is_of_batch(value, *batch) else None
    return None


def _is_of_batch(call: ast.Call, made: set[str], grown: set[str]) -> bool:
    """Tell whether the first two arguments of a call are made of the batch, and none of earlier batches."""
    given = [
        {part.id for part in ast.walk(item) if isinstance(part, ast.Name)}
        for item in (*call.args, *(item.value for item in call.keywords))
    ]
    return (
        len(given) > 1
        and all(names & made for names in given[:2])
        and not any(names & grown for names in given)
    )


def _made(loop: ast.For, parts: Sequence[ast.AST]) -> tuple[set[str], set[str]]:
    """Return the names that a loop makes anew of each batch, and those that grow from batch to batch."""
    made = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    grown: set[str] = set()
    for part in parts:
        match part:
            case ast.AugAssign(target=ast.Name(id=name)):
                grown.add(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend" | "update")):
                grown.add(name)
            case ast.Assign(targets=targets, value=value):
                names = {item.id for one in targets for item in ast.walk(one) if isinstance(item, ast.Name)}
                joins = any(
                    isinstance(item, ast.Call) and last_name(item.func) in _JOINS for item in ast.walk(value)
                )
                (grown if joins else made).update(names)
    return made - grown, grown


def _root(value: ast.expr) -> str:
    """Return the name that an expression takes its value from: `rows` of `rows.argmax(1)[0]`."""
    while isinstance(value, (ast.Attribute, ast.Call, ast.Subscript)):
        value = value.func if isinstance(value, ast.Call) else value.value
    return value.id if isinstance(value, ast.Name) else ""
