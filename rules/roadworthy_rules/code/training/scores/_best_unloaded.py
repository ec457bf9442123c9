"""Trainings with torch that save the weights of the best epoch, and test those of the last one."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from roadworthy import dotted, path_words

#: What brings weights back, or keeps a copy of them.
_LOADS = tuple(
    "load_state_dict torch.load( load_best load_check load_ckpt load_model load_net load_weights restore"
    " reload deepcopy odel.load( et.load( etwork.load(".split()
)
_TEST = frozenset("te test testing".split())
_ORDERS = (ast.Gt, ast.GtE, ast.Lt, ast.LtE)


def may_test_last(text: str) -> bool:
    """Tell whether a text saves weights by torch, tests, and loads no weights."""
    if "torch.save(" not in text or ("test" not in text and "te_" not in text):
        return False
    return not any(name in text for name in _LOADS)


def tested_last(block: Sequence[ast.stmt], functions: Collection[str]) -> Iterator[tuple[ast.expr, str]]:
    """Yield what tests a network after a loop of its block that saved the best one, and a message.

    `functions` are those of the same program: only of these it is certain that they load nothing.
    """
    for number, loop in enumerate(block):
        if isinstance(loop, (ast.For, ast.While)) and (model := _saved(loop)):
            found = _tested(block[number + 1 :], model, functions)
            if found is not None:
                yield found, f"the best weights of `{model}` are saved, and the last ones are tested"


def _saved(loop: ast.For | ast.While) -> str:
    """Return the network that a loop saves where its score is the best so far, if it tests nowhere."""
    parts = [part for statement in loop.body for part in ast.walk(statement)]
    if any(isinstance(part, ast.Name) and path_words(part.id) & _TEST for part in parts):
        return ""
    for part in parts:
        if isinstance(part, ast.If) and _is_best(part):
            for inner in (item for statement in part.body for item in ast.walk(statement)):
                if isinstance(inner, ast.Call) and dotted(inner.func) == "torch.save" and inner.args:
                    return _network(inner.args[0])
    return ""


def _is_best(branch: ast.If) -> bool:
    """Tell whether a branch runs where a value is better than the best so far, and keeps the value."""
    test = branch.test
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], _ORDERS):
        return False
    sides = {ast.dump(item).replace("Store()", "Load()") for item in (test.left, *test.comparators)}
    return any(
        isinstance(item, ast.Assign)
        and {ast.dump(part).replace("Store()", "Load()") for part in (item.targets[0], item.value)} == sides
        for item in branch.body
    )


def _network(value: ast.expr) -> str:
    """Return the network whose weights are saved: `net` of `{"model": net.state_dict()}`."""
    if isinstance(value, ast.Name):
        return value.id
    for part in ast.walk(value):
        match part:
            case ast.Call(func=ast.Attribute(attr="state_dict", value=ast.Name(id=name))):
                return name
            case ast.Call(
                func=ast.Attribute(
                    attr="state_dict", value=ast.Attribute(attr="module", value=ast.Name(id=name))
                )
            ):
                return name
    return ""


def _tested(block: Sequence[ast.stmt], model: str, functions: Collection[str]) -> ast.expr | None:
    """Return what tests a network in the statements after the loop, before it is made or trained anew."""
    for statement in block:
        parts = list(ast.walk(statement))
        if any(
            isinstance(part, ast.Name) and part.id == model and isinstance(part.ctx, ast.Store)
            for part in parts
        ):
            return None
        calls = [part for part in parts if isinstance(part, ast.Call)]
        if any(dotted(call.func).rpartition(".")[2] in ("backward", "train_one_epoch") for call in calls):
            return None
        rows = statement.iter if isinstance(statement, ast.For) else None
        if rows is not None and _is_test(rows) and any(dotted(call.func) == model for call in calls):
            return rows
        for call in calls:
            if dotted(call.func) not in functions or not any(dotted(item) == model for item in call.args):
                continue
            if any(_is_test(item) for item in call.args):
                return call
    return None


def _is_test(value: ast.expr) -> bool:
    """Tell whether a value has the name of the rows for the test."""
    return any(isinstance(part, ast.Name) and path_words(part.id) & _TEST for part in ast.walk(value))
