"""The hook, really installed and run by pre-commit from a clone of this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IDENTITY = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]


def git(*arguments: str, cwd: Path) -> None:
    subprocess.run(["git", *IDENTITY, *arguments], cwd=cwd, check=True, capture_output=True)


#: The programs that run hooks, by the command that each is started with.
RUNNERS = {"pre-commit": [sys.executable, "-m", "pre_commit"], "prek": [sys.executable, "-m", "prek"]}


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a Git checkout")
def test_the_hook_fails_the_experiment_in_one_call_with_its_findings(tmp_path: Path, runner: str) -> None:
    clone, work = tmp_path / "roadworthy", tmp_path / "experiment"
    git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone), cwd=tmp_path)
    shutil.copytree(ROOT / "examples" / "experiment", work)
    git("init", "--quiet", cwd=work)
    git("add", "--all", cwd=work)
    # A long list of files, which pre-commit would split over several calls.
    for number in range(3000):
        (work / f"a_file_with_a_rather_long_name_to_fill_the_command_line_{number:04}.txt").touch()
    git("add", "--all", cwd=work)
    git("commit", "--quiet", "--message", "experiment", cwd=work)

    done = subprocess.run(
        [*RUNNERS[runner], "try-repo", str(clone), "roadworthy", "--all-files", "--color=never"],
        cwd=work,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache"), "PREK_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if "pip" in done.stdout + done.stderr and "roadworthy (packaging" not in done.stdout:
        pytest.skip("the hook's environment cannot be installed: no package index")
    assert done.returncode == 1, done.stdout + done.stderr
    assert ".:1:1: warning[pyproject-missing]" in done.stdout
    assert done.stdout.count("experiment failed: score ") == 1
