"""A build may give a directory another name: tests import its modules under that one."""

from __future__ import annotations

import pytest

from tests.packs.test_hosts import found

FILES = {
    "pyproject.toml": "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n",
    "setup.py": (
        "from setuptools import setup\n\n"
        "setup(name='churn', packages=['churn', 'churn.rows'], package_dir={'churn': 'code_of_churn'})\n"
    ),
    "code_of_churn/__init__.py": "from .model import fit\nfrom .rows import *\n",
    "code_of_churn/model.py": (
        "def fit(rows):\n    return sorted(rows)\n\n\ndef lost(rows):\n    return rows[::-1]\n"
    ),
    "code_of_churn/rows/__init__.py": "from .read import read\n",
    "code_of_churn/rows/read.py": "def read(rows):\n    return sorted(rows)\n",
}
TEST = "\n\n\ndef test_fit():\n    assert fit([1]) == [1]\n    assert read([1]) == [1]\n"
LOST = ["no test reaches `churn.model.lost`"]


@pytest.mark.parametrize("modules", ["", ", py_modules=['churn']"])
@pytest.mark.parametrize(
    "imports",
    [
        "from churn import fit, read",
        "from churn.model import fit\nfrom churn.rows import read",
        "from code_of_churn.model import fit\nfrom code_of_churn.rows.read import read",
    ],
)
def test_a_directory_is_imported_under_its_other_name(imports: str, modules: str) -> None:
    script = FILES["setup.py"].replace("'code_of_churn'}", f"'code_of_churn'}}{modules}")
    files = FILES | {"setup.py": script, "tests/test_model.py": imports + TEST}
    assert found("public-function-untested", files) == LOST
    assert not found("tests-missing", files)


def test_an_import_of_another_package_reaches_nothing() -> None:
    files = FILES | {"tests/test_model.py": "from chern import fit, read" + TEST}
    assert found("tests-missing", files) == ["no test reaches any code of the project"]
