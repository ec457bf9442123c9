"""Bodies of functions that lend what one call makes, make it when it is asked for, or compose objects."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from roadworthy.facts.python.module import dotted
from roadworthy.facts.python.plain_forward import is_passed, without_logging
from roadworthy.facts.python.plain_guarded import missing_in


def is_lending(body: list[ast.stmt]) -> bool:
    """Tell whether a body makes something by one call, yields it once, and ends its use.

    So do the functions that lend a session to those that answer requests. What ends it are methods of what is
    lent, such as `close` and `rollback`.
    """
    match body:
        case [
            ast.Assign(targets=[ast.Name(id=name)], value=value),
            ast.Try() as last,
        ] if _makes(value):
            return _yields([last], name) == 1
        case [
            ast.With(items=[ast.withitem(context_expr=value, optional_vars=ast.Name(id=name))], body=inner)
            | ast.AsyncWith(
                items=[ast.withitem(context_expr=value, optional_vars=ast.Name(id=name))], body=inner
            )
        ] if _makes(value):
            return _yields(inner, name) == 1
    return False


def _yields(body: Iterable[ast.stmt], name: str) -> int:
    """Return how often statements yield what has a name; two where they do anything but end its use."""
    found = 0
    for statement in body:
        match statement:
            case ast.Expr(value=ast.Yield(value=ast.Name(id=lent))) if lent == name:
                found += 1
            case ast.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=final):
                handled = [one for handler in handlers for one in handler.body]
                found += _yields([*inner, *orelse, *handled, *final], name)
            case ast.Raise():
                pass
            case ast.Expr(value=ast.Await(value=ast.Call() as call) | (ast.Call() as call)):
                root, *rest = dotted(call.func).split(".")
                if root != name or len(rest) != 1 or call.args or call.keywords:
                    return 2
            case _:
                return 2
    return found


def is_lazy(body: list[ast.stmt]) -> bool:
    """Tell whether a body makes something by one call unless it has it, keeps it, and returns it.

    It may import what it makes it with. The call is of no private function: such a one is tested here.
    """
    if body and isinstance(body[0], ast.Global):
        body = body[1:]
    match body:
        case [ast.If(test=test, body=inner, orelse=[]), ast.Return(value=ast.expr() as value)]:
            kept, missing = dotted(value), missing_in(test)
            if not kept.replace(".", "").isidentifier() or missing is None or dotted(missing) != kept:
                return False
            *before, last = without_logging(inner)
            match last:
                case ast.Assign(targets=[target], value=made) if dotted(target) == kept and _makes(made):
                    return all(map(_prepares, before))
    return False


def _prepares(statement: ast.stmt) -> bool:
    """Tell whether a statement imports, or gets by one call what something is made with."""
    match statement:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Try(body=body, handlers=handlers, orelse=[], finalbody=[]):
            return all(map(_imports, body)) and all(
                isinstance(one, ast.Raise) for handler in handlers for one in handler.body
            )
        case ast.Assign(targets=[ast.Name()], value=value):
            return _makes(value)
    return False


def _imports(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.Import, ast.ImportFrom))


def _makes(value: ast.expr) -> bool:
    """Tell whether a value is one call of a public function or class, with arguments as they are."""
    value = value.value if isinstance(value, ast.Await) else value
    if not isinstance(value, ast.Call):
        return False
    last = dotted(value.func).rpartition(".")[2]
    values = (*value.args, *(keyword.value for keyword in value.keywords))
    return last.isidentifier() and not last.startswith("_") and all(map(is_passed, values))


def is_composed(body: list[ast.stmt]) -> bool:
    """Tell whether a body returns an object of a class made of at least two others, which calls make.

    They are given constants, names and attributes: `Service(reader=get_reader(url), log=get_log())`.
    """
    *before, last = body
    made = [statement for statement in before if isinstance(statement, ast.Assign)]
    if len(made) < len(before) or not isinstance(last, ast.Return) or not isinstance(last.value, ast.Call):
        return False
    name = dotted(last.value.func).rpartition(".")[2]
    if not name[:1].isupper() or name.isupper():
        return False
    given = [*last.value.args, *(keyword.value for keyword in last.value.keywords)]
    parts = [*(statement.value for statement in made), *(one for one in given if not is_passed(one))]
    own = frozenset(ast.unparse(target) for statement in made for target in statement.targets)
    return len(parts) > 1 and all(_is_part(part, own) for part in parts)


def _is_part(value: ast.expr, own: frozenset[str]) -> bool:
    """Tell whether a value is one call of a public function or class, but of none of the `own` names."""
    root, *_ = words = dotted(value.func).split(".") if isinstance(value, ast.Call) else [""]
    if not isinstance(value, ast.Call) or root in own or not all(map(str.isidentifier, words)):
        return False
    values = (*value.args, *(keyword.value for keyword in value.keywords))
    return not words[-1].startswith("_") and all(map(is_passed, values))
