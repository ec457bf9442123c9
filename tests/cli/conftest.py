"""Running the command as users do: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

GOOD = """\
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


@pytest.fixture
def run() -> Run:
    """Return a function that runs the installed command in a directory.

    `check` runs with `--paranoid`, unless `paranoid` is false: no test's tree gets more than a reader.
    """
    command = Path(sys.executable).with_name("roadworthy")

    def call(
        *arguments: str, cwd: Path, paranoid: bool = True, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        if paranoid and arguments[:1] == ("check",):
            arguments = ("check", "--paranoid", *arguments[1:])
        kept = {
            key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "GITHUB_ACTIONS")
        }
        return subprocess.run(
            [str(command), *arguments],
            cwd=cwd,
            env={**kept, "NO_COLOR": "1", **variables},
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project with nothing wrong in pyproject.toml."""
    (tmp_path / "pyproject.toml").write_text(GOOD)
    package = tmp_path / "src" / "demo"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A demonstration."""\n')
    return tmp_path
