"""Examples in docstrings are parsed while their module is at hand, and kept with it."""

from __future__ import annotations

import pytest

from roadworthy.core.plain import from_data, to_data
from roadworthy.facts.python import Module, walk
from roadworthy.facts.tests.docstrings import DocstringExamples, docstring_examples

SHOWN = '''def f():
    """
    >>> from a import b
    >>> b(1)
    2

    >>> c(
    """
'''


def examples(source: str, path: str = "src/demo/model.py") -> DocstringExamples | None:
    module = Module.parse(path, source.encode())
    return docstring_examples(module, walk(module, {}))


@pytest.mark.parametrize(("path", "name"), [("src/demo/model.py", "model"), ("src/demo/__init__.py", "")])
def test_examples_are_a_module_that_sees_the_names_of_theirs(path: str, name: str) -> None:
    found = examples(SHOWN, path)
    assert found is not None
    assert (found.path, found.code.path) == (path, f"{path}:examples.py")
    # What cannot be parsed takes nothing else with it.
    seen = [(item.module, item.name, item.level) for item in found.code.imports]
    assert seen == [(name, "*", 1), ("a", "b", 0)]
    assert "b" in found.code.uses
    assert from_data(to_data(found, DocstringExamples), DocstringExamples) == found


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("def f():\n    return 1\n", "src/demo/model.py"),
        ("x = '>>> f()'\n", "src/demo/model.py"),
        ("def f():\n    '''\n    >>> (\n    '''\n", "src/demo/model.py"),
        (SHOWN, "tests/test_model.py"),
    ],
)
def test_modules_without_examples(source: str, path: str) -> None:
    assert examples(source, path) is None
