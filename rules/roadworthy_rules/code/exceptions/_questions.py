"""Code in which a failure is an answer: a function of `True` and `False`, a length, what Git says."""

import ast
from collections.abc import Iterator

#: What Git only tells.
_TELLS = frozenset("branch config describe log remote rev-list rev-parse show status symbolic-ref".split())


def is_question(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether all that a function returns is `True` or `False`, the former at its end."""
    match function.body[-1]:
        case ast.Return(value=ast.Constant(value=True)):
            returns = (part.value for part in ast.walk(function) if isinstance(part, ast.Return))
            return all(isinstance(value, ast.Constant) and value.value in (True, False) for value in returns)
    return False


def says_no(handler: ast.ExceptHandler) -> bool:
    match handler.body:
        case [ast.Return(value=ast.Constant(value=False))]:
            return True
    return False


def answering(body: list[ast.stmt]) -> Iterator[ast.Try]:
    """Yield the last `try` of a function that asks whether something works: `True`, and else `False`."""
    match body[-2:]:
        case [ast.Try(body=[*_, ast.Return(value=ast.Constant(value=True))]) as last, ast.Return() as end]:
            if isinstance(end.value, ast.Constant) and end.value.value is False:
                yield last


def asks_length(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is the length of a value, which not all of its kind have."""
    match body:
        case [ast.Assign(value=ast.Call(func=ast.Name(id="len"), args=[argument]))]:
            return not any(isinstance(part, ast.Call) for part in ast.walk(argument))
    return False


def asks_git(body: list[ast.stmt]) -> bool:
    """Tell whether what is tried asks Git about the checkout: a tree without a history has none to tell."""
    match body[0]:
        case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
            lists = (part.elts for part in ast.walk(value) if isinstance(part, (ast.List, ast.Tuple)))
            return any(_is_telling(words) for words in lists)
    return False


def _is_telling(words: list[ast.expr]) -> bool:
    match words:
        case [ast.Constant(value="git"), ast.Constant(value=str(command)), *_]:
            return command in _TELLS
    return False
