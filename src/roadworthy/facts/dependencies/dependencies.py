"""The provider of `Dependency`: every manager's declarations, in one order."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.facts.dependencies.dependency import Dependency
from roadworthy.facts.dependencies.managers import from_files, from_project, from_tools
from roadworthy.facts.dependencies.requirements import from_requirements
from roadworthy.facts.dependencies.setupdependencies import from_setup
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.tree import Tree


@fact
def dependencies(tree: Tree, pyproject: Pyproject | None) -> tuple[Dependency, ...]:
    """Gather the dependencies of pyproject.toml and of every other file that declares some."""
    found: list[Dependency] = []
    if pyproject is not None:
        found += from_project(pyproject)
        found += from_tools(pyproject)
    found += from_requirements(tree)
    found += from_setup(tree)
    found += from_files(tree)
    return tuple(found)
