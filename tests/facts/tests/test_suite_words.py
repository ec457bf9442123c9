"""Where the words are looked for that say that examples are run."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

import pytest

from roadworthy.facts.python import walk
from roadworthy.facts.python.module import Module
from roadworthy.facts.tests.documentation import extensions_built
from roadworthy.facts.tests.suite import Commands, Suite, suite
from roadworthy.tree.tree import MemoryTree

DOCTESTED = 'def f():\n    """Add.\n\n    >>> 1 + 1\n    2\n    """\n'


class Searched(MemoryTree):
    """Files that count how often something is extracted of them."""

    extracted: ClassVar[Counter[str]] = Counter()

    def extract(self, path: str, function: Any, *given: Any) -> Any:
        self.extracted[path] += 1
        return super().extract(path, function, *given)


def found(files: dict[str, str]) -> tuple[Suite, Counter[str]]:
    Searched.extracted = Counter()
    tree = Searched({path: text.encode() for path, text in files.items()})
    modules = tuple(
        walk(Module.parse(path, text.encode()), {}) for path, text in files.items() if path.endswith(".py")
    )
    return suite(modules, tree, None, None, Commands(), None), Searched.extracted


def test_files_are_searched_once_for_all_words() -> None:
    files = {"a.py": DOCTESTED, "guide.md": "x", "b.ipynb": "{}", "c.json": "{}"}
    tests, extracted = found(files)
    assert (tests.doctests, tests.documents, tests.notebooks) == (False, False, False)
    assert extracted == {"a.py": 1, "b.ipynb": 1, "c.json": 1}


def test_each_kind_of_examples_has_words_of_its_own() -> None:
    files = {"a.py": DOCTESTED, "guide.md": "x", "b.ipynb": "{}"}
    for words, kinds in {
        "doctest_modules": (True, False, False),
        "doctest-glob": (True, True, False),
        "sybil": (True, True, False),
        "nbmake": (False, False, True),
        "nbval --doctest-modules": (True, False, True),
    }.items():
        tests, _ = found({**files, "tox.ini": words})
        assert (tests.doctests, tests.documents, tests.notebooks) == kinds, words
        assert tests.examples
    assert not found({"guide.md": "x", "tox.ini": "doctest"})[0].examples


PAGES = {
    "demo/domain.py": "def setup(app):\n    app.add_domain(object)\n",
    "test/conf.py": "extensions = ['sphinx.ext.todo', 'demo.domain']\n",
}


@pytest.mark.parametrize(
    ("command", "files", "extensions"),
    [
        ("sphinx-build -E -n -W test out", PAGES, ["demo.domain:setup"]),
        ("sphinx-build -nW test out", PAGES, ["demo.domain:setup"]),
        # A warning stops nothing, the pages are no tests, or they use no extension of the project.
        ("sphinx-build -E test out", PAGES, []),
        (
            "sphinx-build -W docs out",
            {**PAGES, "test/conf.py": "", "docs/conf.py": PAGES["test/conf.py"]},
            [],
        ),
        ("sphinx-build -W test out", {"test/conf.py": PAGES["test/conf.py"]}, []),
    ],
)
def test_pages_that_are_built_strictly_test_an_extension(
    command: str, files: dict[str, str], extensions: list[str]
) -> None:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    assert list(extensions_built(tree, command)) == extensions
    modules = tuple(walk(Module.parse(path, text.encode()), {}) for path, text in files.items())
    assert suite(modules, tree, None, None, Commands(command), None).examples is bool(extensions)


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ("    flake8 examples/good\n", True),
        ("    flake8 --config=a.ini examples\n", True),
        ("deps = flake8 >= 3\n", False),
        ("A plugin for flake8 that counts lines\n", False),
        ("my-flake8 examples/good\n", False),
    ],
)
def test_a_command_starts_a_tool_with_an_option_or_a_path(text: str, started: bool) -> None:
    assert list(Commands(text).started(["flake8"])) == ["flake8"] * started
