"""What the rules on caught exceptions ask of a `try` and its handlers."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import Module

#: What reports a failure to the caller.
_TOLD = re.compile(
    r"\b(?:cannot|could not|couldn't|error|fail(?:ed|ure)?|invalid|not found|unable)\b", re.IGNORECASE
)


#: What is shown in place of what cannot be read: `<unreadable>`, `N/A`, `?`.
_PLACEHOLDER = re.compile(r"<[^<>]{1,80}>|\[[^][]{1,80}\]|n\.?/?a\.?|[?-]{1,3}|unavailable", re.IGNORECASE)


#: How a comment above a `try` says that a failure does not matter, and one that says that it does.
_OPTIONAL = re.compile(
    r"\b(?:optional|best[- ]effort|ignor(?:e|ed|es|ing)|silently|(?:can|may|might) (?:be missing|fail|not)"
    r"|not (?:critical|fatal|important))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"\b(?:FIXME|TODO|XXX)\b|\?")


def is_explained(handler: ast.ExceptHandler, tried: list[ast.stmt], module: Module) -> bool:
    """Tell whether a comment of a few words in a handler says why what fails is passed over.

    So does one directly above the `try` that says that what is `tried` may fail.
    """
    lines = map(module.lines.line, range(handler.lineno, (handler.end_lineno or handler.lineno) + 1))
    comments = [line.partition("#")[2] for line in lines]
    if any(len(comment.split()) > 2 and not _OPEN.search(comment) for comment in comments):
        return True
    start = tried[0].lineno - 2
    above = module.lines.line(start).strip() if start > 0 else ""
    return above.startswith("#") and not _OPEN.search(above) and bool(_OPTIONAL.search(above))


def is_import(body: list[ast.stmt]) -> bool:
    """Tell whether all that is tried is to import, and to note that it worked or to take a setting of it."""
    return isinstance(body[0], (ast.Import, ast.ImportFrom)) and all(map(_is_noted, body))


def _is_noted(statement: ast.stmt) -> bool:
    """Tell whether a statement imports or assigns, perhaps if the module has what it assigns."""
    if isinstance(statement, ast.If) and not statement.orelse:
        return all(
            isinstance(item, ast.Assign) and isinstance(item.value, (ast.Attribute, ast.Subscript))
            for item in statement.body
        )
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign))


def is_nothing(statement: ast.stmt, tried: list[ast.stmt]) -> bool:
    """Tell whether a statement leaves no trace of what was caught: pass, continue, or a constant result.

    A text that tells of a failure is a trace, as is `<unreadable>` in place of another text, `False` where
    what is `tried` ends with `True` or only answers by `True` and `False`, and a flag that it does not set
    itself.
    """
    match statement:
        case (
            ast.Return(value=ast.Constant(value=str(text))) | ast.Assign(value=ast.Constant(value=str(text)))
        ) if _TOLD.search(text) or _PLACEHOLDER.fullmatch(text):
            return False
        case ast.Return(value=ast.Constant(value=False)):
            return not (_gives_true(tried[-1]) or _answers(tried))
        case ast.Assign(targets=[target], value=ast.Constant(value=True | False)):
            flag = ast.unparse(target)
            return any(ast.unparse(other) == flag for other in _bound(tried))
        case ast.Pass() | ast.Continue() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Return(value=None | ast.Constant()) | ast.Assign(value=ast.Constant()):
            return True
    return False


def _answers(body: list[ast.stmt]) -> bool:
    """Tell whether all that a block returns is yes or no, and not always the latter."""
    returns = [part.value for item in body for part in ast.walk(item) if isinstance(part, ast.Return)]
    said = {value.value if isinstance(value, ast.Constant) else _is_asked(value) for value in returns}
    return bool(said) and said <= {True, False} and said != {False} and None not in said


def _is_asked(value: ast.expr | None) -> bool | None:
    """Return True for what is yes or no by itself, as a comparison is, and None for anything else."""
    match value:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Call(func=ast.Name(id="bool")):
            return True
    return None


def _gives_true(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return(value=ast.Constant(value=True)):
            return True
    return False


def _bound(body: list[ast.stmt]) -> list[ast.expr]:
    """Return the targets of the assignments in statements, however deep."""
    nodes = (node for statement in body for node in ast.walk(statement))
    return [target for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
