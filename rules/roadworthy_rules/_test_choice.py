"""Where a score on the rows of the test set decides which model is kept, or when the training stops."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard

from roadworthy import dotted
from roadworthy import path_words as words

#: Words that the names of test rows and of their loaders contain, beside `test`.
_ROWS = frozenset(
    "batches data dataframe dataloader dataset df dl ds features gen generator images inputs iter iterator"
    " labels loader rows samples set texts x y".split()
)
#: Words for the test set in the names of what belongs to it.
TESTS = frozenset(("test", "testing"))
#: Words for where rows are read from.
_PLACES = frozenset("dir directory folder location path root".split())
_WHOLE = frozenset("testset testloader testdata xtest ytest testx testy testds".split())
_OTHERS = frozenset("dev train trn training val valid validation".split())
#: What says how many there are, or wraps rows, and measures nothing.
_MEASURES_NOTHING = frozenset("DataLoader TensorDataset Subset enumerate len print range tqdm zip".split())
_SUGGESTS = "suggest_"
_GROWS = frozenset(("append", "extend", "update"))
_BEST = frozenset("best highest lowest max min".split())
_SAVES = re.compile(r"(?i)save|dump|state_dict|checkpoint|best")
_STOPS = re.compile(r"(?i)patience|early_?stop|no_?improve")
_STOPPERS = re.compile(r"(?i)(?:^|\.)early_?stop[a-z_]{0,20}(?:\.step|\.update)?$")
_SCHEDULERS = re.compile(r"(?i)(?:sched[a-z_]{0,20}|plateau)\.step$")
#: One of these is in the text of what trains.
TRAINS = (".fit(", ".fit_generator(", "backward(", "train(")
_SPLITS = frozenset("mode part partition phase split stage subset".split())
#: One of these is in what is found; to look for texts takes a fraction of the time.
CHOICES = ("best", "early", "sched", "trial")


def is_test_rows(node: ast.AST) -> TypeGuard[ast.Name | ast.Attribute]:
    """Tell whether an expression is a name of the rows of the test set: `test_loader`, `self.X_test`."""
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return False
    name = node.id if isinstance(node, ast.Name) else node.attr
    said = words(name)
    if said & _OTHERS:
        return False
    return (bool(said & TESTS) and bool(said & _ROWS)) or bool(said & _WHOLE)


def may_choose(node: ast.AST) -> bool:
    """Tell whether a node may be one of those that `choices` yields a use for, whatever was measured."""
    match node:
        case ast.If(test=ast.Compare() as test):
            return any(_is_name(part) and words(dotted(part)) & _BEST for part in ast.walk(test))
        case ast.Assign(targets=targets, value=ast.Compare()):
            return any("best" in words(name) for name in _names(targets))
        case ast.Call(func=function, args=[_, *_]) if isinstance(function, (ast.Attribute, ast.Name)):
            last = function.attr if isinstance(function, ast.Attribute) else function.id
            return last in ("step", "update") or "early" in last.lower() or last.startswith(_SUGGESTS)
        case _:
            return False


def choices(
    scope: Sequence[ast.AST], given: Iterable[str], measuring: dict[str, str], name: str
) -> Iterator[tuple[str, ast.expr]]:
    """Yield how a score on the test set is used in a function or script, in words, and where.

    `scope` has its nodes in the order of the code, `given` its parameters, `name` is that of the function.
    Functions that return such a score are added to `measuring`, with the rows.
    """
    # A function that is given nothing but a test set may be called with any other, too.
    trained = any(words(parameter) & {"train", "trn", "training"} for parameter in given)
    known = set() if trained else {parameter for parameter in given if is_test_rows(ast.Name(parameter))}
    measured: dict[str, str] = {}
    # An objective of Optuna draws what it tries from the trial that it is given.
    searches = any(isinstance(node, ast.Attribute) and node.attr.startswith(_SUGGESTS) for node in scope)
    for node in scope:
        match node:
            case ast.For(iter=rows):
                found = _rows_in(rows, known)
                measured.update(dict.fromkeys(_changed(node), found) if found else {})
            case ast.Assign(targets=targets, value=value):
                is_best = isinstance(value, ast.Compare) and any(
                    "best" in words(one) for one in _names(targets)
                )
                if is_best and (score := _compared(value, measured)):
                    yield f"the best model is chosen by `{score[0]}`, on `{score[1]}`", value
                found = _measured(value, measured, known, measuring)
                for target in _names(targets):
                    if found and not words(target) & _OTHERS:
                        measured[target] = found
                    else:
                        measured.pop(target, None)
            case ast.Return(value=ast.expr() as value) if name and (score := _scored(value, measured)):
                measuring[name] = score[1]
                if searches and "trial" in given:
                    yield f"the search is for the best `{score[0]}`, on `{score[1]}`", value
            case ast.If(test=ast.Compare() as test) if (score := _compared(test, measured)) and _keeps(node):
                yield f"the best model is chosen by `{score[0]}`, on `{score[1]}`", test
            case ast.Call(func=function, args=[first, *_]):
                score = _scored(first, measured)
                called = dotted(function)
                if score and _STOPPERS.search(called):
                    yield f"the training stops by `{score[0]}`, on `{score[1]}`", first
                elif score and _SCHEDULERS.search(called):
                    yield f"the learning rate follows `{score[0]}`, on `{score[1]}`", first


def renamed(node: ast.Assign, text: str) -> str:
    """Return the name of a validation set that is the test set, "" for any other assignment.

    `text` is that of the module, in which one of `TRAINS` is.
    """
    if len(node.targets) != 1:
        return ""
    target = node.targets[0]
    name = dotted(target).rpartition(".")[2]
    said = words(name)
    held = said & {"val", "valid", "validation"}
    if not held or not (said & _ROWS or said == held) or "test" in said:
        return ""
    parts = list(ast.walk(node.value))
    if any(
        words(part.id if isinstance(part, ast.Name) else part.attr) & _OTHERS
        for part in parts
        # `Phase.VALIDATION` says how to read the rows, and not which.
        if _is_name(part) and not (isinstance(part, ast.Attribute) and part.attr.isupper())
    ):
        return ""
    value = node.value
    if is_test_rows(value):
        return name
    if not isinstance(value, ast.Call):
        return ""
    made = dotted(value.func).rpartition(".")[2]
    first = value.args[0] if value.args else None
    if made[:1].isupper() and first is not None and (is_test_rows(first) or dotted(first) == "test"):
        return name
    if (made[:1].isupper() or made.endswith("_from_directory")) and _is_test_place(first):
        return name
    for item in value.keywords:
        if item.arg in _SPLITS and isinstance(item.value, ast.Constant) and item.value.value == "test":
            return name if "train_test_split(" not in text else ""
        if item.arg == "train" and isinstance(item.value, ast.Constant) and item.value.value is False:
            return name if "atasets." in ast.unparse(value.func) or "MNIST" in text or "CIFAR" in text else ""
    return ""


def _is_test_place(node: ast.expr | None) -> bool:
    """Tell whether an expression is a name of where the test set lies: `test_dir`, `self.test_path`."""
    said = words(dotted(node).rpartition(".")[2]) if node is not None else frozenset[str]()
    return bool(said & TESTS) and bool(said & _PLACES) and not said & _OTHERS


def _is_name(node: ast.AST) -> TypeGuard[ast.Name | ast.Attribute]:
    return isinstance(node, (ast.Name, ast.Attribute))


def _rows_in(node: ast.expr, known: set[str]) -> str:
    """Return the first name of the rows of the test set in an expression, "" where other rows are in it."""
    found = ""
    for part in ast.walk(node):
        if _is_name(part):
            name = dotted(part) or getattr(part, "attr", "")
            if words(name) & _OTHERS or name in known:
                return ""
            if not found and is_test_rows(part):
                found = name
    return found


def _changed(loop: ast.For) -> Iterator[str]:
    """Yield the names that a loop binds or adds to."""
    yield from _names([loop.target])
    for statement in loop.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.AugAssign):
                yield from _names([node.target])
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _GROWS
            ):
                yield from _names([node.func.value])


def _names(targets: Iterable[ast.expr]) -> Iterator[str]:
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            yield from _names(target.elts)
            continue
        node = target
        while isinstance(node, (ast.Subscript, ast.Starred)):
            node = node.value
        if name := dotted(node):
            yield name


def _measured(value: ast.expr, measured: dict[str, str], known: set[str], measuring: dict[str, str]) -> str:
    """Return the rows that a value was measured on, "" where it was not, or others take part in it."""
    if score := _scored(value, measured):
        return score[1]
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] not in _MEASURES_NOTHING:
            handed = [_held(item) for item in (*node.args, *(item.value for item in node.keywords))]
            found = [_rows_in(item, known) for item in handed if not isinstance(item, ast.Call)]
            other = any(
                words(part.id if isinstance(part, ast.Name) else part.attr) & _OTHERS
                for item in handed
                for part in ast.walk(item)
                if _is_name(part)
            )
            if not other and any(found):
                return next(filter(None, found))
            if not other and (rows := measuring.get(dotted(node.func).rpartition(".")[2], "")):
                return rows
    return ""


def _held(value: ast.expr) -> ast.expr:
    """Return what a call without arguments gives the rows of: `test_ds` in `test_ds.get_dataset()`."""
    match value:
        case ast.Call(func=ast.Attribute(value=owner), args=[], keywords=[]):
            return owner
    return value


def _scored(node: ast.AST, measured: dict[str, str]) -> tuple[str, str] | None:
    """Return the first name in an expression that was measured on the test set, and that set."""
    for part in ast.walk(node) if measured else ():
        if _is_name(part) and (name := dotted(part)) in measured:
            return name, measured[name]
    return None


def _compared(test: ast.expr, measured: dict[str, str]) -> tuple[str, str] | None:
    """Return the score on the test set that is compared with the best one."""
    if not isinstance(test, ast.Compare) or len(test.comparators) != 1:
        return None
    if isinstance(test.ops[0], (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
        return None
    sides = [test.left, test.comparators[0]]
    for score, best in (sides, sides[::-1]):
        named = {word for part in ast.walk(best) if _is_name(part) for word in words(dotted(part))}
        if named & _BEST and (found := _scored(score, measured)) and not words(found[0]) & _BEST:
            return found
    return None


def _keeps(node: ast.If) -> bool:
    """Tell whether a condition saves something, keeps it as the best, or counts until the training stops."""
    parts = [part for statement in node.body for part in ast.walk(statement)]
    bound = [name for part in parts if isinstance(part, ast.Assign) for name in _names(part.targets)]
    return (
        any(isinstance(part, ast.Call) and _SAVES.search(ast.unparse(part.func)) for part in parts)
        or any(_is_name(part) and _STOPS.search(dotted(part)) for part in parts)
        or sum("best" in words(name) for name in bound) > 1
    )
