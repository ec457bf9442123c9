"""Calls that store a trained model."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted, last_name, path_words

_DUMPS = frozenset("cloudpickle.dump dill.dump dump joblib.dump pickle.dump".split())
#: Words of names of what is dumped that is a model.
_MODELS = frozenset(
    "booster classifier clf estimator forest knn logreg lr model models net network nn pipe pipeline"
    " regressor rf svc svm xgb".split()
)
#: Methods of networks and boosters that store them.
_METHODS = frozenset("save_model save_weights".split())
_ENDS = (".h5", ".hdf5", ".keras")


def stored_models(calls: Iterable[ast.Call]) -> Iterator[ast.Call]:
    """Yield the calls that store the weights of a network, or another model that was fitted."""
    for node in calls:
        name = dotted(node.func)
        match node:
            case ast.Call(args=[first, *_]) if name == "torch.save" and _has_weights(first):
                yield node
            case ast.Call(args=[first, _, *_]) if name in _DUMPS and path_words(last_name(first)) & _MODELS:
                yield node
            case ast.Call(func=ast.Attribute(attr=attribute), args=[_, *_]) if attribute in _METHODS:
                yield node
            case ast.Call(func=ast.Attribute(attr="save"), args=[ast.Constant(value=str() as path), *_]):
                if path.endswith(_ENDS):
                    yield node


def _has_weights(value: ast.expr) -> bool:
    return any(isinstance(part, ast.Attribute) and part.attr == "state_dict" for part in ast.walk(value))
