"""The fact `EnvironmentFile`: a file of a conda environment ("Managing environments", conda's manual)."""

from __future__ import annotations

from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.tree.tree import Tree
from roadworthy.tree.yaml import load_yaml

_NAME = re.compile(r"(?:[^/]+/)?(?:conda[-_])?environment[^/]*\.ya?ml")


@dataclass(frozen=True, slots=True)
class EnvironmentFile:
    """An environment.yml at the root or one directory below it, with its data as YAML gives it."""

    path: str
    data: dict[Any, Any] = field(repr=False)


@fact(reads="file")
def environment_files(tree: Tree) -> tuple[EnvironmentFile, ...]:
    """Read the files that list `dependencies`; other facts report invalid YAML."""
    found = []
    for path in filter(_NAME.fullmatch, tree.files):
        try:
            data = load_yaml(tree, path)
        except Unreadable:
            continue
        if isinstance(data, dict) and "dependencies" in data:
            found.append(EnvironmentFile(path, data))
    return tuple(found)
