"""An import that ends with the name of an own script, and means another project's module or class."""

from __future__ import annotations

import pytest

from roadworthy.testing import inspect_files
from roadworthy.testing.pages import installed_rules

ARGUMENTS = (
    "import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument('--rows')\n"
    "options = parser.parse_args()\n\ndef load():\n    return options.rows\n"
)
TRAINS = (
    "import pandas as pd\n\nrows = pd.read_csv('rows.csv')\n\ndef clean(rows):\n    return rows.dropna()\n\n"
    "net = Net()\nnet.fit(clean(rows))\n"
)


def told(files: dict[str, str]) -> set[str]:
    rules = [rule for rule in installed_rules() if rule.name in ("work-at-import", "script-unimportable")]
    found = inspect_files({path: text.encode() for path, text in files.items()}, rules).findings
    return {finding.rule for finding in found}


@pytest.mark.parametrize(
    ("line", "imported"),
    [
        ("import torch.utils.data as data_of_torch", False),
        ("from torch.utils import data", False),
        ("from concurrent import data", False),  # a module of Python's own has no directory above the project
        ("import acme\nfrom acme.tools import data", False),  # `acme` itself is no directory above it
        ("from acme.tools import data", True),  # started above the project
        ("import acme.tools.data\nfrom acme.tools import train", True),
        ("import data", True),
        ("from data import load", True),
    ],
)
def test_an_import_of_others_is_not_that_of_a_script_with_its_last_name(line: str, imported: bool) -> None:
    found = told({"data.py": ARGUMENTS, "train.py": f"{line}\n\nprint(data)\n"})
    assert found == ({"work-at-import"} if imported else set())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from torchvision import models", "script-unimportable"),
        ("from tensorflow.keras import models", "script-unimportable"),
        ("from models import clean", "work-at-import"),
    ],
)
def test_a_script_that_trains_is_told_as_what_it_is(line: str, expected: str) -> None:
    assert told({"models.py": TRAINS, "predict.py": f"{line}\n\nprint(models)\n"}) == {expected}


@pytest.mark.parametrize(
    ("line", "imported"), [("import torch.utils.data as data", False), ("import data", True)]
)
def test_so_it_is_in_a_notebook(line: str, imported: bool) -> None:
    cell = (
        f'{{"cell_type": "code", "execution_count": 1, "metadata": {{}}, "outputs": [], "source": "{line}"}}'
    )
    book = f'{{"cells": [{cell}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 4}}'
    assert told({"data.py": ARGUMENTS, "look.ipynb": book}) == ({"work-at-import"} if imported else set())
