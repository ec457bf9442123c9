"""Bodies of functions that only hand what they are given to one other function, or only print it."""

from __future__ import annotations

import ast
import builtins

from roadworthy.facts.python.module import dotted

#: What shows a text to who runs the program.
_PRINTS = frozenset(("click.echo", "click.secho", "console.print", "pprint", "print", "typer.echo"))


def is_forwarded(value: ast.expr, given: frozenset[str], *, beside: bool = False) -> bool:
    """Tell whether a value is one call of a function of a module or class, with what is given, unchanged.

    `given` are the arguments of the function around it. With `beside`, a function of the same module counts
    as well, but no class, and none of Python itself: these make something of what they are given.
    """
    if not isinstance(value, ast.Call):
        return False
    name = dotted(value.func)
    root, *parts = name.removesuffix("()").split(".")
    if root in given or root in ("self", "cls", "super()"):
        return False
    if not parts and not (beside and root.islower() and root.isidentifier() and not hasattr(builtins, root)):
        return False
    values = (*value.args, *(keyword.value for keyword in value.keywords))
    return all(map(is_passed, values)) and any(_is_of(one, given) for one in values)


def is_chain(body: list[ast.stmt], given: frozenset[str]) -> bool:
    """Tell whether a body hands what it is given to one function, and what that returns to another."""
    match body:
        case [ast.Assign(targets=[ast.Name(id=name)], value=first), ast.Return(value=ast.expr() as last)]:
            return is_forwarded(first, given, beside=True) and is_forwarded(
                last, frozenset((name,)), beside=True
            )
    return False


def is_joined(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether a method hands what it is given and its own attributes to one function, unchanged."""
    if not isinstance(value, ast.Call) or not is_forwarded(value, given, beside=True):
        return False
    values = (*value.args, *(keyword.value for keyword in value.keywords))
    return any(dotted(one).startswith("self.") for one in values)


def is_asked_of_part(value: ast.expr, given: frozenset[str]) -> bool:
    """Tell whether a value is what a part of an argument answers: `request.app.state.bus()`."""
    if not isinstance(value, ast.Call) or value.args or value.keywords:
        return False
    if not isinstance(value.func, ast.Attribute):
        return False
    part, depth = value.func.value, 0
    while isinstance(part, ast.Attribute) or (
        isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant)
    ):
        part, depth = part.value, depth + 1
    return depth > 1 and isinstance(part, ast.Name) and part.id in given


def is_passed(value: ast.expr) -> bool:
    """Tell whether an argument is a constant, a name, or an attribute of one."""
    value = value.value if isinstance(value, ast.Starred) else value
    return isinstance(value, (ast.Constant, ast.Name)) or dotted(value).replace(".", "").isidentifier()


def is_named(value: ast.expr) -> bool:
    """Tell whether a value is a constant, a name, or an attribute of one: no part that may be missing."""
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, (ast.Constant, ast.Name))


def _is_of(value: ast.expr, given: frozenset[str]) -> bool:
    value = value.value if isinstance(value, ast.Starred) else value
    return dotted(value).partition(".")[0] in ("self", "cls", *given)


def without_logging(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return a body without the lines that it logs, or prints as they are, unless it does nothing else."""
    return [statement for statement in body if not _logs(statement)] or body


def _logs(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner, attr="debug" | "info"))):
            return dotted(owner).rpartition(".")[2].strip("_").lower() in ("log", "logger", "logging")
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[ast.Constant()])):
            return True
    return False


def is_printing(body: list[ast.stmt]) -> bool:
    """Tell whether a body only prints, whatever decides what: nothing is returned or changed.

    It may give what it prints a name first, if these are constants.
    """
    printed = [statement for statement in body if not _names_constants(statement)]
    return bool(printed) and all(map(_prints, printed))


def _names_constants(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.List() | ast.Tuple() | ast.Dict() as value):
            return all(
                isinstance(part, (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.expr_context))
                for part in ast.walk(value)
            )
    return False


def _prints(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=function)):
            return dotted(function) in _PRINTS
        case ast.If(body=body, orelse=orelse):
            return is_printing(body) and (not orelse or is_printing(orelse))
        case ast.For(body=body, orelse=[]):
            return is_printing(body)
    return False
