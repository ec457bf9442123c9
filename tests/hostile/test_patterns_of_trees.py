"""Patterns that a tree brings itself, for others to search with, take few steps."""

from __future__ import annotations

import time

import pytest

from roadworthy.testing import inspect_files

PROJECT = """\
[project]
name = "demo"
version = "1.0"

[tool.coverage.report]
exclude_also = ['{}']
"""


@pytest.mark.parametrize("pattern", ["a*a*a*a*b", r"\w*\w*\w*\w*!", ".*.*.*x{3}b"])
def test_lines_of_functions_are_searched_in_few_steps(pattern: str) -> None:
    code = "".join(f"def {'a' * 480}{number}():\n    return 1\n\n\n" for number in range(5))
    files = {
        "src/demo/__init__.py": code.encode(),
        "tests/test_demo.py": b"import demo\n\ndef test(): demo.x\n",
    }
    start = time.process_time()
    result = inspect_files({**files, "pyproject.toml": PROJECT.format(pattern).encode()})
    assert result.crashes == ()
    assert time.process_time() - start < 10


@pytest.mark.parametrize(("pattern", "counts"), [(r"def helper\(.*\browss?\):", True), ("nothing", False)])
def test_usual_ones_still_count(pattern: str, counts: bool) -> None:
    files = {
        "src/demo/__init__.py": b"def helper(first_rows, rows):\n    return rows\n",
        "tests/test_demo.py": b"import demo\n\n\ndef test():\n    assert demo.x\n",
        "pyproject.toml": PROJECT.format(pattern).encode(),
    }
    rules = {finding.rule for finding in inspect_files(files).findings}
    assert ("public-function-untested" in rules) is not counts
