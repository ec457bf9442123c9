"""[tool.setuptools] against the schema that setuptools uses: every fault, each at its place."""

from __future__ import annotations

from typing import Any

import pytest
import tomli

from roadworthy.core.verdicts import Verdicts
from roadworthy.facts.metadata.pyproject import Pyproject
from roadworthy.facts.metadata.setuptools_table import setuptools_table


def faults(text: str) -> list[tuple[str, str]]:
    table = setuptools_table(Pyproject("pyproject.toml", tomli.loads(text)), Verdicts())
    assert table is not None
    return [(".".join(map(str, at.route[2:])), fault.message) for at, fault in table.faults]


def test_all_faults_are_found_not_only_the_first() -> None:
    text = """
    [tool.setuptools]
    zip-safe = "no"
    py-modules = ["one", "not a module", 3]
    unknown = 1
    [tool.setuptools.dynamic]
    version = { attr = "demo.__version__", file = "VERSION" }
    dependencies = { file = [1] }
    """
    assert [place for place, _ in faults(text)] == [
        "zip-safe",
        "py-modules.1",
        "py-modules.2",
        "unknown",
        "dynamic.version.file",
        "dynamic.dependencies.file.0",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[tool]\nsetuptools = 3", ("", "`setuptools` must be a table")),
        ("[tool.setuptools]\npackages = 'x'", ("packages", "`packages` must be an array or a table")),
        ("[tool.setuptools]\npackages.find = []", ("packages.find", "`find` must be a table")),
        (
            "[tool.setuptools]\nplatform = []",
            ("platform", "the key `platform` is unknown; did you mean `platforms`?"),
        ),
        ("[tool.setuptools.dynamic]\nversion = {}", ("dynamic.version", "the key `attr` is missing")),
        (
            "[tool.setuptools]\nprovides = ['a b']",
            ("provides.0", "`a b` is not a distribution's name"),
        ),
    ],
)
def test_a_fault_is_told_at_its_place(text: str, expected: tuple[str, str]) -> None:
    assert faults(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "[tool.setuptools]",
        "[tool.setuptools]\npackages = ['demo', 'demo-stubs']\npackage-dir = { '' = 'src' }",
        "[tool.setuptools]\npackage-data = { '*' = ['*.csv'], 'demo.data' = ['x'] }",
        "[tool.setuptools.packages.find]\nwhere = ['src']\nnamespaces = false",
        "[tool.setuptools.dynamic]\nreadme = { file = 'README.rst', content-type = 'text/x-rst' }",
        "[[tool.setuptools.ext-modules]]\nname = 'demo.fast'\nsources = ['x']\ndefine-macros = [['A', '1']]",
    ],
)
def test_what_setuptools_takes_has_no_fault(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize("data", [{}, {"tool": {}}, {"tool": 3}, {"tool": []}, {"project": {}}])
def test_without_the_table_there_is_nothing_to_judge(data: Any) -> None:
    assert setuptools_table(Pyproject("pyproject.toml", data), Verdicts()) is None
    assert setuptools_table(None, Verdicts()) is None
