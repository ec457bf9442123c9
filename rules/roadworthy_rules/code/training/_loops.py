"""What the loops of a training with torch do."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from roadworthy import Module, dotted, nodes_of

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
#: What nothing more is looked for in: other scopes, and what holds no nodes but whether it is read.
_CLOSED = (*_SCOPES, ast.Name, ast.Constant, ast.expr_context)
Found = TypeVar("Found")
#: Names that switch the tracking of gradients off.
OFF = frozenset("detach_ inference_mode no_grad set_grad_enabled volatile".split())


def scopes(module: Module) -> Iterator[ast.Module | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the module and its functions, methods included."""
    yield module.tree
    yield from nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)


def inside(node: ast.AST) -> Sequence[ast.AST]:
    """Return what is inside of a node in the order of the code, but nothing of other functions or classes."""
    return _kept(node, "_inside", _inside)


def all_inside(module: Module) -> Iterator[ast.AST]:
    """Yield all nodes of a module one scope after the other, with the names that `nodes_of` has not."""
    for scope in (*scopes(module), *nodes_of(module, ast.Lambda, ast.ClassDef)):
        yield from inside(scope)


def stored_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that nodes give a value."""
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def called(node: ast.AST) -> Sequence[tuple[str, ast.Call]]:
    """Return the calls inside of a node, with what is called, as it is written."""
    return _kept(node, "_called", _called)


def _kept(node: ast.AST, name: str, found: Callable[[ast.AST], list[Found]]) -> list[Found]:
    """Return what is found in a node; a scope keeps it, for a dozen rules ask the same."""
    if not isinstance(node, (ast.Module, *_SCOPES)):
        return found(node)
    kept: list[Found] | None = node.__dict__.get(name)
    if kept is None:
        kept = node.__dict__[name] = found(node)
    return kept


def _inside(node: ast.AST) -> list[ast.AST]:
    seen: list[ast.AST] = []
    stack = [*ast.iter_child_nodes(node)][::-1]
    while stack:
        item = stack.pop()
        seen.append(item)
        if not isinstance(item, _CLOSED):
            stack += [*ast.iter_child_nodes(item)][::-1]
    return seen


def _called(node: ast.AST) -> list[tuple[str, ast.Call]]:
    return [(name, item) for item in inside(node) if isinstance(item, ast.Call) and (name := written(item))]


def written(call: ast.Call) -> str:
    """Return what a call calls: dotted, or the last attribute of anything else."""
    return dotted(call.func) or (call.func.attr if isinstance(call.func, ast.Attribute) else "")


def last(name: str) -> str:
    """Return the last part of a dotted name."""
    return name.rpartition(".")[2]


def mentions(node: ast.AST, names: frozenset[str]) -> bool:
    """Tell whether a node mentions one of some names, other functions in it included."""
    return any(
        (isinstance(item, ast.Name) and item.id in names)
        or (isinstance(item, ast.Attribute) and item.attr in names)
        for item in ast.walk(node)
    )


def loops(node: ast.AST) -> Iterator[ast.For | ast.While]:
    """Yield the loops of a scope, the outer ones first."""
    for item in inside(node):
        if isinstance(item, (ast.For, ast.While)):
            yield item


def handed(node: ast.AST) -> dict[str, set[tuple[str, str]]]:
    """Return the names that calls in a node get: each with what is called, and where among its parameters."""
    places: dict[str, set[tuple[str, str]]] = {}
    for name, call in called(node):
        given = [(str(number), value) for number, value in enumerate(call.args)]
        given += [(item.arg or "", item.value) for item in call.keywords]
        for place, value in given:
            if isinstance(value, ast.Name):
                places.setdefault(value.id, set()).add((last(name), place))
    return places


def parameter_places(function: ast.FunctionDef, used: set[str]) -> frozenset[str]:
    """Return the positions and names by which calls reach those parameters of a function that it uses."""
    parameters = [item.arg for item in (*function.args.posonlyargs, *function.args.args)]
    found = {str(number) for number, name in enumerate(parameters) if name in used}
    return frozenset(found | (used & {*parameters, *(item.arg for item in function.args.kwonlyargs)}))


def is_untracked(node: ast.AST) -> bool:
    """Tell whether a node is a block in which torch tracks no gradients."""
    return isinstance(node, (ast.With, ast.AsyncWith)) and any(mentions(item, OFF) for item in node.items)
