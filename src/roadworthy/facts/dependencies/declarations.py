"""The provider of `Dependency`: every manager's declarations, in one order."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fact import fact
from roadworthy.facts.dependencies.dependency import Dependency, Kind
from roadworthy.facts.dependencies.managers import from_files, from_project, from_tools
from roadworthy.facts.dependencies.requirements import from_requirements
from roadworthy.facts.metadata import Pyproject, SetupFiles
from roadworthy.tree.tree import Tree

#: The options of setuptools that list requirements, and when these are needed.
_SETUP: dict[str, Kind] = {
    "setup_requires": "build",
    "install_requires": "runtime",
    "tests_require": "group",
    "extras_require": "extra",
}


@fact
def dependencies(tree: Tree, pyproject: Pyproject | None, setup: SetupFiles) -> tuple[Dependency, ...]:
    """Gather the dependencies of pyproject.toml and of every other file that declares some."""
    found: list[Dependency] = []
    if pyproject is not None:
        found += from_project(pyproject)
        found += from_tools(pyproject)
    found += from_requirements(tree)
    found += _from_setup(setup)
    found += from_files(tree)
    return tuple(found)


def _from_setup(setup: SetupFiles) -> Iterator[Dependency]:
    """Yield what setup.cfg and setup.py list as literals."""
    for option in setup.options:
        if kind := _SETUP.get(option.name):
            for text in option.texts:
                yield Dependency(text.text, text.at, kind, text.key, "setuptools")
