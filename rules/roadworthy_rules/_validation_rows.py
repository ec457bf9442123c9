"""Where a model is validated on the rows that it is trained on."""

from __future__ import annotations

import ast

from roadworthy import dotted

#: Parameters of what is watched while a model is trained.
_WATCHED = frozenset("eval_set val_dataloaders validation_data validation_dataset".split())
_FITS = frozenset(("fit", "fit_generator"))
_ROWS = frozenset("X generator train_dataloaders x".split())
#: One of these is in what is found; to look for texts takes a fraction of the time.
SAME = ("validation_data", "eval_set", "val_dataloaders")


def same_rows(call: ast.Call) -> tuple[str, ast.expr] | None:
    """Return the name of the rows that a call trains and validates on, and where it says so."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _FITS:
        return None
    given = call.args[0] if call.args else None
    rows = given or next((item.value for item in call.keywords if item.arg in _ROWS), None)
    name = dotted(rows) if rows is not None else ""
    for item in call.keywords:
        if item.arg in _WATCHED and name:
            watched = _only(item.value)
            if watched is not None and dotted(watched) == name and _is_same(rows, watched):
                return name, item.value
    return None


def _is_same(rows: ast.expr | None, watched: ast.expr) -> bool:
    """Tell whether two expressions of one name make the same rows: `rows(a)` differs from `rows(b)`."""
    calls = isinstance(rows, ast.Call) or isinstance(watched, ast.Call)
    return not calls or (rows is not None and ast.unparse(rows) == ast.unparse(watched))


def _only(value: ast.expr) -> ast.expr | None:
    """Return the rows of the only set that is watched, None where there are more."""
    if isinstance(value, ast.List):
        return _only(value.elts[0]) if len(value.elts) == 1 else None
    if isinstance(value, ast.Tuple):
        first = value.elts[0] if value.elts else None
        if isinstance(first, ast.Tuple):
            return _only(first) if len(value.elts) == 1 else None
        return first
    return value
