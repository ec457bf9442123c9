"""Statistics and transformers that rows are changed by, and that were computed of the same rows."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from roadworthy import last_name, path_words
from roadworthy_rules.code.training._loops import inside

#: Statistics that stand for what is usual.
_STATISTICS = frozenset("mean median mode nanmean nanmedian nanstd std".split())
#: Transformers whose result depends on the rows that they were fitted on.
_TRANSFORMERS = ("Encoder", "Imputer", "PCA", "SVD", "Scaler", "Transformer", "Vectorizer")
#: Parameters by which a function is told what to change rows by.
_GIVEN = frozenset(
    "encoder fit fitted imputer is mean mode params phase scaler split stage std stats test train training"
    " transformer vectorizer".split()
)
#: Words of names that hold the name of a column.
_COLUMNS = frozenset("col cols column columns feature features".split())
Functions = Mapping[str, ast.FunctionDef]


def root(node: ast.AST) -> str:
    """Return the name that an expression begins with, for an attribute of `self` with that: `self.test`."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        inner = node.func if isinstance(node, ast.Call) else node.value
        if isinstance(node, ast.Attribute) and isinstance(inner, ast.Name) and inner.id == "self":
            return f"self.{node.attr}"
        node = inner
    return node.id if isinstance(node, ast.Name) else ""


def of_own_rows(nodes: Sequence[ast.AST], names: frozenset[str]) -> Iterator[tuple[ast.expr, str, str]]:
    """Yield where rows are changed by what was computed of them: where, the name of the rows, and of what.

    `names` are those of the rows.
    """
    made: dict[str, str] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
                made[name] = last_name(function)
        match node:
            case ast.Call(func=ast.Attribute(attr="fillna", value=owner), args=[filling, *_]):
                rows = root(owner)
                if rows in names and (statistic := _statistic(filling, rows)):
                    yield node, rows, statistic
            case ast.BinOp(op=ast.Sub(), left=left, right=right):
                rows = root(left)
                if rows in names and (statistic := _statistic(right, rows)):
                    yield node, rows, statistic
            case ast.Assign(targets=[ast.Subscript() as target], value=ast.Call() as value):
                rows = root(target)
                if rows in names and (statistic := _statistic(value, rows)):
                    yield value, rows, statistic
            case ast.Call(func=ast.Attribute(attr="fit_transform", value=owner), args=[given, *_]):
                rows = root(given)
                kind = last_name(owner.func) if isinstance(owner, ast.Call) else made.get(root(owner), "")
                if rows in names and kind.endswith(_TRANSFORMERS):
                    yield node, rows, kind


def of_own_columns(nodes: Sequence[ast.AST], rows: str) -> Iterator[tuple[ast.expr, str]]:
    """Yield where rows are scaled or filled by what was computed of the same columns: where, and of what.

    That is `(x - x.min()) / (x.max() - x.min())` and `x.fill_null(x.median())`, for columns of the rows or
    for expressions that `rows.with_columns(...)` or `rows.select(...)` of polars is given.
    """
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(attr="select" | "with_columns", value=owner)) if (
                root(owner) == rows
            ):
                for value in (*node.args, *(item.value for item in node.keywords)):
                    for part in ast.walk(value):
                        if what := _of_itself(part):
                            yield node, what
                            return
            case ast.BinOp(left=ast.BinOp(left=ast.Subscript(slice=column) as left)) if root(left) == rows:
                # A number may be that of a channel: a picture is scaled by its own values.
                if _is_column(column) and (what := _of_itself(node)):
                    yield node, what


def _is_column(index: ast.expr) -> bool:
    """Tell whether what stands in brackets is the name of a column."""
    if isinstance(index, ast.Constant):
        return isinstance(index.value, str)
    return isinstance(index, ast.Name) and bool(path_words(index.id) & _COLUMNS)


def _of_itself(node: ast.AST) -> str:
    """Return the statistic of an expression that the same expression is scaled or filled by, "" if none."""
    match node:
        case ast.BinOp(op=ast.Div(), left=ast.BinOp(op=ast.Sub(), left=left, right=right), right=divisor):
            of = ast.unparse(left)
            scaled = any(
                isinstance(part, ast.Attribute) and part.attr in ("max", "std") for part in ast.walk(divisor)
            )
            return next(
                (name for name in ("mean", "min") if scaled and ast.unparse(right) == f"{of}.{name}()"), ""
            )
        case ast.Call(func=ast.Attribute(attr="fill_null" | "fillna", value=owner)):
            of = ast.unparse(owner)
            given = [ast.unparse(item) for item in (*node.args, *(item.value for item in node.keywords))]
            return next((name for name in ("mean", "median") if f"{of}.{name}()" in given), "")
    return ""


def _statistic(value: ast.expr, rows: str) -> str:
    """Return the statistic of some rows that an expression is, "" where it is none, or one of each row."""
    while isinstance(value, (ast.Subscript, ast.BinOp)):
        value = value.value if isinstance(value, ast.Subscript) else value.left
    if not isinstance(value, ast.Call) or last_name(value.func) not in _STATISTICS:
        return ""
    if any(item.arg in ("axis", "dim") and not _is_zero(item.value) for item in value.keywords):
        return ""
    function = value.func
    if not isinstance(function, ast.Attribute):
        return ""
    if root(function.value) == rows:
        return function.attr if all(map(_is_zero, value.args)) else ""
    given = value.args[0] if value.args else None
    others = all(map(_is_zero, value.args[1:]))
    return function.attr if given is not None and others and root(given) == rows else ""


def _is_zero(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value == 0


def learned_by_call(function: ast.FunctionDef, place: int, functions: Functions, depth: int = 2) -> str:
    """Return what a function computes of the rows that it is given and changes them by, "" if nothing."""
    arguments = [item.arg for item in function.args.args]
    if any(path_words(name) & _GIVEN for name in arguments) or place >= len(arguments):
        return ""
    rows = arguments[place]
    nodes = list(inside(function))
    for _, _, what in of_own_rows(nodes, frozenset((rows,))):
        return what
    for _, what in of_own_columns(nodes, rows):
        return what
    for node in nodes if depth else ():
        match node:
            case ast.Call(func=called, args=given) if (name := last_name(called)) in functions:
                for number, item in enumerate(given):
                    if root(item) == rows and functions[name] is not function:
                        places = number + _skipped(called, functions[name])
                        if what := learned_by_call(functions[name], places, functions, depth - 1):
                            return what
    return ""


def _skipped(called: ast.expr, function: ast.FunctionDef) -> int:
    """Return how many parameters of a function a call does not write: `self` of a method."""
    first = function.args.args[0].arg if function.args.args else ""
    return 1 if isinstance(called, ast.Attribute) and first in ("cls", "self") else 0


def place_in(called: ast.expr, function: ast.FunctionDef, number: int) -> int:
    """Return the place among the parameters of a function of the argument that a call writes at `number`."""
    return number + _skipped(called, function)
