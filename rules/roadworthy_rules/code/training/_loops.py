"""What the loops of a training with torch do."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy import Module, dotted, nodes_of

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
#: Names that switch the tracking of gradients off.
OFF = frozenset("detach_ inference_mode no_grad set_grad_enabled volatile".split())


def scopes(module: Module) -> Iterator[ast.Module | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the module and its functions, methods included."""
    yield module.tree
    yield from nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is inside of a node in the order of the code, but nothing of other functions or classes."""
    stack = list(ast.iter_child_nodes(node))[::-1]
    while stack:
        item = stack.pop()
        yield item
        if not isinstance(item, _SCOPES):
            stack.extend(list(ast.iter_child_nodes(item))[::-1])


def called(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls inside of a node, with what is called, as it is written."""
    for item in inside(node):
        if isinstance(item, ast.Call) and (name := written(item)):
            yield name, item


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
