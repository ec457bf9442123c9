"""A large repository takes up the gate in one step: only what a change brings about fails."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run

__all__ = ["run"]  # the fixture

FILES = 3000
MODULE = "import os\n\n\ndef value():\n    print({n})\n    return os.sep\n"
IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]


@pytest.fixture
def legacy(tmp_path: Path) -> Path:
    """Return a checkout with a branch `main` of many files with faults, and a branch of one change."""
    for number in range(FILES):
        directory = tmp_path / "legacy" / f"part_{number % 30:02}"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "__init__.py").touch()
        (directory / f"module_{number:04}.py").write_text(MODULE.format(n=number))
    for command in (["init", "--initial-branch=main"], ["add", "--all"], ["commit", "--message=legacy"]):
        subprocess.run(["git", *IDENTITY, *command], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def test_an_unchanged_legacy_project_passes_and_one_new_fault_fails_on_one_screen(
    legacy: Path, run: Run
) -> None:
    """Many faults are there, of which errors would fail the gate; none is the change's but the breakpoint."""
    before = run("check", "--diff-base", "main", "--output-format", "text", cwd=legacy)
    assert before.returncode == 0, before.stdout + before.stderr
    assert "known before the change since main" in before.stdout
    changed = legacy / "legacy" / "part_00" / "module_0000.py"
    changed.write_text(changed.read_text() + "\n\nbreakpoint()\n")
    after = run("check", "--diff-base", "main", "--output-format", "text", cwd=legacy)
    assert after.returncode == 1
    assert "breakpoint-left" in after.stdout
    assert len(after.stdout.splitlines()) <= 40
    assert "print-in-package" not in after.stdout
