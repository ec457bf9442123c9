"""Predictions that are compared with labels in another order: the rows are shuffled in between."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name

_FLOWS = frozenset(("flow_from_dataframe", "flow_from_directory"))
_DATASETS = frozenset(("image_dataset_from_directory", "text_dataset_from_directory"))
_PREDICTS = frozenset(("predict", "predict_generator"))
_LABELS = frozenset(("classes", "labels"))


def may_differ(text: str) -> bool:
    """Tell whether a text reads rows from a directory with Keras, and predicts."""
    return ("flow_from_d" in text or "_from_directory" in text) and ".predict" in text


def in_unlike_order(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.expr, str]]:
    """Yield where labels are taken from rows that are shuffled and were predicted on, and a message.

    `nodes` are assignments, attributes, calls, comprehensions and loops of one program.
    """
    nodes = list(nodes)
    made: dict[str, list[ast.expr]] = {}
    predicted: set[str] = set()
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if name := dotted(target):
                        made.setdefault(name, []).append(value)
            case ast.Call(func=function, args=[first, *_]) if last_name(function) in _PREDICTS:
                predicted.add(dotted(first))
    flows = {name for name, values in made.items() if name in predicted and _are_shuffled(values, _FLOWS)}
    sets = {name for name, values in made.items() if name in predicted and _are_shuffled(values, _DATASETS)}
    flows = {name for name in flows if f"{name}.shuffle" not in made}
    reported: set[str] = set()
    for node in nodes if flows or sets else ():
        name = ""
        match node:
            case ast.Attribute(value=owner, attr=attr) if attr in _LABELS and dotted(owner) in flows:
                name = dotted(owner)
            case ast.ListComp(elt=ast.expr() as kept, generators=[ast.comprehension() as part]):
                if dotted(part.iter) in sets and _is_label(kept, part.target):
                    name = dotted(part.iter)
            case ast.For(target=target, iter=rows, body=[ast.Expr(value=ast.Call() as call)]):
                if dotted(rows) in sets and last_name(call.func) in ("append", "extend") and call.args:
                    name = dotted(rows) if _is_label(call.args[0], target) else ""
        if name and name not in reported:
            reported.add(name)
            at = node.iter if isinstance(node, ast.For) else node
            if isinstance(at, ast.expr):
                yield at, f"`{name}` is shuffled, so its labels have another order than the predictions"


def _are_shuffled(values: list[ast.expr], makers: frozenset[str]) -> bool:
    """Tell whether each value is rows from a directory in an order of their own."""
    for value in values:
        if not isinstance(value, ast.Call) or last_name(value.func) not in makers:
            return False
        given = {item.arg: item.value for item in value.keywords}
        shuffle = given.get("shuffle")
        if None in given or len(value.args) > 4:
            return False
        if shuffle is not None and not (isinstance(shuffle, ast.Constant) and shuffle.value is True):
            return False
    return True


def _is_label(kept: ast.expr, target: ast.expr) -> bool:
    """Tell whether an expression is made of the second item of what a loop binds, and not of the first."""
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
        return False
    first, second = map(dotted, target.elts)
    names = {part.id for part in ast.walk(kept) if isinstance(part, ast.Name)}
    return second in names and first not in names
