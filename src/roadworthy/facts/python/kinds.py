"""What kind of object an expression or an annotation stands for, as far as its text tells.

A kind is the dotted name of what was called for it (`Tree`), of Python's own type for a literal (`list`), or
the name in an annotation, with `HEIRS` after it: the object may be of a class that inherits from it. A kind
with `GIVEN` and a name after it is what that method of its object gives, `FIXTURE` and a name what a fixture
gives, and `self` the object itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from roadworthy.facts.python.module import dotted

#: What follows the name of a kind that an annotation gives.
HEIRS = "+"
#: What stands between a kind and the name of a method that gives the object; before the name of a fixture.
GIVEN = ">"
FIXTURE = "@"
#: The method of a context manager that gives what is bound.
ENTER = "__enter__"
#: Kinds of an expression; None where its text does not tell.
Kinds = tuple[str, ...] | None

_LITERALS: dict[type[ast.expr], str] = {
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.JoinedStr: "str",
    ast.List: "list",
    ast.ListComp: "list",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Tuple: "tuple",
}
#: Generic types that stand for one of their parts, and those that say nothing of it.
_WRAPPERS = frozenset(("Annotated", "ClassVar", "Final", "Optional", "Required", "NotRequired"))
_OPEN = frozenset(("Callable", "Type", "TypeGuard", "Union", "type"))
_DEPTH = 8
_SELF = ("self", "cls")
_NOTHING: Mapping[str, Kinds] = MappingProxyType({})


def kinds_of(value: ast.expr | None, known: Mapping[str, Kinds] = _NOTHING, depth: int = 0) -> Kinds:
    """Return what an expression may be; `known` are names around it whose kinds are certain."""
    match value:
        case ast.Constant(value=constant):
            return (type(constant).__name__,)
        case ast.Name(id=name):
            return known.get(name, ("self",) if name in _SELF else None)
        case ast.Call(func=function):
            maker = dotted(function)
            if maker and "(" not in maker and maker.partition(".")[0] not in known:
                return (maker,)
            if isinstance(function, ast.Attribute) and depth < _DEPTH:
                return given(kinds_of(function.value, known, depth + 1), function.attr)
            return None
        case ast.Subscript(value=inner, slice=key) if depth < _DEPTH and not isinstance(key, ast.Slice):
            return given(kinds_of(inner, known, depth + 1), "__getitem__")
        case ast.Await(value=inner) | ast.NamedExpr(value=inner) if depth < _DEPTH:
            return kinds_of(inner, known, depth + 1)
        case ast.IfExp(body=one, orelse=other) if depth < _DEPTH:
            return joined(kinds_of(part, known, depth + 1) for part in (one, other))
        case ast.BoolOp(values=values) if depth < _DEPTH:
            return joined(kinds_of(part, known, depth + 1) for part in values)
        case ast.BinOp(left=ast.Constant(value=str()) | ast.JoinedStr()):
            return ("str",)
        case ast.UnaryOp(op=ast.Not()):
            return ("bool",)
    literal = _LITERALS.get(type(value)) if value is not None else None
    return (literal,) if literal else None


def given(kinds: Kinds, name: str) -> Kinds:
    """Return what a method of an object of some kinds gives."""
    return tuple(f"{kind}{GIVEN}{name}" for kind in kinds) if kinds else None


def kinds_in(annotation: ast.expr | None, depth: int = 0) -> Kinds:
    """Return what an annotation says that an object may be, heirs included."""
    if annotation is None or depth > _DEPTH:
        return None
    match annotation:
        case ast.Constant(value=None):
            return ("NoneType",)
        case ast.Constant(value=str(text)):
            parts = [part.strip() for part in text.split("|")]
            named = all(piece.isidentifier() for part in parts for piece in part.split("."))
            return (
                tuple("NoneType" if part == "None" else f"{part}{HEIRS}" for part in parts) if named else None
            )
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return joined(kinds_in(part, depth + 1) for part in (left, right))
        case ast.Subscript(value=generic, slice=inner):
            name = dotted(generic).rpartition(".")[2]
            if name == "Union" and isinstance(inner, ast.Tuple):
                return joined(kinds_in(part, depth + 1) for part in inner.elts)
            if name in _WRAPPERS:
                part = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
                kinds = kinds_in(part, depth + 1)
                return joined((kinds, ("NoneType",))) if name == "Optional" else kinds
            return None if name in _OPEN else kinds_in(generic, depth + 1)
        case ast.Name() | ast.Attribute():
            name = dotted(annotation)
            return (f"{name}{HEIRS}",) if name else None
    return None


def joined(parts: Iterable[Kinds]) -> Kinds:
    """Return all kinds together; None where one of the parts is unknown."""
    found: dict[str, None] = {}
    for part in parts:
        if part is None:
            return None
        found.update(dict.fromkeys(part))
    return tuple(found)
