"""Where a name counts as mentioned."""

from __future__ import annotations

import pytest

from roadworthy import mentioned
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.tree.tree import MemoryTree


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "importlib.import_module('scikit_learn.tree')", True),
        ("a.py", "scikit_learned = 1", False),
        ("config/model.yaml", "backend: Scikit-Learn", True),
        ("deploy/Dockerfile.gpu", "RUN scikit-learn --version", True),
        ("requirements-dev.txt", "scikit-learn", False),
        ("uv.lock", "scikit-learn", False),
        ("README.md", "uses scikit-learn", False),
        ("pyproject.toml", "[project]\ndependencies = ['scikit-learn']\nkeywords = ['scikit-learn']", False),
        ("pyproject.toml", "[tool.poetry.group.dev.dependencies]\nscikit-learn = '*'", False),
        ("pyproject.toml", "[tool.poe.tasks]\nrun = 'scikit-learn serve'", True),
        ("pyproject.toml", "[project.entry-points.x]\na = 'scikit_learn:main'", True),
    ],
)
def test_what_counts(path: str, text: str, expected: bool) -> None:
    tree = MemoryTree({path: text.encode()})
    assert bool(mentioned(tree, pyproject(tree), ["scikit-learn"])) is expected
