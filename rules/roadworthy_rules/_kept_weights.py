"""Networks of Keras that keep what they learned in one fold for the next, and units that cannot learn."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from roadworthy import dotted, last_name, path_words

_FOLDS = frozenset("cv fold folder folds kf kfold skf sss tscv".split())
_NEW = frozenset("build_fn clone_model load_weights reset_states set_weights".split())


def folds_of_one_network(scopes: Iterable[Sequence[ast.AST]]) -> Iterator[tuple[ast.expr, str]]:
    """Yield where each fold goes on with the network of the fold before, and a message.

    Each scope has its nodes in the order of the code.
    """
    for nodes in scopes:
        made: set[str] = set()
        compiled = set(_compiled(nodes))
        for node in nodes:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
                    if _is_network(last_name(function)) or name in compiled:
                        made.add(name)
                    else:
                        made.discard(name)
                case ast.For() if made and _over_folds(node.iter):
                    yield from _fitted(node, made)


def _compiled(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names of what is compiled as a network of Keras: with a loss and an optimizer by their names.

    For `model = network` before that, it is the network.
    """
    same: dict[str, str] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=network)):
                same[name] = network
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="compile"), keywords=given):
                if {"loss", "optimizer"} <= {item.arg for item in given}:
                    yield same.get(name, name)


def _is_network(name: str) -> bool:
    said = path_words(name)
    return name in ("Sequential", "Model") or (
        "model" in said and bool(said & {"build", "create", "get", "make"})
    )


def _over_folds(rows: ast.expr) -> bool:
    """Tell whether a loop goes over the folds of a split."""
    while isinstance(rows, ast.Call) and last_name(rows.func) in ("enumerate", "tqdm") and rows.args:
        rows = rows.args[0]
    if not isinstance(rows, ast.Call) or last_name(rows.func) != "split":
        return False
    owner = dotted(rows.func).rpartition(".")[0]
    return bool(path_words(owner) & _FOLDS) or "Fold" in owner


def _fitted(loop: ast.For, made: set[str]) -> Iterator[tuple[ast.expr, str]]:
    """Yield the network that a loop fits in each fold and makes in none."""
    parts = [part for statement in loop.body for part in ast.walk(statement)]
    if any(isinstance(part, ast.Attribute) and part.attr in _NEW for part in parts):
        return
    if any(isinstance(part, ast.Name) and part.id in _NEW for part in parts):
        return
    given = [part for part in parts if isinstance(part, ast.Assign)]
    bound = Counter(dotted(target) for part in given for target in part.targets)
    kept = made - bound.keys()
    # A second name for the network is no second network.
    same = {
        name: part.value.id
        for part in given
        if isinstance(part.value, ast.Name)
        and part.value.id in kept
        and bound[name := dotted(part.targets[0])] == 1
    }
    for part in parts:
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit" | "fit_generator")):
                name = same.get(name, name)
                if name in kept:
                    yield part, f"each fold goes on with the weights of `{name}` from the fold before"
                    return


def units_of_softmax(calls: Iterable[ast.Call]) -> Iterator[tuple[ast.Call, str]]:
    """Yield the layers of Keras with one unit and a softmax, and a message."""
    for call in calls:
        if last_name(call.func) != "Dense":
            continue
        given = {item.arg: item.value for item in call.keywords}
        units = call.args[0] if call.args else given.get("units")
        activation = given.get("activation", call.args[1] if len(call.args) > 1 else None)
        if not (isinstance(units, ast.Constant) and units.value == 1) or activation is None:
            continue
        named = activation.value if isinstance(activation, ast.Constant) else last_name(activation)
        if named == "softmax":
            yield call, "the softmax of one unit is always 1"
