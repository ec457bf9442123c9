"""Methods of a class that change training rows and test rows alike, by what they compute of each."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from roadworthy import dotted, last_name
from roadworthy_rules.code.training._loops import called, inside
from roadworthy_rules.code.training.networks._own_layers import methods_of
from roadworthy_rules.code.training.rows._own_statistics import learned_by_call, root

#: The word of a method for test rows that one for training rows has otherwise.
_OF_TEST = re.compile(r"(?<![a-z])test(?![a-z])")
#: Methods for rows that the model has not seen.
_PREDICTS = ("predict", "predict_proba")


def refitted(node: ast.ClassDef) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield where `predict` of a class fits again, on its rows, what `fit` has fitted: `self.scaler`."""
    methods = methods_of(node)
    if "fit" not in methods:
        return
    fitted = {
        written.rpartition(".")[0]
        for written, call in called(methods["fit"])
        if last_name(call.func) in ("fit", "fit_transform")
    }
    for name in _PREDICTS:
        method = methods.get(name)
        if method is None or len(method.args.args) < 2:
            continue
        rows = method.args.args[1].arg
        applied = {written for written, _ in called(method)}
        for statement in method.body:
            match statement:
                case ast.Assign(
                    value=ast.Call(
                        func=ast.Attribute(value=ast.Attribute(), attr="fit_transform") as func,
                        args=[ast.Name(id=given)],
                    ) as call
                ) if given == rows and (owner := dotted(func.value)).startswith("self."):
                    if owner in fitted and f"{owner}.transform" not in applied:
                        yield call, rows, "fit_transform"


def by_one_method(node: ast.ClassDef) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield where methods for test and for training rows call one method that learns of the rows it gets."""
    methods = methods_of(node)
    for name, method in methods.items():
        twin = methods.get(_OF_TEST.sub("train", name))
        if twin is None or twin is method:
            continue
        both = {last_name(call.func) for call in _own_calls(twin)}
        for call in _own_calls(method):
            step = last_name(call.func)
            if step not in both or step not in methods or not (rows := root(call.args[0])):
                continue
            if what := learned_by_call(methods[step], 1, methods):
                yield call, rows, what
                break


def _own_calls(method: ast.FunctionDef) -> list[ast.Call]:
    """Return the calls in a method of other methods of its object, with rows as the first argument."""
    return [
        node
        for node in inside(method)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "self"
        and node.args
    ]
