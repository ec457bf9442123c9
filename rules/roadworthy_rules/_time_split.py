"""Rows that know their neighbours in time, and are divided at random."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name

#: What makes a column of the rows before.
_BEFORE = frozenset(("ewm", "expanding", "pct_change", "rolling", "shift"))


def may_shuffle_time(text: str) -> bool:
    """Tell whether a text divides rows at random, and has columns or windows of the rows before."""
    if "train_test_split(" not in text or "TimeSeriesSplit" in text:
        return False
    return any(f".{name}(" in text for name in _BEFORE) or "append(" in text


def time_shuffled(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.Call, str]]:
    """Yield the first random split after a column of the rows before, or after windows, and a message.

    `nodes` are assignments, calls and loops of one program.
    """
    made, split = "", None
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Subscript(), *_], value=value):
                made = made or _of_before(value)
            case ast.For():
                made = made or _windows(node)
            case ast.Call(func=function) if last_name(function) == "train_test_split" and split is None:
                split = node if _is_random(node) else None
    if split is not None and made:
        yield split, f"`train_test_split` draws rows at random, and {made} of the rows next to them"


def _is_random(call: ast.Call) -> bool:
    """Tell whether a split draws the rows, one by one."""
    given = {item.arg: item.value for item in call.keywords}
    shuffle = given.get("shuffle")
    on = shuffle is None or (isinstance(shuffle, ast.Constant) and shuffle.value is True)
    return on and None not in given and not any(isinstance(item, ast.Starred) for item in call.args)


def _of_before(value: ast.expr) -> str:
    """Return what a column knows of the rows before, in words; "" for any other column."""
    for part in ast.walk(value):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _BEFORE:
            first = part.args[0] if part.args else None
            # A shift by a negative number is the target of a forecast.
            if part.func.attr == "shift" and not (
                first is None or isinstance(first, (ast.Constant, ast.Name))
            ):
                continue
            # What is shifted within a group is not of the rows next to it in the table.
            if "groupby" in dotted(part.func):
                continue
            return f"`{part.func.attr}` makes features"
    return ""


def _windows(loop: ast.For) -> str:
    """Return that a loop cuts windows that overlap, in words; "" for any other loop."""
    if not isinstance(loop.target, ast.Name) or not isinstance(loop.iter, ast.Call):
        return ""
    # The third argument of `range` is the step: windows with a step need not overlap.
    if dotted(loop.iter.func) != "range" or len(loop.iter.args) > 2:
        return ""
    number = loop.target.id
    for statement in loop.body:
        for part in ast.walk(statement):
            match part:
                case ast.Subscript(slice=sliced) if (window := _first_slice(sliced)) is not None:
                    low, high = window.lower, window.upper
                    starts = isinstance(low, ast.Name) and low.id == number and isinstance(high, ast.BinOp)
                    ends = isinstance(high, ast.Name) and high.id == number and isinstance(low, ast.BinOp)
                    sides = high if starts else low
                    if (starts or ends) and isinstance(sides, ast.BinOp) and _adds(sides, number):
                        return "windows are made"
    return ""


def _first_slice(node: ast.expr) -> ast.Slice | None:
    node = node.elts[0] if isinstance(node, ast.Tuple) and node.elts else node
    return node if isinstance(node, ast.Slice) else None


def _adds(side: ast.BinOp, number: str) -> bool:
    """Tell whether the end of a window is its start and a length, or the other way round."""
    return (
        isinstance(side.op, (ast.Add, ast.Sub)) and isinstance(side.left, ast.Name) and side.left.id == number
    )
