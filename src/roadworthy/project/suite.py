"""The fact `Suite`: the project's tests, as pytest and unittest would collect them by their names."""

from __future__ import annotations

from dataclasses import dataclass

from roadworthy.facts import Unmeasured
from roadworthy.project.module import ModuleSummary
from roadworthy.project.testsettings import PytestSettings
from roadworthy.tree import Tree


@dataclass(frozen=True, slots=True)
class Suite:
    """The modules that hold tests, by path; empty where there are none."""

    paths: tuple[str, ...]


def suite(modules: tuple[ModuleSummary, ...], tree: Tree, pytest: PytestSettings | None) -> Suite:
    """Find the tests, by the usual names and by those that pytest's settings add.

    Raises `Unmeasured` for an unpacked sdist without any: they may have been left out of it.
    """
    paths = tuple(module.path for module in modules if is_test(module, pytest))
    if not paths and "PKG-INFO" in tree.files:
        raise Unmeasured("an sdist without tests, which may have been left out of it")
    return Suite(paths)


def is_test(module: ModuleSummary, pytest: PytestSettings | None) -> bool:
    """Tell whether a module holds tests, by its usual name or by pytest's settings."""
    if module.role == "test" and has_tests(module):
        return True
    return pytest is not None and module.role in ("source", "test") and pytest.collects(module)


def has_tests(module: ModuleSummary) -> bool:
    """Tell whether a module defines a test function or method."""
    return any(item.kind != "class" and item.name.startswith("test") for item in module.definitions)
