"""Two listings, of images and of their masks, that are paired by position."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from roadworthy import last_name, path_words
from roadworthy_rules.code.files._listed_splits import is_listing, is_ordered

#: Words of what belongs to one image each.
_ANSWERS = frozenset("annotation annotations groundtruth gt label labels mask masks".split())
_IMAGES = frozenset("image images img imgs photo photos".split())


def listed_pair(nodes: Sequence[ast.AST]) -> tuple[ast.Call, ast.Call, ast.Call] | None:
    """Return the two calls that list images and masks which a scope pairs by `zip`, and that call.

    None where the scope sorts anything, or binds one of the names twice.
    """
    if any(map(is_ordered, nodes)):
        return None
    bound: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                bound.setdefault(name, []).append(value)
    listed = {name: _listing(values[0]) for name, values in bound.items() if len(values) == 1}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Name(id="zip"), args=[ast.Name(id=one), ast.Name(id=other)]):
                first, second = listed.get(one), listed.get(other)
                if first is None or second is None or ast.dump(first) == ast.dump(second):
                    continue
                words = (path_words(one), path_words(other))
                for images, answers in (words, words[::-1]):
                    if images & _IMAGES and answers & _ANSWERS and not images & _ANSWERS:
                        return first, second, node
    return None


def _listing(value: ast.expr) -> ast.Call | None:
    """Return the call that lists a directory, whatever makes a list of it."""
    if isinstance(value, ast.Call) and last_name(value.func) in ("list", "tuple") and value.args:
        return _listing(value.args[0])
    return value if isinstance(value, ast.Call) and is_listing(value) else None
