"""Names of Python 2 are defined where code is written for it, and nowhere else."""

from __future__ import annotations

import json

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

USE = "def rows(table):\n    for index in xrange(3):\n        print(table[index])\n"


def found(files: dict[str, str], name: str) -> list[str]:
    rules = [rule for rule in installed_rules() if rule.name == name]
    result = inspect_files({path: text.encode() for path, text in files.items()}, rules)
    return [finding.rule for finding in result.findings if finding.rule == name]


#: A module, and what reports its names of Python 2.
MODULES: list[tuple[str, str]] = [
    (USE, "python-2-name"),
    (USE.replace("print(table[index])", "print(apply(table, [index]))"), "python-2-name"),
    (USE.replace("xrange", "apply"), "name-undefined"),
    (f"from future import futures\n\n{USE}", "python-2-name"),
    (f"from __future__ import print_function\n\n{USE}", ""),
    (f"{USE}\ndef pairs(table):\n    return table.iteritems()\n", ""),
    (f"import cPickle\n\n{USE}", ""),
    (f"from __future__ import annotations\n\n{USE}", "name-undefined"),
    (USE.replace("(table)", "(table: list)"), "name-undefined"),
    (USE.replace("(table):", "(table) -> None:"), "name-undefined"),
    (USE.replace("(table)", "(table, *, last=3)"), "name-undefined"),
    (USE.replace("def", "async def"), "name-undefined"),
    (USE.replace("table[index]", "f'{table[index]}'"), "name-undefined"),
    (f"LAST: int = 3\n\n{USE}", "name-undefined"),
    (f"import six\n\nif six.PY2:\n    pass\n\n{USE.replace('(table)', '(table: list)')}", ""),
]


@pytest.mark.parametrize(("text", "rule"), MODULES)
def test_a_module_says_for_which_python_it_is(text: str, rule: str) -> None:
    files = {"rows.py": text}
    assert {name: len(found(files, name)) for name in ("name-undefined", "python-2-name")} == {
        "name-undefined": int(rule == "name-undefined"),
        "python-2-name": int(rule == "python-2-name"),
    }


def test_reload_is_a_name_of_python_two() -> None:
    files = {"rows.py": "import sys\n\nreload(sys)\nsys.setdefaultencoding('utf-8')\n"}
    assert found(files, "name-undefined") == []
    assert found(files, "python-2-name") == ["python-2-name"]
    files["rows.py"] += "ROWS: list = []\n"
    assert found(files, "name-undefined") == ["name-undefined"]


#: A cell of a script without a kernel, and whether no Python reads it.
CELLS = [("print rows", 0), ("except Error, error:", 1), ("rows = [1,, 2]", 1)]


@pytest.mark.parametrize(("cell", "number"), CELLS)
def test_cells_of_a_script_may_be_for_python_two(cell: str, number: int) -> None:
    script = f"#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\nrows = [1]\n\n\n# In[2]:\n\n{cell}\n"
    assert len(found({"eda.py": script}, "notebook-cell-invalid")) == number


@pytest.mark.parametrize(("kernel", "number"), [("python2", 0), ("python3", 1)])
def test_a_kernel_of_python_two_has_its_names(kernel: str, number: int) -> None:
    cell = {"cell_type": "code", "metadata": {}, "source": "list(xrange(3))", "outputs": []}
    metadata = {"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}}
    notebook = {"cells": [cell | {"execution_count": 1}], "metadata": metadata}
    text = json.dumps(notebook | {"nbformat": 4, "nbformat_minor": 4})
    assert len(found({"eda.ipynb": text}, "notebook-name-undefined")) == number


def test_a_suite_inside_the_package_reaches_nothing_by_an_empty_init() -> None:
    files = {
        "churn/__init__.py": "",
        "churn/model.py": "def fit(rows):\n    return rows\n",
        "churn/tests/__init__.py": "",
        "churn/tests/test_pass.py": "def test_run():\n    pass\n",
    }
    assert found(files, "tests-missing") == ["tests-missing"]
    files["churn/__init__.py"] = "from churn.model import fit\n"
    assert found(files, "tests-missing") == []


PRINTED = "def show(rows):\n    print rows\n"
NAMED = "def show(item):\n    async = item.startswith('a')\n    return async\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.py": PRINTED, "b.py": NAMED}, ["2 files are written for Python 2: `a.py`, `b.py`"]),
        ({"a.py": NAMED, "b.py": NAMED}, ["2 files are written for Python 3.6 or older: `a.py`, `b.py`"]),
        ({"a.py": NAMED, "b.py": "def show(:\n"}, ["syntax error: invalid syntax"] * 2),
    ],
)
def test_files_for_an_older_python_are_one_finding(files: dict[str, str], expected: list[str]) -> None:
    rules = [rule for rule in installed_rules() if rule.name == "import-unused"]
    result = inspect_files({path: text.encode() for path, text in files.items()}, rules)
    assert [finding.message for finding in result.findings] == expected
