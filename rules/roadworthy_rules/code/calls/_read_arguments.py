"""Which arguments of the command line a module reads, where that is certain."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from roadworthy import nodes_of

if TYPE_CHECKING:
    from roadworthy import Module

_PARSES = frozenset(("parse_args", "parse_known_args"))


def read_arguments(module: Module) -> frozenset[str] | None:
    """Return the names of the arguments that a module reads; None where what it parsed goes elsewhere.

    What was parsed has to stay in names, and in parameters of functions of the module, and all that is done
    with these is to read attributes, or to print them.
    """
    parsed = [node for node in nodes_of(module, ast.Call) if _parses(node)]
    holders = {
        target.id
        for node in nodes_of(module, ast.Assign)
        if isinstance(node.value, ast.Call) and _parses(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    kept = sum(
        isinstance(node.value, ast.Call) and _parses(node.value) and isinstance(node.targets[0], ast.Name)
        for node in nodes_of(module, ast.Assign)
    )
    if not parsed or kept != len(parsed) or any(node.args or node.keywords for node in parsed):
        return None
    # Names and attributes are not kept by the walk that all rules share; few modules parse arguments.
    names: list[ast.Name] = []
    bases: dict[int, ast.Attribute] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            names.append(node)
        elif isinstance(node, ast.Attribute):
            bases[id(node.value)] = node
    functions = {item.name: item for item in module.tree.body if isinstance(item, ast.FunctionDef)}
    handed = {
        id(argument): (node, position)
        for node in nodes_of(module, ast.Call)
        for position, argument in enumerate(node.args)
        if isinstance(argument, ast.Name)
    }
    while True:
        read: set[str] = set()
        more: set[str] = set()
        for node in names:
            if node.id not in holders:
                continue
            if id(node) in bases:
                attribute = bases[id(node)]
                if attribute.attr.startswith("__"):
                    return None
                if isinstance(attribute.ctx, ast.Load):
                    read.add(attribute.attr)
            elif id(node) in handed:
                parameter = _taken(*handed[id(node)], functions)
                if parameter is None:
                    return None
                more.add(parameter)
            else:
                return None
        if more - {""} <= holders:
            return frozenset(read)
        holders |= more - {""}


def _parses(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in _PARSES


def _taken(call: ast.Call, position: int, functions: dict[str, ast.FunctionDef]) -> str | None:
    """Return the parameter that takes an argument of a call, "" where it is printed; None if unknown."""
    if not isinstance(call.func, ast.Name):
        return None
    if call.func.id == "print":
        return ""
    function = functions.get(call.func.id)
    if function is None or function.decorator_list or position >= len(function.args.args):
        return None
    return function.args.args[position].arg
