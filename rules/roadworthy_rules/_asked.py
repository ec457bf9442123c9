"""Names whose existence code asks for before it uses them: `"rows" in globals()`."""

import ast
from collections.abc import Iterable

_SPACES = frozenset("dir globals locals vars".split())


def names_asked_for(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that comparisons among the nodes look for among those that are bound."""
    found: set[str] = set()
    for node in nodes:
        match node:
            case ast.Compare(
                left=ast.Constant(value=str(name)),
                ops=[ast.In() | ast.NotIn()],
                comparators=[ast.Call(func=ast.Name(id=space), args=[])],
            ) if space in _SPACES:
                found.add(name)
    return found
