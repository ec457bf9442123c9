"""Functions of a few statements in a row, which decide and compute nothing."""

from __future__ import annotations

import ast

from roadworthy.facts.python.blocks import flat_statements

#: So many statements are few.
_FEW = 3
#: What decides, repeats, computes or goes on later.
_MORE = (
    ast.BinOp,
    ast.BoolOp,
    ast.GeneratorExp,
    ast.IfExp,
    ast.Lambda,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.Yield,
    ast.YieldFrom,
)
_SIMPLE = (ast.AnnAssign, ast.Assert, ast.Assign, ast.Expr, ast.Return, ast.Import, ast.ImportFrom)
#: Methods that train a model, or ask one.
LEARNS = frozenset("backward fit fit_transform partial_fit predict predict_proba".split())


def is_short(body: list[ast.stmt]) -> bool:
    """Tell whether a body, without its docstring, has one to three statements that only call and assign.

    Those in a `with` count, and it does not. A branch, a loop, a comprehension, an operation on two values or
    the training of a model is more.
    """
    if len(body) > _FEW:
        return False
    statements = list(flat_statements(body))
    if not 0 < len(statements) <= _FEW or not all(isinstance(one, _SIMPLE) for one in statements):
        return False
    return not any(_is_more(part) for statement in body for part in ast.walk(statement))


def _is_more(part: ast.AST) -> bool:
    match part:
        case ast.Yield(value=None):  # a context, which gives nothing
            return False
        case ast.Attribute(attr=name):
            return name in LEARNS
    return isinstance(part, _MORE)
