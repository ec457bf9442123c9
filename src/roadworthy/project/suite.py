"""The fact `Suite`: the project's tests, as pytest and unittest would collect them by their names."""

from __future__ import annotations

from dataclasses import dataclass

from roadworthy.facts import Unmeasured
from roadworthy.project.module import ModuleSummary
from roadworthy.tree import Tree


@dataclass(frozen=True, slots=True)
class Suite:
    """The modules that hold tests, by path; empty where there are none."""

    paths: tuple[str, ...]


def suite(modules: tuple[ModuleSummary, ...], tree: Tree) -> Suite:
    """Find the tests.

    Raises `Unmeasured` for an unpacked sdist without any: they may have been left out of it.
    """
    paths = tuple(module.path for module in modules if module.role == "test" and has_tests(module))
    if not paths and "PKG-INFO" in tree.files:
        raise Unmeasured("an sdist without tests, which may have been left out of it")
    return Suite(paths)


def has_tests(module: ModuleSummary) -> bool:
    """Tell whether a module defines a test function or method."""
    return any(item.kind != "class" and item.name.startswith("test") for item in module.definitions)
