"""Scores of a ranking that get classes, where they need probabilities."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from roadworthy import dotted, last_name

_RANKS = frozenset("average_precision_score precision_recall_curve roc_auc_score roc_curve".split())
#: Libraries whose `predict` returns probabilities, or may do so.
_OTHERS = re.compile(
    r"(?i)\bkeras|tensorflow|\btorch|def predict\b|xgb\.train|lgb\.train|lightgbm\.train|xgboost\.train"
    r"|DMatrix|IsolationForest|OneClassSVM|pycaret|h2o|statsmodels|fastai|pyspark"
)
#: A classifier of scikit-learn, or of a library like it.
_CLASSIFIERS = re.compile(r"Classifier|LogisticRegression|SVC|NB\b|LogisticRegressionCV")
_REGRESSES = re.compile(r"(?i)reg(?:r|_|$)|linear|lasso|ridge|sv[rm]$")


def may_rank_classes(text: str) -> bool:
    """Tell whether a text ranks what classifiers of scikit-learn predict."""
    if "roc_" not in text and "average_precision_score" not in text and "precision_recall_curve" not in text:
        return False
    return ".predict(" in text and _CLASSIFIERS.search(text) is not None and _OTHERS.search(text) is None


def ranked_classes(scopes: Iterable[Sequence[ast.AST]]) -> Iterator[tuple[ast.expr, str]]:
    """Yield the classes that a score gets where it needs probabilities, and a message.

    Each scope has its nodes in the order of the code.
    """
    for nodes in scopes:
        bound: dict[str, bool] = {}
        for node in nodes:
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        for name in _bound(target):
                            bound[name] = _is_class(value)
                case ast.Call(func=function, args=[_, given, *_]) if last_name(function) in _RANKS:
                    name = dotted(given) if isinstance(given, (ast.Name, ast.Attribute)) else ""
                    if _is_class(given) or bound.get(name, False):
                        shown = name or "predict"
                        message = f"`{last_name(function)}` gets the classes of `{shown}`, not probabilities"
                        yield given, message


def _bound(target: ast.expr) -> Iterator[str]:
    for item in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
        if name := dotted(item):
            yield name


def _is_class(value: ast.expr) -> bool:
    """Tell whether a value is what a model predicts, as it is."""
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr == "predict"
        and not value.keywords
        and len(value.args) == 1
        and not _REGRESSES.search(dotted(value.func.value))
    )
