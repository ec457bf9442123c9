"""What code computes of all its rows by hand, and changes these rows by: means, quantiles, correlations."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from roadworthy import dotted
from roadworthy_rules._roots import root

_MEANS = frozenset(("mean", "median", "nanmean", "nanmedian"))
_LIMITS = frozenset("max mean min nanmax nanmean nanmin".split())
_QUANTILES = frozenset(("percentile", "quantile"))
#: What scores columns by the target.
_SCORES = frozenset("f_classif f_regression mutual_info_classif mutual_info_regression".split())

_Found = tuple[str, ast.AST]


@dataclass(slots=True)
class StatisticNames:
    """Names of means and quantiles of rows, with the name of the rows, and of chosen columns."""

    means: dict[str, str] = field(default_factory=dict)
    quantiles: dict[str, str] = field(default_factory=dict)
    choices: dict[str, _Found] = field(default_factory=dict)

    def copy(self) -> StatisticNames:
        """Return the names as they are now."""
        return StatisticNames(dict(self.means), dict(self.quantiles), dict(self.choices))


def note_statistic(value: ast.expr, names: Iterable[str], known: StatisticNames) -> None:
    """Note what names are bound to, if a value is a statistic of rows or a choice of columns."""
    chosen = _scored(value) or choice([value], known)
    mean, quantile = _of_rows(value, _MEANS), _of_rows(value, _QUANTILES)
    for name in names:
        for table, found in ((known.means, mean), (known.quantiles, quantile)):
            table.pop(name, None)
            if found and isinstance(value, ast.Call):
                table[name] = found
        known.choices.pop(name, None)
        if chosen and not isinstance(value, (ast.Constant, ast.Compare)):
            known.choices[name] = chosen


def statistic(value: ast.expr, known: StatisticNames) -> _Found | None:
    """Return what is computed of all rows for a value that holds the rows, in words, and where."""
    if isinstance(value, ast.Call):
        return None if _is_in_place(value) else changed(value, known)
    if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name):
        return choice([value.slice], known) if isinstance(value.slice, ast.Name) else None
    match value:
        case ast.BinOp(op=ast.Div(), left=ast.BinOp(op=ast.Sub(), left=rows, right=middle)):
            name = root(rows)
            if name and _of_rows(middle, _LIMITS) == name and not _has_axis(value):
                return f"`{name}` is scaled by statistics", value
    return None


def changed(value: ast.Call, known: StatisticNames) -> _Found | None:
    """Return what changes the rows that a method is called on, in words, and where."""
    if not isinstance(value.func, ast.Attribute):
        return None
    name = root(value.func)
    given = [*value.args, *(item.value for item in value.keywords)]
    match value.func.attr:
        case "fillna":
            if any(_is_statistic(item, name, _MEANS, known.means) for item in given):
                return "`fillna` fills gaps with a mean or median", value
        case "clip":
            if any(_is_statistic(item, name, _QUANTILES, known.quantiles) for item in given):
                return "`clip` limits values by quantiles", value
        case "drop":
            return choice(given, known)
    return None


def choice(given: Iterable[ast.expr], known: StatisticNames) -> _Found | None:
    """Return what chose the columns that expressions name, None if nothing did."""
    names = (node.id for item in given for node in ast.walk(item) if isinstance(node, ast.Name))
    return next((known.choices[name] for name in names if name in known.choices), None)


def _scored(value: ast.expr) -> _Found | None:
    """Return what scores the columns of rows by their target."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = dotted(node.func).rpartition(".")[2] or getattr(node.func, "attr", "")
            if name == "corrwith" or name in _SCORES:
                return f"`{name}` chooses columns by the target", node
    match value:
        case ast.Subscript(value=ast.Call(func=ast.Attribute(attr="corr"), args=[]) as call, slice=index):
            if isinstance(index, ast.Constant) or (
                isinstance(index, ast.Name) and "target" in index.id.lower()
            ):
                return "`corr` chooses columns by the target", call
    return None


def _is_statistic(value: ast.expr, rows: str, kinds: frozenset[str], names: dict[str, str]) -> bool:
    if isinstance(value, ast.Name):
        return names.get(value.id, "") == rows != ""
    return _of_rows(value, kinds) == rows != ""


def _of_rows(value: ast.expr, kinds: frozenset[str]) -> str:
    """Return the name of the rows that the first such statistic in an expression is computed of."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in kinds:
            name = root(node.func)
            if name in ("np", "numpy"):
                return root(node.args[0]) if node.args else ""
            # What is computed for each group of rows is a feature.
            return "" if "groupby" in ast.unparse(node.func) else name
    return ""


def _has_axis(value: ast.expr) -> bool:
    """Tell whether a statistic is one of each row."""
    return any(
        isinstance(node, ast.keyword) and node.arg == "axis" and ast.unparse(node.value) in ("1", "-1")
        for node in ast.walk(value)
    )


def _is_in_place(value: ast.Call) -> bool:
    return any(item.arg == "inplace" for item in value.keywords)
