"""The artifacts that a project has built, by name: none is read yet."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.artifacts.filename import SDIST_SUFFIXES, own_artifacts
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A wheel in `dist/`, not read yet."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class SdistFile:
    """An sdist in `dist/`, not read yet."""

    path: str
    size: int


@fact(reads="artifacts")
def wheel_files(tree: Tree, pyproject: Pyproject | None) -> tuple[WheelFile, ...]:
    """List the wheels in `dist/` that bear the project's name; raises `Unmeasured` where there is none."""
    found = tuple(WheelFile(path, size) for path, size in own_artifacts(tree, pyproject, (".whl",)))
    if not found:
        raise Unmeasured("no wheel in dist/")
    return found


@fact(reads="artifacts")
def sdist_files(tree: Tree, pyproject: Pyproject | None) -> tuple[SdistFile, ...]:
    """List the sdists in `dist/` that bear the project's name; raises `Unmeasured` where there is none."""
    found = tuple(SdistFile(path, size) for path, size in own_artifacts(tree, pyproject, SDIST_SUFFIXES))
    if not found:
        raise Unmeasured("no sdist in dist/")
    return found
