"""Names of classes that code writes by hand, and data that numbers the classes by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name

#: What numbers classes by the names of folders, in alphabetical order.
FOLDERS = frozenset(("ImageFolder", "flow_from_directory", "image_dataset_from_directory"))
_NAMED = frozenset("class_names classes".split())
_MODES = frozenset("class_mode label_mode labels".split())
#: Attributes that say which number belongs to which class.
KEPT = frozenset("class_indices class_names class_to_idx classes".split())
_BEST = frozenset(("argmax", "argmax_", "topk"))


def numbering(calls: Iterable[ast.Call]) -> Iterator[ast.Call]:
    """Yield the calls that read images and number their classes by the names of their folders."""
    for node in calls:
        if last_name(node.func) in FOLDERS and not any(map(_is_given, node.keywords)):
            yield node


def _is_given(item: ast.keyword) -> bool:
    """Tell whether an argument names the classes, or says that there are none."""
    none = isinstance(item.value, ast.Constant) and item.value.value is None
    return item.arg is None or (item.arg in _NAMED and not none) or (item.arg in _MODES and none)


def keeps_numbers(nodes: Iterable[ast.AST], calls: Iterable[ast.Call]) -> bool:
    """Tell whether code reads which number belongs to which class, other than to count or to print them."""
    shown = {
        id(part)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("len", "print")
        for part in ast.walk(call)
    }
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in KEPT
        and id(node) not in shown
        and dotted(node.value) != "self"
        for node in nodes
    )


def written_names(nodes: Iterable[ast.AST], lists: dict[str, ast.expr]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the lists of names written by hand of which code takes the one with the highest score.

    `nodes` are those of one scope in the order of the code; `lists` are the lists that it can see.
    """
    known, best = dict(lists), set[str]()
    for node in nodes:
        match node:
            case ast.Assign(targets=[target], value=value):
                name = _plain(target)
                known.pop(name, None)
                best.discard(name)
                if is_name_list(value):
                    known[name] = value
                elif _is_best(value, best):
                    best.add(name)
            case ast.Subscript(value=owner, slice=place) if _plain(owner) in known:
                if _is_best(place, best):
                    yield _plain(owner), known[_plain(owner)]


def is_name_list(value: ast.expr) -> bool:
    """Tell whether a value is a list of two or more texts, or a table of these by number."""
    match value:
        case ast.List(elts=items) | ast.Tuple(elts=items):
            pass
        case ast.Dict(keys=keys, values=items) if all(_is_literal(key, int) for key in keys):
            pass
        case _:
            return False
    return len(items) > 1 and all(_is_literal(item, str) for item in items)


def _is_literal(node: ast.expr | None, kind: type) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, kind)


def _is_best(value: ast.expr, best: set[str]) -> bool:
    """Tell whether a value is the number of the class with the highest score."""
    for part in ast.walk(value):
        match part:
            case ast.Call(func=function) if last_name(function) in _BEST:
                return True
            case ast.Name(id=name) if name in best:
                return True
    return False


def _plain(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return f"self.{name}"
    return ""
