"""Where the words are looked for that say that examples are run."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from roadworthy.facts.python import walk
from roadworthy.facts.python.module import Module
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
