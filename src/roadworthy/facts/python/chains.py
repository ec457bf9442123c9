"""The uses that single expressions and statements are, while a module is walked."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from roadworthy.facts.python.localised import made_by
from roadworthy.facts.python.lookups import IMPORTED, PATTERN

#: Functions that look at what they are given, and do not call it.
LOOKING = frozenset(
    "assertIsInstance assertIsNone assertIsNotNone assertTrue callable getdoc getfile getsource hasattr"
    " isabstract isclass iscoroutinefunction isfunction isinstance issubclass signature".split()
)

#: What picks names by their beginning or end.
PICKING = frozenset(("endswith", "startswith"))
#: What lists the names of an object's attributes.
LISTERS = frozenset(("dir", "getmembers"))


def chain_of(node: ast.Attribute, chained: set[int]) -> str:
    """Return the use that an attribute is: a dotted name, whose parts are noted, or what follows a dot."""
    parts, value = [node.attr], node.value
    while type(value) is ast.Attribute:
        parts.append(value.attr)
        value = value.value
    known = made_by(value, ".".join(reversed(parts))) if type(value) is not ast.Name else ""
    if not known and type(value) is not ast.Name:
        return f".{node.attr}"
    inner = node.value
    while type(inner) is ast.Attribute:
        chained.add(id(inner))
        inner = inner.value
    return known or ".".join((getattr(value, "id", ""), *reversed(parts)))


def only_looked_at(node: ast.Assert | ast.Call | ast.Compare) -> list[ast.expr]:
    """Return the names in an expression or statement that it does not call, and hands to nothing that may.

    An attribute is none: it may be a property.
    """
    match node:
        case ast.Compare(left=left, comparators=rest):
            parts = [left, *rest]
        case ast.Assert(test=test):
            parts = [test]
        case ast.Call(func=ast.Name(id="callable"), args=[ast.Attribute() as member]):
            return [member]
        case _:
            parts = node.args
    return [part for part in parts if isinstance(part, ast.Name)]


def pieces_of(call: ast.Call) -> Iterator[str]:
    """Yield the pattern of the names that a call picks from a list of them: `name.startswith("is_")`."""
    match call:
        case ast.Call(func=ast.Attribute(attr="startswith"), args=[ast.Constant(value=str(text))]):
            if text.isidentifier() and text.strip("_"):
                yield f"{PATTERN}{text}{PATTERN}"
        case ast.Call(func=ast.Attribute(attr="endswith"), args=[ast.Constant(value=str(text))]):
            if text.isidentifier() and text.strip("_"):
                yield f"{PATTERN}{PATTERN}{text}"


def parts_of(classes: ast.expr) -> Sequence[ast.expr]:
    """Return the classes that `isinstance` is asked about."""
    return classes.elts if isinstance(classes, ast.Tuple) else (classes,)


def imports_in(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the uses that an import statement is."""
    for alias in node.names:
        if isinstance(node, ast.Import):
            yield f"{IMPORTED}0:{alias.name}:"
        else:
            yield f"{IMPORTED}{node.level}:{node.module or ''}:{alias.name}"
