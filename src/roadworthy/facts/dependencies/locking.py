"""The fact `Manager`: which dependency managers keep the project's dependencies, and where each does."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.dependencies.lock import LockFile
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.tree import Tree

_BY_FORMAT = {"uv": "uv", "poetry": "Poetry", "pdm": "PDM", "pipenv": "Pipenv"}


@dataclass(frozen=True, slots=True)
class Manager:
    """A manager by its name, and the file or table in which it keeps dependencies."""

    name: str
    at: Location


@fact
def managers(tree: Tree, pyproject: Pyproject | None, locks: tuple[LockFile, ...]) -> tuple[Manager, ...]:
    """Tell managers by their lock files, by a Pipfile, and by Poetry's table; sorted by name."""
    kept = {_BY_FORMAT[lock.format]: lock.at() for lock in locks if lock.format in _BY_FORMAT}
    if "Pipfile" in tree.files:
        kept.setdefault("Pipenv", Location("Pipfile"))
    if pyproject is not None and pyproject.has("tool", "poetry", "dependencies"):
        kept.setdefault("Poetry", pyproject.at("tool", "poetry", "dependencies"))
    return tuple(Manager(name, kept[name]) for name in sorted(kept))
