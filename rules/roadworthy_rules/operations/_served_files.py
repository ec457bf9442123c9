"""Which of several trainings keeps the model that is served, by the names of the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import extractor
from roadworthy_rules._trainings._run_together import with_imported

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import Files, ModuleSummary, Tree

#: What writes a model to a file.
_WRITING = frozenset(
    "dump dumps export persist save save_model save_pretrained save_weights savez to_pickle".split()
)
#: The name of a file of a model, at the end of a text; what an f-string fills in comes before a brace.
_MODEL_FILE = re.compile(
    r"(?P<before>[\"'/}])"
    r"(?P<name>[\w.-]{0,100}\.(?:cbm|h5|joblib|keras|onnx|pickle|pkl|pt|pth|sav|ubj))[\"']"
)


def of_served(training: list[ModuleSummary], served: Iterable[str], tree: Tree) -> list[ModuleSummary]:
    """Return the modules that may train what is served.

    Others name files of models, and none that the files in `served` load; beside one that names the very
    file, those that write no model at all, such as trials, are others, too. All are returned where that
    cannot be told.
    """
    files = set(served) - {module.path for module in training}
    loaded: set[str] = set()
    for path in files:
        if path in tree.files:
            whole, ends = tree.extract(path, _named)
            if ends:
                return training
            loaded.update(whole)
    if not loaded:
        return training
    found = [module for module in training if _may_keep(module.path, loaded, tree)]
    keeping = [one for one in found if not loaded.isdisjoint(tree.extract(one.path, _named)[0])]
    if keeping:
        near = {module.path for module in with_imported(keeping, found)}
        found = [one for one in found if one.path in near or one.mentions(_WRITING)]
    return found or training


def apart_from_served(
    training: list[ModuleSummary], run: list[ModuleSummary], served: Iterable[str], tree: Tree
) -> frozenset[str]:
    """Return the paths of modules that train other models than the one that is served.

    They keep it in MLflow alone, which what serves does not ask, and another one names the very file that is
    served; neither imports the other.
    """
    served = frozenset(served)
    other = [module for module in training if _keeps_in_registry(module)]
    if not other or any("mlflow" in module.libraries for module in run if module.path in served):
        return frozenset()
    loaded: set[str] = set()
    for path in served.intersection(tree.files):
        whole, ends = tree.extract(path, _named)
        if ends:
            return frozenset()
        loaded.update(whole)
    keeping = [module for module in training if not loaded.isdisjoint(tree.extract(module.path, _named)[0])]
    if not keeping:
        return frozenset()
    near = {module.path for module in with_imported(keeping, run)}
    kept = {module.path for module in keeping}
    return frozenset(
        module.path
        for module in other
        if module.path not in near and kept.isdisjoint(one.path for one in with_imported((module,), run))
    )


def _keeps_in_registry(module: ModuleSummary) -> bool:
    """Tell whether a module logs what it trains to MLflow, and writes it to no file."""
    return module.mentions(("log_model",)) and not module.mentions(_WRITING)


def _may_keep(path: str, loaded: Iterable[str], tree: Tree) -> bool:
    whole, ends = tree.extract(path, _named)
    return not (whole or ends) or any(name in whole or name.endswith(tuple(ends)) for name in loaded)


@extractor
def _named(files: Files, path: str) -> tuple[list[str], list[str]]:
    """Return the names of the files of models that stand in a module: whole ones, and ends of others."""
    found = [*_MODEL_FILE.finditer(files.text(path, strict=False))]
    ends = {one["name"] for one in found if one["before"] == "}"}
    return sorted({one["name"] for one in found if one["before"] != "}"}), sorted(ends)
