"""Calls that move something to a GPU, whatever the machine has."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from roadworthy import Module, dotted, nodes_of, path_words
from roadworthy_rules.code.training._loops import inside, scopes, stored_names

#: Where a text is the device that a tensor or a network is moved to.
_MOVES = frozenset("device load to".split())
#: Words of a condition that may keep a call of `cuda` from a machine without a GPU.
_ASKS = re.compile(r"(?i)cuda|gpu|device")


def beside_choice(module: Module) -> dict[int, str]:
    """Return the calls of `cuda` beside a choice of a device, by identity, and where it is chosen."""
    found = {id(call): "module" for call in _beside_choice_of(module)}
    return found | {id(call): "function" for scope in scopes(module) for call in _beside_choice(scope)}


def _beside_choice_of(module: Module) -> Iterator[ast.Call]:
    """Yield the calls of `cuda` in a module that chooses a device at its top, and asks nowhere else."""
    choices = {
        id(part)
        for statement in module.tree.body
        if isinstance(statement, ast.Assign)
        and any(
            isinstance(target, ast.Name) and target.id.lower() == "device" for target in statement.targets
        )
        for part in ast.walk(statement.value)
        if isinstance(part, ast.IfExp) and is_gpu(part.body) and _is_cpu(part.orelse)
    }
    if not choices or any(
        id(node) not in choices and _ASKS.search(ast.unparse(node.test))
        for node in nodes_of(module, ast.If, ast.IfExp, ast.While, ast.Assert)
    ):
        return
    yield from (node for node in nodes_of(module, ast.Call) if fixed_to(node) == ".cuda()")


def _beside_choice(scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    """Yield the calls of `cuda` that run in any case, in a function that asks another for the device."""
    chosen = any(
        isinstance(item, ast.Assign)
        and any(dotted(target).rpartition(".")[2] == "device" for target in item.targets)
        and isinstance(item.value, ast.Call)
        and "device" in path_words(dotted(item.value.func).rpartition(".")[2])
        and fixed_to(item.value) == ""
        for item in scope.body
    )
    for statement in scope.body if chosen else ():
        match statement:
            case ast.Expr(value=ast.Call() as call) | ast.Assign(value=ast.Call() as call):
                if fixed_to(call) == ".cuda()":
                    yield call


def fixed_to(node: ast.Call) -> str:
    """Return the part of a call that names the GPU, "" if none does."""
    if not isinstance(node.func, ast.Attribute):
        return ""
    name = node.func.attr
    if name == "cuda" and not node.args and not node.keywords:
        return ".cuda()"
    if name in _MOVES and node.args and is_gpu(node.args[0]):
        return f"{name}({ast.unparse(node.args[0])})"
    if name == "add_argument":
        return ""
    given = (item for item in node.keywords if item.arg in ("device", "map_location") and is_gpu(item.value))
    return next((f"{item.arg}={ast.unparse(item.value)}" for item in given), "")


def named_gpus(scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.Assign]:
    """Yield where a scope names a GPU, `device = "cuda:0"`, and moves something to that name.

    It binds the name nowhere else. For a module, functions that have no such name of their own count too.
    """
    nodes = inside(scope)
    bound: dict[str, list[ast.Assign | None]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if is_gpu(value):
                bound.setdefault(name, []).append(node)
            case ast.Name(id=name, ctx=ast.Store()):
                bound.setdefault(name, []).append(None)
    for name, places in bound.items():
        # The name of the assignment is among the names that are stored.
        first = (places[0] or places[-1]) if len(places) == 2 and "device" in path_words(name) else None
        if first is None:
            continue
        if name in _moved_to(nodes) or (isinstance(scope, ast.Module) and _is_moved_below(scope, name)):
            yield first


def _moved_to(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that something is moved to: `device` of `rows.to(device)`."""
    return {
        node.args[0].id
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "to"
        and node.args
        and isinstance(node.args[0], ast.Name)
    }


def _is_moved_below(module: ast.Module, name: str) -> bool:
    """Tell whether a function of a module moves something to a name that is not its own."""
    for function in module.body:
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            nodes = list(ast.walk(function))
            own = stored_names(nodes) | {node.arg for node in nodes if isinstance(node, ast.arg)}
            if name not in own and name in _moved_to(nodes):
                return True
    return False


def is_gpu(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value[:4] == "cuda"


def _is_cpu(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value == "cpu"
