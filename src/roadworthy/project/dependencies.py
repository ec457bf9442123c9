"""The provider of `Dependency`: every manager's declarations, in one order."""

from __future__ import annotations

from roadworthy.project.dependency import Dependency
from roadworthy.project.managers import from_files, from_project, from_tools
from roadworthy.project.pyproject import Pyproject
from roadworthy.project.requirements import from_requirements
from roadworthy.project.setupdependencies import from_setup
from roadworthy.tree import Tree


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
