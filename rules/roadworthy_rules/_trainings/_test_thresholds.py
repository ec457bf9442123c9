"""Thresholds that are chosen on the test set, and then used on it or kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from roadworthy import last_name, path_words
from roadworthy_rules._test_choice import TESTS

_CUTS = frozenset("cutoff thr thres thresh threshold thresholds thrs".split())
#: The first word of functions that choose one.
_CHOOSE = frozenset(
    "best calc calculate calibrate choose compute determine estimate find fit get optimal optimise optimize"
    " pick search select tune".split()
)
#: What gives the scores for all thresholds, and these as the last of its results.
_CURVES = frozenset(("precision_recall_curve", "roc_curve"))
#: The place of the best of a list of scores.
_BEST = re.compile(r"^(?:int\()?(?:(?:np|numpy)\.)?arg(?:max|min)\((?:(?:np|numpy)\.array\()?(\w+)\)")
_OTHERS = frozenset("calib calibration dev train training val valid validation".split())


@dataclass(slots=True)
class _Seen:
    """What the names of a scope hold: the thresholds of a curve, and chosen ones, with what chose them.

    `scored` are lists of scores of the test set, one for each threshold that was tried.
    """

    curves: dict[str, tuple[str, ast.expr]] = field(default_factory=dict)
    scored: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ast.expr]] = field(default_factory=dict)


def may_choose_threshold(text: str) -> bool:
    """Tell whether a text speaks of thresholds; this takes a fraction of the time."""
    return "thr" in text.lower() or "cutoff" in text


def thresholds_on_test(given: Sequence[str], nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where a scope chooses a threshold on the test set and goes on to use it, with a message.

    `given` are the parameters of the scope, `nodes` are its nodes in the order of the code.
    """
    # A function that only measures may get any rows as those to test with.
    if any(path_words(name) & TESTS for name in given) and not any(
        path_words(name) & _OTHERS for name in given
    ):
        return
    known = _Seen()
    told: set[int] = set()
    for node in nodes:
        for name in _used(node):
            if name in known.chosen:
                named, value = known.chosen[name]
                if id(value) not in told:
                    told.add(id(value))
                    yield f"`{name}` is chosen by `{named}`, on the test set", value
        match node:
            case ast.Assign(targets=[target], value=value):
                _note(known, target, value)
            case ast.Call(
                func=ast.Attribute(attr="append", value=ast.Name(id=name)), args=[ast.Call() as one]
            ):
                if test := _test_rows(one):
                    known.scored[name] = test


def _note(known: _Seen, target: ast.expr, value: ast.expr) -> None:
    """Note what an assignment chooses on the test set, or takes of what was chosen there."""
    names = [item.id for item in ast.walk(target) if isinstance(item, ast.Name)]
    for name in names:
        known.curves.pop(name, None)
        known.chosen.pop(name, None)
        known.scored.pop(name, None)
    call = _plain(value)
    match target, call:
        case ast.Name(id=name), ast.ListComp(elt=ast.Call() as one) if test := _test_rows(one):
            known.scored[name] = test
        case ast.Name(id=name), ast.Subscript(value=ast.Name(id=tried), slice=place):
            if path_words(name) & _CUTS or path_words(tried) & _CUTS:
                best = _BEST.search(ast.unparse(place))
                if best and best[1] in known.scored:
                    known.chosen[name] = known.scored[best[1]], value
                    return
    if isinstance(call, ast.Call) and (test := _test_rows(call)):
        function = last_name(call.func)
        words = path_words(function)
        if function in _CURVES and isinstance(target, ast.Tuple) and isinstance(target.elts[-1], ast.Name):
            known.curves[target.elts[-1].id] = (test, value)
        elif words & _CUTS and words & _CHOOSE:
            known.chosen.update((name, (test, value)) for name in names if path_words(name) & _CUTS)
    elif (
        isinstance(call, ast.Subscript) and isinstance(call.value, ast.Name) and isinstance(target, ast.Name)
    ):
        taken = known.curves.get(call.value.id) or known.chosen.get(call.value.id)
        # A slice keeps several, to draw them.
        if taken and not isinstance(call.slice, ast.Slice):
            known.chosen[target.id] = taken


def _plain(value: ast.expr) -> ast.expr:
    """Return what `float()` and the like make a number of."""
    while isinstance(value, ast.Call) and last_name(value.func) in ("float", "round") and value.args:
        value = value.args[0]
    return value


def _test_rows(call: ast.Call) -> str:
    """Return the first part of the test set among what a call gets.

    It is empty where another set is given, too, unless the call gets rows and labels of the test set.
    """
    tests: list[str] = []
    others = 0
    for item in (*call.args, *(item.value for item in call.keywords)):
        words = frozenset[str]()
        for part in ast.walk(item):
            match part:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                    words |= path_words(name)
        if words & _OTHERS:
            others += 1
        elif words & TESTS:
            tests.append(ast.unparse(item))
    return tests[0] if tests and others < len(tests) and others < 2 else ""


def _used(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node compares scores with, or keeps."""
    match node:
        case ast.Compare(ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()], comparators=[ast.Name(id=name)]):
            yield name
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()], value=value):
            plain = _plain(value)
            if isinstance(plain, ast.Name):
                yield plain.id
