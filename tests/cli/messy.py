"""Two messy projects, and what a person writes to bring each to *passed*."""

from __future__ import annotations

import json

LIBRARY = {
    "setup.py": """\
from setuptools import setup

setup(
    name="textstats",
    version="0.3",
    description="Counts of words and sentences",
    packages=["textstats"],
    entry_points={"console_scripts": ["textstats=textstats.cli:main"]},
)
""",
    "textstats/__init__.py": "",
    "textstats/stats.py": """\
import os, re
import json


def words(text):
    return re.findall(r"\\w+", text)


def average_length(text):
    found = words(text)
    print("found", len(found))
    return sum(map(len, found)) / len(found)


def load(path):
    return open("/home/anna/texts/" + path).read()
""",
    "textstats/cli.py": """\
import sys

from .stats import average_length, load


def main():
    print(average_length(load(sys.argv[1])))
""",
    "test_stats.py": """\
from textstats.stats import words

print(words("a b") == ["a", "b"])
""",
    "README.md": "textstats: counts words\n",
}

#: What is written by hand: the licence's text, two lines of setup.py, the code put right, and the tests.
LIBRARY_EDITS = {
    "LICENSE": "MIT License\n\nCopyright (c) 2026 Anna Nonym\n",
    "setup.py": LIBRARY["setup.py"].replace(
        "    packages=", '    license="MIT",\n    python_requires=">=3.11",\n    packages='
    ),
    "textstats/__init__.py": '"""Counts of words and sentences."""\n',
    "textstats/stats.py": '''\
"""Numbers about a text."""

import re
from pathlib import Path


def words(text: str) -> list[str]:
    """Return the words of a text, in order."""
    return re.findall(r"\\w+", text)


def average_length(text: str) -> float:
    """Return the mean length of the words of a text, in characters."""
    found = words(text)
    return sum(map(len, found)) / len(found)


def load(path: Path) -> str:
    """Return the text of a file in UTF-8."""
    return path.read_text(encoding="utf-8")
''',
    "textstats/cli.py": '''\
"""The command `textstats`."""

import sys
from pathlib import Path

from .stats import average_length, load


def main() -> None:
    """Print the mean length of the words in a file."""
    print(average_length(load(Path(sys.argv[1]))))
''',
    "tests/test_stats.py": """\
from textstats.stats import average_length, load, words


def test_words() -> None:
    assert words("a b") == ["a", "b"]


def test_average_length() -> None:
    assert average_length("a bcd") == 2


def test_load(tmp_path) -> None:
    (tmp_path / "a.txt").write_text("é", encoding="utf-8")
    assert load(tmp_path / "a.txt") == "é"
""",
    "tests/test_cli.py": """\
from textstats.cli import main


def test_main(tmp_path, capsys, monkeypatch) -> None:
    (tmp_path / "a.txt").write_text("a bcd")
    monkeypatch.setattr("sys.argv", ["textstats", str(tmp_path / "a.txt")])
    main()
    assert capsys.readouterr().out == "2.0\\n"
""",
}

_CELLS = ["from utils import *\nrows = read('data.csv')\nlen(rows)", "sorted(rows, key=str)[:2]"]
_NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": count,
            "id": f"cell-{count}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for count, source in zip((7, 3), _CELLS, strict=True)
    ],
    "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}

SCRIPTS = {
    "utils.py": """\
import csv, os
from typing import *

DATA = "C:\\\\Users\\\\jon\\\\Desktop\\\\scores\\\\data.csv"


def read(path=DATA):
    rows = []
    for row in csv.DictReader(open(path)):
        rows.append(row)
    return rows
""",
    "train.py": """\
from utils import *
import pickle

rows = read("data.csv")
total = 0
for row in rows:
    total = total + float(row["score"])
mean = total / len(rows)
print("mean", mean)
pickle.dump(mean, open("model.pkl", "wb"))
""",
    "predict.py": """\
import pickle, sys
from utils import *

model = pickle.load(open("model.pkl", "rb"))
try:
    rows = read(sys.argv[1])
except:
    rows = []
for row in rows:
    print(row["name"], float(row["score"]) - model)
""",
    "data.csv": "name,score\nanna,3\njon,5\n",
    "Untitled1.ipynb": json.dumps(_NOTEBOOK, indent=1) + "\n",
    "environment.yml": "name: scores\ndependencies:\n  - python=3.11\n",
}

#: The scripts as a package of functions, with tests.
SCRIPTS_EDITS = {
    "LICENSE": "MIT License\n\nCopyright (c) 2026 Jon Nonym\n",
    "README.md": "# Scores\n\nTells how far each score lies from the mean.\n",
    "src/scores/__init__.py": '"""How far each score lies from the mean."""\n',
    "src/scores/model.py": '''\
"""Read scores, train on them, and predict."""

import csv
from pathlib import Path


def load(path: Path) -> dict[str, float]:
    """Return the score of each name in a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["name"]: float(row["score"]) for row in csv.DictReader(stream)}


def train(scores: dict[str, float]) -> float:
    """Return the mean of the scores."""
    return sum(scores.values()) / len(scores)


def predict(mean: float, scores: dict[str, float]) -> dict[str, float]:
    """Return how far each score lies from the mean."""
    return {name: score - mean for name, score in scores.items()}
''',
    "src/scores/cli.py": '''\
"""The command `scores`."""

import sys
from pathlib import Path

from scores.model import load, predict, train


def main() -> None:
    """Print how far each score of a CSV file lies from their mean."""
    scores = load(Path(sys.argv[1]))
    for name, distance in predict(train(scores), scores).items():
        print(name, distance)
''',
    "tests/test_scores.py": """\
import pytest

from scores.cli import main
from scores.model import load, predict, train


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("name,score\\nanna,3\\njon,5\\n", encoding="utf-8")
    return path


def test_load(data) -> None:
    assert load(data) == {"anna": 3.0, "jon": 5.0}


def test_train() -> None:
    assert train({"anna": 3.0, "jon": 5.0}) == 4.0


def test_predict() -> None:
    assert predict(4.0, {"anna": 3.0}) == {"anna": -1.0}


def test_main(data, capsys, monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", ["scores", str(data)])
    main()
    assert capsys.readouterr().out == "anna -1.0\\njon 1.0\\n"
""",
}
