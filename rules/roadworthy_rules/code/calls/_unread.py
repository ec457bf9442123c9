"""Which parameters of its functions a module takes and never uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from roadworthy_rules.code.calls._places import FUNCTIONS

if TYPE_CHECKING:
    from roadworthy import Module

#: By one of these a function may read all that it was given.
_ALL = frozenset("dir eval exec getcallargs locals vars".split())
#: A parameter that says itself that nothing reads it.
_DECLARED = re.compile(r"_|unused|(?:args|kwargs|self|cls)$")


def unread_parameters(scopes: Sequence[Any], module: Module) -> dict[int, tuple[tuple[str, str], ...]]:
    """Return the parameters that functions never read, by the lines of these.

    Each comes with the attribute of `self` that keeps it, where all that `__init__` does with it is to keep
    it, and nothing in the module reads an attribute of the name.
    """
    read: set[tuple[int, str]] = set()
    for scope in scopes:
        for name in scope.loads:
            around = scope
            while around is not None and name not in around.bound:
                around = around.parent
            read.add((id(around), name))
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    for scope in scopes:
        node = scope.node
        if not isinstance(node, FUNCTIONS) or _is_plain(node.body) or not _ALL.isdisjoint(scope.loads):
            continue
        given = [item.arg for item in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        given = [name for name in given if not _DECLARED.match(name) and name not in scope.rebound]
        unread = [(name, "") for name in given if (id(scope), name) not in read]
        if node.name == "__init__":
            unread += _kept(node, set(given), module.text)
        if unread:
            found[node.lineno] = tuple(unread)
    return found


def _is_plain(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a function does nothing yet, or gives what it takes: an interface, or one case of many."""
    for statement in body:
        match statement:
            case ast.Pass() | ast.Raise() | ast.Expr(value=ast.Constant()):
                pass
            case ast.Return(value=None | ast.Constant() | ast.Name()):
                pass
            case _:
                return False
    return True


def _kept(node: Any, given: set[str], text: str) -> Iterator[tuple[str, str]]:
    """Yield the parameters that a constructor only keeps, and the attributes that keep them."""
    pairs: list[tuple[str, str]] = []
    for statement in node.body:
        match statement:
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id="self"), attr=attribute)],
                value=ast.Name(id=name),
            ) if name in given and text.count(f".{attribute}") == 1:
                pairs.append((name, attribute))
    if pairs:
        loads = [
            part.id
            for part in ast.walk(node)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
        ]
        yield from (pair for pair in pairs if loads.count(pair[0]) == 1)
