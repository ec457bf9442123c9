"""Features that `LabelEncoder` numbers by the alphabet, for models that compute with the numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted

#: What computes with the numbers; trees only compare them.
_COMPUTES = frozenset(
    "ElasticNet KMeans KNeighborsClassifier KNeighborsRegressor Lasso LinearRegression LinearSVC"
    " LogisticRegression MLPClassifier MLPRegressor PCA Ridge SGDClassifier SGDRegressor SVC SVR".split()
)


def may_encode(text: str) -> bool:
    """Tell whether a text has an encoder of labels and a model that computes with numbers."""
    return "LabelEncoder" in text and any(name in text for name in _COMPUTES)


def encoded_features(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Yield a message and a place where several features are numbered for a model that computes with them."""
    nodes = list(nodes)
    called = [dotted(node.func).rpartition(".")[2] for node in nodes if isinstance(node, ast.Call)]
    model = next((name for name in called if name in _COMPUTES), "")
    if not model:
        return
    message = f"`LabelEncoder` numbers features by the alphabet, and `{model}` computes with the numbers"
    encoders = {
        ast.unparse(target)
        for node in nodes
        if isinstance(node, ast.Assign) and _makes(node.value)
        for target in node.targets
    }
    place = next(filter(None, (_numbered(node, encoders) for node in nodes)), None)
    if place is not None:
        yield message, place


def _numbered(node: ast.AST, encoders: set[str]) -> ast.AST | None:
    """Return what numbers several features: an assignment in a loop over columns, or a call of `apply`."""
    match node:
        case ast.For(target=ast.Name(id=column)) | ast.AsyncFor(target=ast.Name(id=column)):
            assigned = (part for part in ast.walk(node) if isinstance(part, ast.Assign))
            return next((part for part in assigned if _numbers(part, column, encoders)), None)
        case ast.Call(
            func=ast.Attribute(value=ast.Subscript(slice=columns), attr="apply"), args=[given, *_]
        ) if not isinstance(columns, ast.Constant):
            attributes = (part for part in ast.walk(given) if isinstance(part, ast.Attribute))
            return node if any(_fits(part, encoders) for part in attributes) else None
    return None


def _numbers(node: ast.Assign, column: str, encoders: set[str]) -> bool:
    """Tell whether an assignment in a loop over columns replaces a column by numbers of its categories."""
    match node:
        case ast.Assign(
            targets=[ast.Subscript(slice=ast.Name(id=name))],
            value=ast.Call(func=ast.Attribute() as function, args=[given, *_]),
        ):
            mentioned = any(isinstance(part, ast.Name) and part.id == column for part in ast.walk(given))
            return name == column and mentioned and _fits(function, encoders)
    return False


def _fits(function: ast.Attribute, encoders: set[str]) -> bool:
    if function.attr != "fit_transform":
        return False
    return _makes(function.value) or ast.unparse(function.value) in encoders


def _makes(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] == "LabelEncoder"
