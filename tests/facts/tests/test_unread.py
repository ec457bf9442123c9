"""Tests that only a newer Python reads are not missing; what is broken excuses nothing."""

from __future__ import annotations

import sys

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

PACKAGE = b"def fit(rows):\n    return sorted(rows)\n"


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="this Python reads it")
@pytest.mark.parametrize(
    ("wanted", "path", "found"),
    [
        (">=3.15", "tests/test_fit.py", []),
        (">=3.15", "tests/fits.py", ["1 function and no test"]),
        (">=3.8", "tests/test_fit.py", ["1 function and no test"]),
    ],
    ids=["newer", "no test", "broken"],
)
def test_only_tests_for_a_newer_python_may_be_there(wanted: str, path: str, found: list[str]) -> None:
    files = {
        "pyproject.toml": f'[project]\nname = "demo"\nversion = "1"\nrequires-python = "{wanted}"\n'.encode(),
        "src/demo/__init__.py": PACKAGE,
        path: b"def test_fit():\n    assert t'{fit([1])'\n",
    }
    rules = [rule for rule in installed_rules() if rule.name == "tests-missing"]
    messages = [finding.message for finding in inspect_files(files, rules).findings]
    assert [message.replace("no test", "1 function and no test") for message in messages] == found
