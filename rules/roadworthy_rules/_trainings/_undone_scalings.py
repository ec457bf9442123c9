"""Where the scaling of rows is undone in the wrong order: `(x + mean) * std` for `x * std + mean`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import last_name, path_words

_MEANS = frozenset(("mean", "means", "mu"))
_SPREADS = frozenset("sigma std stddev stdev stds".split())
#: What makes another value of it: an inverse, a logarithm, a negative.
_OTHERS = frozenset("inv inverse log neg negative r reciprocal recip".split())


def undone_wrongly(nodes: Iterable[ast.AST]) -> Iterator[ast.BinOp]:
    """Yield the products of a spread with the sum of a value and a mean."""
    for node in nodes:
        match node:
            case (
                ast.BinOp(left=ast.BinOp(left=value, op=ast.Add(), right=mean), op=ast.Mult(), right=spread)
                | ast.BinOp(left=spread, op=ast.Mult(), right=ast.BinOp(left=value, op=ast.Add(), right=mean))
            ):
                if not isinstance(value, ast.Constant) and _is(mean, _MEANS) and _is(spread, _SPREADS):
                    yield node


def _is(node: ast.expr, wanted: frozenset[str]) -> bool:
    """Tell whether an expression is one of some values by its name, or by its key: `scale["mean"]`."""
    if isinstance(node, ast.Subscript):
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return _says(key.value, wanted)
        return _is(node.value, wanted)
    return _says(last_name(node), wanted)


def _says(name: str, wanted: frozenset[str]) -> bool:
    words = path_words(name)
    return not words.isdisjoint(wanted) and words.isdisjoint(_OTHERS)
