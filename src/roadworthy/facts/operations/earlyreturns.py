"""The facts `EarlyReturn` and `LateRefusal`: where a function goes no further, and what catches a failure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python import Module, last_name
from roadworthy.tree.roles import is_run


@dataclass(frozen=True, slots=True)
class EarlyReturn:
    """A condition that ends a function where something is missing or empty: `if not text: return page`.

    It may refuse a request in words of its own.
    """

    at: Location


@fact(where=lambda module: is_run(module.path, module.role))
def early_return(node: ast.If, module: Module) -> EarlyReturn | None:
    """Keep the conditions with a `not`, an `in` or a comparison whose branch returns or raises."""
    ends = any(
        isinstance(branch[-1], (ast.Return, ast.Raise)) for branch in (node.body, node.orelse) if branch
    )
    parts = list(ast.walk(node.test)) if ends else []
    # `if request.method == "POST"` looks at no request.
    by_method = any(isinstance(part, ast.Attribute) and part.attr == "method" for part in parts)
    if by_method or not any(isinstance(part, (ast.Compare, ast.Not)) for part in parts):
        return None
    at = module.at(node)
    return EarlyReturn(at) if at.route else None


#: How the names of what asks a model begin, and errors of a missing key, or of anything.
_ASKING = ("predict", "infer", "classify", "recommend")
_CAUGHT = frozenset("BaseException Exception IndexError KeyError".split())


@dataclass(frozen=True, slots=True)
class LateRefusal:
    """What catches any failure, or a missing key, of a block that asks a model: its branches.

    `raised` are the last names of the errors that they raise, and that nothing in the block raises.
    """

    places: tuple[Location, ...]
    raised: tuple[str, ...] = ()


def _may_refuse(module: Module) -> bool:
    if not is_run(module.path, module.role) or "except" not in module.text:
        return False
    return any(asking in module.text for asking in _ASKING)


@fact(where=_may_refuse)
def late_refusal(node: ast.Try, module: Module) -> LateRefusal | None:
    """Keep the branches for all errors, and for missing keys, of blocks that ask a model."""
    wide = [one for one in node.handlers if catches_widely(one)]
    if not wide or not asks_model(node):
        return None
    raised = {name for one in wide for name in _raised(one.body)} - {*_raised(node.body)}
    return LateRefusal(tuple(map(module.at, wide)), tuple(sorted(raised)))


def asks_model(node: ast.Try) -> bool:
    """Tell whether a block calls what is named for asking a model: `predict_price(rows)`."""
    calls = (part for statement in node.body for part in ast.walk(statement) if isinstance(part, ast.Call))
    return any(last_name(call.func).startswith(_ASKING) for call in calls)


def _raised(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the last names of the errors that statements raise by a call."""
    for part in (part for statement in body for part in ast.walk(statement)):
        if isinstance(part, ast.Raise) and isinstance(part.exc, ast.Call):
            yield last_name(part.exc.func)


def catches_widely(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler is of all errors, or of missing keys, and says nothing of a request."""
    return all(kind is None or last_name(kind) in _CAUGHT for kind in caught_by(handler))


def caught_by(handler: ast.ExceptHandler) -> Sequence[ast.expr | None]:
    """Return the errors that a handler names; None is any error."""
    return handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
