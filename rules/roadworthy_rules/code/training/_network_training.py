"""Where a module trains a neural network, and with which library."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from roadworthy import Location, ModuleSummary

#: What trains networks, by the module that is imported, and what the reader knows it as.
_NETWORKS = {
    "keras": "TensorFlow",
    "lightning": "torch",
    "pytorch_lightning": "torch",
    "stable_baselines3": "torch",
    "tensorflow": "TensorFlow",
    "tf_keras": "TensorFlow",
    "torch": "torch",
}
#: What trains a network: each of these names means nothing else beside such an import.
_TRAINS = frozenset("backward fit fit_generator minimize train_on_batch".split())
#: What has a `fit` of its own, and what shows that a network is fitted nevertheless.
_OTHERS = frozenset("catboost lightgbm sklearn xgboost".split())
_BUILDS = frozenset("Model Sequential Trainer compile".split())


def trained_networks(module: ModuleSummary) -> Iterator[tuple[str, Location]]:
    """Yield the places in a module that train a network, each with the library that is seeded for it.

    A place is a function, or the module where its top level trains.
    """
    tops = [item.module.partition(".")[0] for item in module.imports]
    library = next((_NETWORKS[top] for top in tops if top in _NETWORKS), "")
    if not library:
        return
    trains = _TRAINS | {"learn"} if "stable_baselines3" in tops else _TRAINS
    # What is fitted beside scikit-learn may be a scaler.
    if not _OTHERS.isdisjoint(tops) and not module.mentions(_BUILDS):
        trains -= {"fit"}
    if _calls_one(module.uses | module.main_uses, trains):
        yield library, Location(module.path)
    for item in module.definitions:
        if _calls_one(item.uses, trains):
            yield library, Location(module.path, item.route, item.span)


def _calls_one(uses: AbstractSet[str], methods: frozenset[str]) -> bool:
    """Tell whether one of some methods is among what is used: `loss.backward`, and no text `backward`."""
    ends = tuple(sign + method for method in methods for sign in ".=>")
    return any(use.endswith(ends) for use in uses)
