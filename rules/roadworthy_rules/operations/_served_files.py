"""Which of several trainings keeps the model that is served, by the names of the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import extractor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import Files, ModuleSummary, Tree

#: The name of a file of a model, at the end of a text; what an f-string fills in comes before a brace.
_MODEL_FILE = re.compile(
    r"(?P<before>[\"'/}])"
    r"(?P<name>[\w.-]{0,100}\.(?:cbm|h5|joblib|keras|onnx|pickle|pkl|pt|pth|sav|ubj))[\"']"
)


def of_served(training: list[ModuleSummary], served: Iterable[str], tree: Tree) -> list[ModuleSummary]:
    """Return the modules that may train what is served.

    Others name files of models, and none that the files in `served` load. All are returned where that cannot
    be told.
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
    return [module for module in training if _may_keep(module.path, loaded, tree)] or training


def _may_keep(path: str, loaded: Iterable[str], tree: Tree) -> bool:
    whole, ends = tree.extract(path, _named)
    return not (whole or ends) or any(name in whole or name.endswith(tuple(ends)) for name in loaded)


@extractor
def _named(files: Files, path: str) -> tuple[list[str], list[str]]:
    """Return the names of the files of models that stand in a module: whole ones, and ends of others."""
    found = [*_MODEL_FILE.finditer(files.text(path, strict=False))]
    ends = {one["name"] for one in found if one["before"] == "}"}
    return sorted({one["name"] for one in found if one["before"] != "}"}), sorted(ends)
