"""Schedules of learning rates: what their length counts, and after what they are stepped."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeGuard

from roadworthy import dotted, last_name, path_words
from roadworthy_rules.code.training._loops import inside

_EPOCHS = frozenset(("epoch", "epochs"))
#: Schedules that say how many steps they have, and by which argument.
_LENGTHS = {"CosineAnnealingLR": "T_max", "OneCycleLR": "total_steps"}
#: How Lightning tells the number of all batches.
_LIGHTNING = "estimated_stepping_batches"
_WARMUPS = frozenset(
    "get_constant_schedule_with_warmup get_cosine_schedule_with_warmup get_linear_schedule_with_warmup"
    " get_polynomial_decay_schedule_with_warmup".split()
)
#: All of these schedules.
SCHEDULES = (*_LENGTHS, *_WARMUPS)
#: Schedules by name, each with its class and what its length counts.
Schedules = dict[str, tuple[str, str]]


def schedules_in(nodes: Sequence[ast.AST]) -> Schedules:
    """Return the schedules that nodes make: by name, each with its class and what its length counts."""
    counts: dict[str, ast.expr] = {}
    found: Schedules = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[target], value=value) if name := dotted(target):
                length = length_of(value) if isinstance(value, ast.Call) else None
                unit = _unit(length, counts) if length is not None else ""
                # A name that may hold schedules of two kinds tells nothing.
                if name in found and isinstance(value, ast.Call):
                    unit = unit if found[name][1] == unit else ""
                if isinstance(value, ast.Call) and (unit or name in found):
                    found[name] = (last_name(value.func), unit)
                counts[name] = value
    return found


def wrong_units(
    nodes: Sequence[ast.AST], schedules: Schedules, stepping: dict[str, dict[str, str]]
) -> Iterator[tuple[ast.expr, str]]:
    """Yield where a schedule is stepped in another loop than the one that it counts, and a message."""
    for name, each, node in _steps(nodes, stepping):
        made, unit = schedules.get(name, ("", ""))
        if unit == "epochs" and each == "batches":
            yield node, f"`{made}` is as long as the epochs, and steps after each batch"
        elif unit == "batches" and each == "epochs":
            yield node, f"`{made}` is as long as all batches, and steps once an epoch"


def stepped_in(function: ast.FunctionDef) -> dict[str, str]:
    """Return what parameters of a function are stepped after, each by its position: batches, or epochs."""
    places = {item.arg: str(number) for number, item in enumerate(function.args.args)}
    return {places[name]: each for name, each, _ in _steps(list(inside(function)), {}) if name in places}


def _steps(
    nodes: Sequence[ast.AST], stepping: dict[str, dict[str, str]]
) -> Iterator[tuple[str, str, ast.expr]]:
    """Yield what is stepped in loops that train: its name, after what, and where."""
    around: dict[int, ast.For] = {}
    for loop in nodes:
        if isinstance(loop, ast.For):
            # Inner loops come later.
            around.update((id(part), loop) for part in inside(loop))
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr="step", value=owner), args=[]) if id(node) in around:
                if each := _each(around[id(node)], around):
                    yield dotted(owner), each, node
            case ast.Call(func=ast.Name(id=called)) if called in stepping and id(node) in around:
                for number, item in enumerate(node.args):
                    if (each := stepping[called].get(str(number), "")) and dotted(item):
                        yield dotted(item), each, node
            # Lightning steps a schedule once an epoch unless it is told an interval.
            case ast.Dict(keys=keys, values=values) if len(keys) > 1:
                given = {key.value: value for key, value in zip(keys, values, strict=True) if _is_text(key)}
                interval = given.get("interval", ast.Constant("epoch"))
                if "scheduler" in given and isinstance(interval, ast.Constant):
                    each = "batches" if interval.value == "step" else "epochs"
                    yield dotted(given["scheduler"]), each, node
            case ast.Return(value=ast.Tuple(elts=[ast.List(), ast.List(elts=made)])):
                yield from ((dotted(item), "epochs", item) for item in made)


def _is_text(key: ast.expr | None) -> TypeGuard[ast.Constant]:
    return isinstance(key, ast.Constant)


def _each(loop: ast.For, around: dict[int, ast.For]) -> str:
    """Return what each round of a loop is that trains: one of the batches or epochs, "" for other loops."""
    rounds = {
        id(around[id(part)])
        for part in inside(loop)
        if isinstance(part, ast.Attribute) and part.attr == "backward"
    }
    named = bool(path_words(dotted(loop.target)) & {"ep", "epoch"})
    counted = isinstance(loop.iter, ast.Call) and last_name(loop.iter.func) in ("range", "trange")
    if rounds == {id(loop)}:
        return "" if named or counted else "batches"
    return "epochs" if rounds and id(loop) not in rounds and named else ""


def length_of(call: ast.Call) -> ast.expr | None:
    """Return how many steps the schedule has that a call makes, None if it makes none of the known ones."""
    name = last_name(call.func)
    given = {item.arg: item.value for item in call.keywords}
    if name in _WARMUPS:
        return given.get("num_training_steps") or (call.args[2] if len(call.args) > 2 else None)
    if name == "CosineAnnealingLR":
        return given.get("T_max") or (call.args[1] if len(call.args) > 1 else None)
    return given.get("total_steps") or given.get("steps_per_epoch") if name == "OneCycleLR" else None


def _unit(length: ast.expr, counts: dict[str, ast.expr], depth: int = 3) -> str:
    """Return what a number of steps counts: "epochs", "batches", or "" where the text does not say."""
    if isinstance(length, (ast.Name, ast.Attribute)):
        name = dotted(length)
        if name in counts and depth and not isinstance(counts[name], ast.Constant):
            found = _unit(counts[name], counts, depth - 1)
            if found or not path_words(name.rpartition(".")[2]) & _EPOCHS:
                return found
        said = path_words(name.rpartition(".")[2])
        return "epochs" if said & _EPOCHS and not said & {"steps", "step", "per", "batches"} else ""
    if any(isinstance(part, ast.Attribute) and part.attr == _LIGHTNING for part in ast.walk(length)):
        return "batches"
    loaders = any(
        isinstance(part, ast.Call)
        and dotted(part.func) == "len"
        and part.args
        and path_words(dotted(part.args[0])) & {"dataloader", "loader", "iterator", "dl", "trainloader"}
        for part in ast.walk(length)
    )
    return "batches" if loaders else ""
