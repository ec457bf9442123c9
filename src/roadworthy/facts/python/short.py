"""Functions of a few statements in a row, which decide and compute nothing."""

from __future__ import annotations

import ast

#: So many statements are few.
_FEW = 3
#: What decides, repeats, computes, fails or goes on later.
_MORE = (
    ast.BinOp,
    ast.BoolOp,
    ast.Delete,
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
_LEARNS = frozenset("backward fit fit_transform partial_fit predict predict_proba".split())


def is_short(body: list[ast.stmt]) -> bool:
    """Tell whether a body, without its docstring, has one to three statements that only call and assign.

    A branch, a loop, a comprehension, an operation on two values or the training of a model is more.
    """
    if not 0 < len(body) <= _FEW or not all(isinstance(statement, _SIMPLE) for statement in body):
        return False
    return not any(
        isinstance(part, _MORE) or (isinstance(part, ast.Attribute) and part.attr in _LEARNS)
        for statement in body
        for part in ast.walk(statement)
    )
