"""Running the command as users do: in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.commands import run as running
from roadworthy.commands.cli import main
from roadworthy.testing.builders import git_index
from roadworthy.testing.pages import plugins

EXAMPLES = Path(__file__).parents[2] / "examples"
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


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Switch the cache on, and work in a project in a checkout, below a directory with settings."""
    monkeypatch.delenv("ROADWORTHY_NO_CACHE")
    monkeypatch.delenv("ROADWORTHY_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    top = tmp_path / "top"
    shutil.copytree(EXAMPLES / "experiment", top / "project")
    (top / ".git").mkdir()
    files = [str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()]
    (top / ".git" / "index").write_bytes(git_index(files))
    (top / "project" / "data.bin").write_bytes(b"0123456789")
    (top / "project" / "node_modules").mkdir()
    (top / "project" / "node_modules" / "a.txt").write_text("a")
    settle(top)
    monkeypatch.chdir(top / "project")
    return top / "project"


def settle(top: Path) -> None:
    """Let the files of a tree be at rest for long enough."""
    then = time.time() - 100
    for path in [top, *top.rglob("*")]:
        os.utime(path, (then, then), follow_symlinks=False)


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[bool, int, str]:
    """Return whether a run inspected, its exit code and what it printed."""
    inspected = []
    real = running.check

    def noting(request: running.Request) -> object:
        inspected.append(request)
        return real(request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "check", noting)
        patch.setattr("roadworthy.commands.plugins.load_plugins", lambda kept: plugins())
        code = main(["check", *arguments])
    return bool(inspected), code, capsys.readouterr().out
