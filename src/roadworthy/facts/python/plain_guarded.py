"""Bodies of methods that ask whether something is set, or of which type it is, before they hand it on."""

from __future__ import annotations

import ast

from roadworthy.facts.python.module import dotted

#: Types of Python by which a value is converted.
_TYPES = frozenset("bool float int list str tuple".split())
#: How the names of functions begin that raise for a value of another type.
_TYPE_CHECKS = ("assert_type", "check_type", "ensure_type", "validate_type")


def is_of_self(value: ast.expr) -> bool:
    """Tell whether a value is an attribute of the object, or of one of its attributes."""
    parts = dotted(value).split(".") if isinstance(value, ast.Attribute) else []
    return len(parts) > 1 and parts[0] in ("self", "cls") and all(part.isidentifier() for part in parts)


def is_guard(statement: ast.stmt) -> bool:
    """Tell whether a statement only raises where the object has no value: `if self.x is None: raise ...`.

    `check_is_fitted` of scikit-learn does the same.
    """
    match statement:
        case ast.Expr(value=ast.Call(func=function, args=[ast.Name(id="self"), *_])):
            return dotted(function).rpartition(".")[2] == "check_is_fitted"
        case ast.Assert(
            test=ast.Compare(left=left, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)])
        ):
            return is_of_self(left)
        case ast.If(test=test, body=[ast.Raise()], orelse=[]):
            return _is_unset(test)
    return False


def _is_unset(test: ast.expr) -> bool:
    """Tell whether a condition is that attributes of the object are missing."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return all(map(_is_unset, test.values))
    missing = missing_in(test)
    return missing is not None and is_of_self(missing)


def missing_in(test: ast.expr) -> ast.expr | None:
    """Return what a condition says is missing: `not x`, or `x is None`; None for any other condition."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=value):
            return value
        case ast.Compare(left=value, ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            return value
    return None


def is_setter(body: list[ast.stmt], given: frozenset[str]) -> bool:
    """Tell whether a method checks types at most, and sets one attribute to what it is given.

    It may return itself, and the attribute may be that of what another attribute or method returns.
    """
    body = _without_self(body)
    match body[-1] if body else None:
        case ast.Assign(targets=[ast.Attribute(value=owner)], value=ast.Name(id=name)) if name in given:
            return _is_part(owner) and all(map(_checks_type, body[:-1]))
    return False


def is_conversion(body: list[ast.stmt]) -> bool:
    """Tell whether a method only gives its attributes another type: `self.x = float(self.x)`.

    It may return itself.
    """
    body = _without_self(body)
    return bool(body) and all(map(_converts, body))


def _without_self(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return a body without a last statement by which a method returns its object."""
    match body[-1] if body else None:
        case ast.Return(value=ast.Name(id="self")):
            return body[:-1]
    return body


def _converts(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(
            targets=[ast.Attribute() as target], value=ast.Call(func=ast.Name(id=name), args=[given])
        ) if name in _TYPES:
            return is_of_self(target) and dotted(target) == dotted(given)
    return False


def is_sum(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether a value is one operation on an attribute of the object and on what a method is given."""
    match value:
        case ast.BinOp(left=left, right=right):
            return any(
                is_of_self(one) and isinstance(other, ast.Name) and other.id in given
                for one, other in ((left, right), (right, left))
            )
    return False


def _is_part(owner: ast.expr) -> bool:
    """Tell whether a value is the object, an attribute of it, or what a method without arguments returns."""
    if isinstance(owner, ast.Call):
        return not owner.args and not owner.keywords and is_of_self(owner.func)
    return (isinstance(owner, ast.Name) and owner.id in ("self", "cls")) or is_of_self(owner)


def _checks_type(statement: ast.stmt) -> bool:
    """Tell whether a statement only raises for a value of another type."""
    match statement:
        case ast.Expr(value=ast.Call(func=function)):
            return dotted(function).rpartition(".")[2].startswith(_TYPE_CHECKS)
        case (
            ast.Assert(test=ast.Call(func=ast.Name(id="isinstance")))
            | ast.If(
                test=ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="isinstance"))),
                body=[ast.Raise()],
                orelse=[],
            )
        ):
            return True
    return False
