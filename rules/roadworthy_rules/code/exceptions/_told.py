"""What tells others of an exception that is reported already: a message to a user that does not arrive."""

import ast
from collections.abc import Iterator

from roadworthy import dotted

#: Methods of a logger that log the exception that is handled.
_LOGS = frozenset(("exception", "print_exc"))


def telling(handler: ast.ExceptHandler) -> Iterator[ast.Try]:
    """Yield each `try` of a handler that only tells others of what was caught, after it was reported."""
    reported = False
    for statement in handler.body:
        if isinstance(statement, ast.Try):
            if reported and _only_tells(statement.body):
                yield statement
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            reported = reported or _reports(statement.value, handler)
        elif isinstance(statement, ast.Assign) and "format_exc" in _called(statement.value):
            reported = True


def _reports(call: ast.Call, handler: ast.ExceptHandler) -> bool:
    """Tell whether a call is given what was caught, or logs it by itself."""
    if dotted(call.func).rpartition(".")[2] in _LOGS:
        return True
    given = [*call.args, *(item.value for item in call.keywords)]
    names = {part.id for value in given for part in ast.walk(value) if isinstance(part, ast.Name)}
    return handler.name is not None and handler.name in names


def _called(value: ast.expr) -> set[str]:
    return {dotted(part.func).rpartition(".")[2] for part in ast.walk(value) if isinstance(part, ast.Call)}


def _only_tells(body: list[ast.stmt]) -> bool:
    """Tell whether a block ends with a call whose result nothing keeps, perhaps on a condition."""
    *before, last = body
    if not all(isinstance(item, ast.Assign) and _is_local(item) for item in before):
        return False
    match last:
        case ast.Expr(value=ast.Call() | ast.Await(value=ast.Call())):
            return True
        case ast.If(body=inner, orelse=[]):
            return _only_tells(inner)
    return False


def _is_local(item: ast.Assign) -> bool:
    return all(isinstance(target, ast.Name) for target in item.targets)
