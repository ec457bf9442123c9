"""The fact `ModelName`: names in the code that stand for a model of one version."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.python import Module, dotted
from roadworthy.tree.roles import is_run

#: Words of the names of models.
_NAME = frozenset("artifact checkpoint model registry run runid weights".split())
#: A folder or file of a version, an identifier of a run, a version of a registry, or a day.
_FIXED = re.compile(
    r"(?:.*/)?v\d+(?:[._]\d+)*(?:/.*)?|.*[_-]v\d+(?:[._]\d+)*\.[a-z]\w*|(?:.*[/=])?[0-9a-f]{32}(?:/.*)?|models:/[^/]+/\d+"
    r"|.*[/_-]\d{4}-?[01]\d-?[0-3]\d(?:[T_./-].*)?",
    re.DOTALL,
)
_SIZE = 300


@dataclass(frozen=True, slots=True)
class ModelName:
    """A name that is given a literal text with a version, such as `MODEL_PATH = "models/v3/model.pkl"`."""

    name: str
    text: str
    at: Location


@fact
def model_name(node: ast.Assign, module: Module) -> ModelName | None:
    """Keep names of models whose text has a version in a path; nothing loads a bare version."""
    if (
        not is_run(module.path, module.role)
        or len(node.targets) != 1
        or not isinstance(node.value, ast.Constant)
    ):
        return None
    text, name = node.value.value, dotted(node.targets[0]).rpartition(".")[2]
    if not isinstance(text, str) or len(text) > _SIZE or _NAME.isdisjoint(name.lower().split("_")):
        return None
    located = "/" in text or "run" in name.lower()
    return ModelName(name, text, module.at(node)) if located and _FIXED.fullmatch(text) else None
