"""Patterns that a tree brings itself, for others to search with, take few steps."""

from __future__ import annotations

import pytest

from tests.hostile.support import inspected_files

PROJECT = """\
[project]
name = "demo"
version = "1.0"

[tool.coverage.report]
exclude_also = ['{}']
"""


@pytest.mark.parametrize("pattern", [r"a*a*a*a*\d", r"\w*\w*\w*\w*:", r".*.*.*a{3}\d"])
def test_what_could_take_many_steps_is_not_searched_for(pattern: str) -> None:
    code = "".join(f"def {'a' * 480}{number}():\n    return 1\n\n\n" for number in range(5))
    files = {
        "src/demo/__init__.py": code.encode(),
        "tests/test_demo.py": b"import demo\n\ndef test(): demo.x\n",
    }
    result = inspected_files({**files, "pyproject.toml": PROJECT.format(pattern).encode()})
    assert result.crashes == ()
    # Each pattern matches every function, which would not count then.
    untested = [finding for finding in result.findings if finding.rule == "public-function-untested"]
    assert [len(finding.known_as) for finding in untested] == [5]


@pytest.mark.parametrize(("pattern", "counts"), [(r"def helper\(.*\browss?\):", True), ("nothing", False)])
def test_usual_ones_still_count(pattern: str, counts: bool) -> None:
    files = {
        "src/demo/__init__.py": b"def helper(first_rows, rows):\n    return rows\n",
        "tests/test_demo.py": b"import demo\n\n\ndef test():\n    assert demo.x\n",
        "pyproject.toml": PROJECT.format(pattern).encode(),
    }
    rules = {finding.rule for finding in inspected_files(files).findings}
    assert ("public-function-untested" in rules) is not counts
