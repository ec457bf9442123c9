"""A checkout to change, made with Git itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.testing.pages import plugins

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "demo"
version = "1.0"
description = "A demonstration"
license = "MIT"
requires-python = ">=3.11"
dependencies = []
"""
MODEL = '''\
"""A model."""


def fit(rows):
    """Fit."""
    return [row for row in rows]


def lost(rows):
    """Untested since ever."""
    total = sum(rows)
    return total / len(rows)
'''
TEST = "from demo.model import fit\n\n\ndef test_fit():\n    assert fit([1]) == [1]\n"


@dataclass(frozen=True)
class Checkout:
    """A repository with the commit `base` on the branch `main`, and the branch `change` checked out."""

    root: Path

    def git(self, *arguments: str) -> str:
        names = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        for who in ("AUTHOR", "COMMITTER"):
            names |= {f"GIT_{who}_NAME": "A", f"GIT_{who}_EMAIL": "a@example.org"}
        done = subprocess.run(
            ["git", "-c", "protocol.file.allow=always", *arguments],
            cwd=self.root,
            env={**os.environ, **names},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, **files: str) -> None:
        """Write files of the package by their names without suffix."""
        for name, text in files.items():
            (self.root / f"src/demo/{name}.py").write_text(text)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a change")

    def cover(self, files: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> None:
        """Write coverage.json: of each module, the lines that ran and those that did not."""
        data = {
            f"src/demo/{name}.py": {"executed_lines": run, "missing_lines": missed}
            for name, (run, missed) in files.items()
        }
        (self.root / "coverage.json").write_text(json.dumps({"meta": {"format": 3}, "files": data}))

    def check(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("roadworthy")), "check", *arguments]
        environment = {**os.environ, "NO_COLOR": "1", **variables}
        return subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    def findings(self, revision: str = "main") -> list[tuple[str, str]]:
        """Return path and message of what the change is held to, which alone decides the verdict here."""
        root = str(self.root)
        report = check(Request([root], select=["changed-*"], diff_base=revision, plugins=plugins()))
        (project,) = report.projects
        assert report.exit_code == int(bool(project.findings))
        return [(item.place.path.removeprefix(f"{root}/"), item.message) for item in project.findings]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    root = tmp_path / "checkout"
    (root / "src/demo").mkdir(parents=True)
    (root / "tests").mkdir()
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "src/demo/__init__.py").write_text("")
    (root / "src/demo/model.py").write_text(MODEL)
    (root / "tests/test_model.py").write_text(TEST)
    made = Checkout(root)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit()
    made.git("checkout", "--quiet", "-b", "change")
    return made
