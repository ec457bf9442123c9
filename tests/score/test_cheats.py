"""Pretence earns nothing: each of these looks like a practice, and is none."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files

MODEL = b'''"""Train and evaluate."""
import pandas as pd
from sklearn.linear_model import LogisticRegression


def load(path: str) -> pd.DataFrame:
    """Load the data."""
    return pd.read_csv(path)


def train(data: pd.DataFrame) -> LogisticRegression:
    """Train a model."""
    return LogisticRegression().fit(data[["age"]], data["left"])


def evaluate(model: LogisticRegression, data: pd.DataFrame) -> float:
    """Return the share that is right."""
    return model.score(data[["age"]], data["left"])
'''
SERVICE = b'''"""Serve the model."""
import evidently
import joblib
from fastapi import FastAPI

app = FastAPI()
model = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict) -> float:
    """Predict."""
    return model.predict([list(row.values())])[0]
'''
SCRIPT = b"""import pandas as pd
from sklearn.linear_model import LogisticRegression

data = pd.read_csv("data.csv")
model = LogisticRegression().fit(data[["age"]], data["left"])
print(model.score(data[["age"]], data["left"]))
"""
PYPROJECT = b"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "demo"
version = "1.0"
description = "Predicts who leaves"
readme = "README.md"
license = "MIT"
requires-python = ">=3.11"
authors = [{name = "A. Nonym", email = "a@example.org"}]
dependencies = ["pandas>=2", "scikit-learn>=1.4"]

[project.urls]
Source = "https://example.org/demo"
"""
WORKFLOW = b"""name: ci
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install . pytest ruff
"""
README = {"README.md": b"# Demo\n\nIt predicts who leaves.\n"}
REPOSITORY = {**README, ".gitignore": b"*.pyc\n__pycache__/\n", "LICENSE": b"MIT License\n\nPermission is\n"}
LIBRARY = {
    **REPOSITORY,
    "pyproject.toml": PYPROJECT,
    "src/demo/__init__.py": b"",
    "src/demo/model.py": MODEL,
}
TRUE = {"tests/test_demo.py": b"def test_demo():\n    assert True\n"}
TESTS = {
    "tests/test_model.py": b"""from demo.model import evaluate, load, train


def test_the_model_learns(tmp_path):
    (tmp_path / "data.csv").write_text("age,left\\n1,0\\n2,1\\n")
    data = load(tmp_path / "data.csv")
    assert evaluate(train(data), data) == 1.0
"""
}
CHEATS = {
    "a template": {
        **REPOSITORY,
        "pyproject.toml": PYPROJECT,
        "src/demo/__init__.py": b"",
        "tests/__init__.py": b"",
    },
    "settings of a formatter alone": {
        **README,
        "pyproject.toml": b"[tool.black]\nline-length = 100\n",
        "train.py": SCRIPT,
    },
    "a test that asserts True": {**LIBRARY, **TRUE},
    "an empty workflow": {**LIBRARY, **TRUE, ".github/workflows/ci.yml": b""},
    "a step that prints pytest": {
        **LIBRARY,
        **TRUE,
        ".github/workflows/ci.yml": WORKFLOW + b"      - run: echo pytest\n",
    },
    "a service that shows off": {
        **LIBRARY,
        **TRUE,
        "src/demo/app.py": SERVICE,
        ".github/workflows/ci.yml": WORKFLOW + b"      - run: echo pytest\n",
        "Dockerfile": b'FROM python:3.12-slim\nCOPY . .\nUSER 1000\nCMD ["python", "-m", "demo"]\n',
    },
    "an empty lock file": {
        **REPOSITORY,
        "requirements.txt": b"pandas\nscikit-learn\n",
        "poetry.lock": b"",
        "train.py": SCRIPT,
    },
    "noqa on every line": {
        **README,
        "train.py": b"\n".join(line + b"  # noqa" for line in SCRIPT.splitlines()),
    },
    "everything excluded by settings": {
        **LIBRARY,
        "pyproject.toml": PYPROJECT + b'\n[tool.roadworthy]\nexclude = ["src/demo/*"]\n',
    },
    "a directory called tutorials": {**README, "tutorials/train.py": SCRIPT, "tutorials/plot.py": SCRIPT},
}


@pytest.mark.parametrize("name", CHEATS)
def test_pretence_stays_under_60(name: str) -> None:
    result = inspect_files(CHEATS[name])
    assert result.score is None or result.score.value < 60


def test_what_is_really_there_earns_its_points() -> None:
    workflow = WORKFLOW + b"      - run: ruff check .\n      - run: pytest\n"
    result = inspect_files({**LIBRARY, **TESTS, ".github/workflows/ci.yml": workflow})
    assert result.score is not None
    assert result.score.value > 90


def test_what_is_accepted_is_shown_beside_what_it_would_be() -> None:
    accepted = b'tests-missing = "later"\nci-missing = "later"\nversion-control-missing = "later"\n'
    settings = PYPROJECT + b"\n[tool.roadworthy.ignore]\n" + accepted
    result = inspect_files({**LIBRARY, "pyproject.toml": settings})
    assert result.score is not None
    assert result.score.with_accepted < 60
