"""Functions that return what they are given without some of its columns or rows."""

from __future__ import annotations

import ast

from roadworthy.facts.python.module import dotted

#: Methods of a table that leave its values as they are, and of which at least one leaves something out.
_LEAVES_OUT = frozenset("drop drop_duplicates dropna filter head select tail".split())
#: How the names of functions begin that change nothing.
_CHECKS = ("assert", "check", "debug", "info", "print", "require", "validate", "warn")
_KEEPS = frozenset("copy reset_index sort_index sort_values".split())


def only_selects(body: list[ast.stmt], given: frozenset[str]) -> bool:
    """Tell whether a function returns a part of one of its arguments, `given`, and computes nothing.

    Before that, it may list names, check what it is given, and keep a part under a name.
    """
    match body[-1] if body else None:
        case ast.Return(value=ast.expr() as value):
            parts: dict[str, bool] = {}
            for statement in body[:-1]:
                match statement:
                    case ast.Assign(targets=[ast.Name(id=name)], value=kept):
                        selected = _selected(kept, given, parts)
                        if selected is not None:
                            parts[name] = selected
                        elif name in given or name in parts:
                            return False
                    case ast.Expr(value=ast.Constant()) | ast.If(body=[ast.Raise()], orelse=[]):
                        pass
                    case ast.Expr(value=ast.Call(func=function)) if _checks(dotted(function)):
                        pass
                    case ast.If(body=[ast.Assign(targets=[ast.Name(id=name)])], orelse=[]):
                        if name in given or name in parts:
                            return False
                    case _:
                        return False
            return _selected(value, given, parts) is True
    return False


def _checks(name: str) -> bool:
    """Tell whether a function of some name looks at what it is given, or writes a log."""
    return name.rpartition(".")[2].lstrip("_").startswith(_CHECKS)


def _selected(value: ast.expr, given: frozenset[str], parts: dict[str, bool]) -> bool | None:
    """Tell whether a value is an argument without a part of it; None where it may be something else."""
    left_out = False
    while not isinstance(value, ast.Name):
        match value:
            case ast.Call(func=ast.Attribute(value=inner, attr=method)) if method in _KEEPS | _LEAVES_OUT:
                left_out |= method in _LEAVES_OUT
                value = inner
            case ast.Subscript(value=ast.Attribute(value=inner, attr="loc"), slice=ast.Tuple()):
                left_out, value = True, inner
            case ast.Subscript(value=inner, slice=ast.Name() | ast.List() | ast.Compare()):
                left_out, value = True, inner
            case _:
                return None
    if value.id in parts:
        return left_out or parts[value.id]
    return left_out if value.id in given else None
