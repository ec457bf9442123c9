"""The facts `BadRequestAnswer` and `EnvironmentRead`: requests that are refused, settings from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.python import Module, dotted, last_name
from roadworthy.tree.roles import is_run

#: The statuses of an answer to a request that is not valid, and how libraries name them.
_STATUSES = frozenset((400, 413, 415, 416, 422))
_NAMED = re.compile(
    r"HTTP_4(?:00|13|15|16|22)\w*|BAD_REQUEST|UNPROCESSABLE\w*|INVALID_ARGUMENT|BadRequest|InvalidArgument"
)
#: What is called to end a request, or to say how it ends.
_ENDING = frozenset("abort fail send_error send_response set_code set_status".split())


@dataclass(frozen=True, slots=True)
class BadRequestAnswer:
    """A condition under which a request is answered as a bad one: `if not rows: return {}, 400`."""

    at: Location


@dataclass(frozen=True, slots=True)
class EnvironmentRead:
    """A place that reads the environment's variables; what only sets one is none."""

    at: Location


def _runs(module: Module) -> bool:
    return is_run(module.path, module.role)


@fact(where=_runs)
def bad_request_answer(node: ast.If, module: Module) -> BadRequestAnswer | None:
    """Keep the conditions below which a statement answers with the status of a bad request."""
    if any(_refuses(statement) for statement in (*node.body, *node.orelse)):
        return BadRequestAnswer(module.at(node))
    return None


@fact(where=lambda module: "environ" in module.text and _runs(module))
def environment_read(node: ast.Subscript | ast.Call | ast.Compare, module: Module) -> EnvironmentRead | None:
    """Keep what reads `os.environ`, or hands it on."""
    match node:
        case ast.Subscript(value=value, ctx=ast.Load()) if _is_environ(value):
            pass
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if _is_environ(value):
            if name in ("setdefault", "update", "clear"):
                return None
        case ast.Call(args=given, keywords=named):
            if not any(map(_is_environ, (*given, *(item.value for item in named)))):
                return None
        case ast.Compare(comparators=given) if any(map(_is_environ, given)):
            pass
        case _:
            return None
    return EnvironmentRead(module.at(node))


def _refuses(statement: ast.stmt) -> bool:
    """Tell whether a statement ends a request, or writes its answer, with the status of a bad one."""
    match statement:
        case ast.Return(value=given) | ast.Raise(exc=given) if given is not None:
            return any(map(_is_status, _statuses(given)))
        case ast.Expr(value=ast.Call(func=function) as given) if last_name(function) in _ENDING:
            return any(map(_is_status, _statuses(given)))
    return False


def _statuses(given: ast.expr) -> Iterator[ast.expr]:
    """Yield what may be the status in `answer, 400`, `Answer(..., status=400)` or `{"statusCode": 400}`."""
    match given:
        case ast.Tuple(elts=[_, *rest]):
            yield from rest
        case ast.Call(func=function, args=arguments, keywords=named):
            yield function
            yield from arguments
            yield from (item.value for item in named if item.arg and item.arg.startswith(("status", "code")))
            yield from (part for item in arguments for part in _statuses(item))
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and str(key.value).lower().startswith(("status", "code")):
                    yield value


def _is_status(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=int(value)):
            return value in _STATUSES
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return _NAMED.fullmatch(name) is not None
    return False


def _is_environ(node: ast.expr) -> bool:
    return dotted(node).rpartition(".")[2] == "environ"
