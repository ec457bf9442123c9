"""The fact `Suite`: the project's tests, as pytest and unittest would collect them by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.project import mentioned
from roadworthy.facts.python import ModuleSummary
from roadworthy.facts.tests.testsettings import PytestSettings, test_cases
from roadworthy.tree.tree import Tree

#: The name of a test as nose took it: the word at the start, or after an underscore.
_NOSE = re.compile(r"(?:.*_)?[Tt]est")
#: Whose tests have other names: steps of scenarios, blocks, decorated functions.
_FRAMEWORKS = frozenset("aloe behave lettuce mamba pytest_bdd radish ward".split())
#: What runs the examples in docstrings, and what runs notebooks, as settings and commands name it.
_DOCTESTS = ("doctest", "doctest-modules", "xdoctest", "sybil")
_NOTEBOOKS = ("nbmake", "nbval", "nbval-lax", "testbook")


@dataclass(frozen=True, slots=True)
class Suite:
    """The modules that hold tests, by path; empty where there are none.

    `examples` is true where there are none, and examples in docstrings or notebooks are run in their place.
    """

    paths: tuple[str, ...]
    examples: bool = False

    def __len__(self) -> int:
        return len(self.paths)


@fact
def suite(
    modules: tuple[ModuleSummary, ...],
    tree: Tree,
    pytest: PytestSettings | None,
    pyproject: Pyproject | None,
) -> Suite:
    """Find the tests, by the usual names and by those that pytest's settings add.

    Raises `Unmeasured` for an unpacked sdist without any: they may have been left out of it.
    """
    paths = tuple(module.path for module in modules if is_test(module, pytest))
    paths = paths or tuple(module.path for module in modules if module.role == "test" and _is_nose(module))
    if paths:
        return Suite(paths)
    if _runs_examples(modules, tree, pytest, pyproject):
        return Suite((), examples=True)
    if "PKG-INFO" in tree.files:
        raise Unmeasured("an sdist without tests, which may have been left out of it")
    return Suite(())


def is_test(module: ModuleSummary, pytest: PytestSettings | None) -> bool:
    """Tell whether a module holds tests, by its usual name or by pytest's settings."""
    if module.role == "test" and has_tests(module):
        return True
    if module.role not in ("source", "test"):
        return False
    if any(item.module.partition(".")[0] in _FRAMEWORKS for item in module.imports):
        return True
    # `unittest discover` takes every `test*.py`.
    if module.path.rpartition("/")[2].startswith("test"):
        cases = test_cases(module)
        if any(item.owner in cases and item.name.startswith("test") for item in module.definitions):
            return True
    return pytest is not None and pytest.collects(module)


def has_tests(module: ModuleSummary) -> bool:
    """Tell whether a module defines a test function or method."""
    return any(item.kind != "class" and item.name.startswith("test") for item in module.definitions)


def _is_nose(module: ModuleSummary) -> bool:
    """Tell whether a module holds tests by nose's notion, which is wide: asked where there are no others."""
    return any(item.kind != "class" and _NOSE.match(item.name) for item in module.definitions)


def _runs_examples(
    modules: tuple[ModuleSummary, ...],
    tree: Tree,
    pytest: PytestSettings | None,
    pyproject: Pyproject | None,
) -> bool:
    doctests = any(item.doctested for module in modules for item in module.definitions)
    words = [*(_DOCTESTS if doctests else ())]
    if any(path.endswith(".ipynb") for path in tree.files):
        words += _NOTEBOOKS
    if not words:
        return False
    options = {option.lstrip("-").partition("=")[0] for option in pytest.options} if pytest else set()
    return not options.isdisjoint(words) or bool(mentioned(tree, pyproject, words))
