"""The tutorial's commands, run in order from the first line to the passing gate."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"(?:^<!-- exit code (\d) -->\n)?^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WATCH = """\
__expect() {
    if [ "$1" != "$2" ]; then echo "exit code $1, not $2: $3"; exit 99; fi
}
"""


def script(page: str) -> str:
    """Return the page's commands as a shell script that stops at the first unexpected exit code."""
    lines = (
        f"echo '$ {command}'\n{command}\n__expect $? {code or 0} '{command}'"
        for code, block in _BLOCK.findall(page)
        for command in block.splitlines()
    )
    return _WATCH + "\n".join(lines)


def test_the_tutorial_ends_with_a_passing_gate(tmp_path: Path) -> None:
    if not (shutil.which("git") and shutil.which("bash")):
        pytest.skip("needs git and bash")
    page = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    ignored = shutil.ignore_patterns("__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache")
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=ignored)
    done = subprocess.run(
        ["bash", "-c", script(page)],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(tmp_path),
            "ROADWORTHY_CACHE_DIR": str(tmp_path / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-2000:]}"
    runs = done.stdout.split("$ roadworthy check\n")
    assert len(runs) == 4  # before, with the baseline, and at the end
    assert "failed: score" in runs[1]
    assert "passed" in runs[2]
    assert "passed: score" in runs[3]
    assert "baseline" not in runs[3]


def test_a_wrong_exit_code_is_noticed(tmp_path: Path) -> None:
    page = "```sh\ntrue\n```\n<!-- exit code 1 -->\n```sh\nfalse\n```\n```sh\nfalse\n```\n"
    done = subprocess.run(
        ["bash", "-c", script(page)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 99
    assert done.stdout.endswith("exit code 1, not 0: false\n")
