"""`--fix`, `--unsafe-fixes` and `--diff`: what is safe is fixed, and nothing else is touched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import GOOD, Run

REDUNDANT = (
    GOOD
    + 'classifiers = [\n  "License :: OSI Approved :: MIT License",  # the licence\n  "Typing :: Typed",\n]\n'
)
MENDED = GOOD + 'classifiers = [\n  "Typing :: Typed",\n]\n'


def test_safe_fixes_are_applied_and_the_rest_is_inspected(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(REDUNDANT)
    done = run("check", "--fix", "--select", "metadata", cwd=project)
    assert (project / "pyproject.toml").read_text() == MENDED
    assert "license-classifier-redundant" not in done.stdout
    assert done.stderr == "roadworthy: 1 fix applied to 1 file\n"


def test_a_diff_is_shown_and_nothing_is_written(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(REDUNDANT)
    done = run("check", "--diff", "--select", "metadata", cwd=project)
    assert done.returncode == 1
    assert '-  "License :: OSI Approved :: MIT License",  # the licence\n' in done.stdout
    assert (project / "pyproject.toml").read_text() == REDUNDANT
    (project / "pyproject.toml").write_text(MENDED)
    assert run("check", "--diff", "--select", "metadata", cwd=project).returncode == 0


def test_unsafe_fixes_must_be_asked_for(run: Run, project: Path) -> None:
    bare = GOOD.replace('requires-python = ">=3.11"', 'requires-python = "3.11"')
    (project / "pyproject.toml").write_text(bare)
    run("check", "--fix", "--select", "metadata", cwd=project)
    assert (project / "pyproject.toml").read_text() == bare
    run("check", "--unsafe-fixes", "--select", "metadata", cwd=project)
    assert 'requires-python = ">=3.11"' in (project / "pyproject.toml").read_text()


def test_an_accepted_finding_is_left_alone(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(REDUNDANT)
    (project / "roadworthy.toml").write_text(
        '[ignore]\nlicense-classifier-redundant = "an old index wants it"\n'
    )
    run("check", "--fix", "--select", "metadata", cwd=project)
    assert (project / "pyproject.toml").read_text() == REDUNDANT


def test_files_that_were_not_named_are_left_alone(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(REDUNDANT)
    run("check", "--fix", "src/demo/__init__.py", cwd=project)
    assert (project / "pyproject.toml").read_text() == REDUNDANT
    assert not (project / ".gitignore").exists()


def test_a_diff_keeps_the_tabs_and_line_ends_that_git_needs(project: Path) -> None:
    module = project / "src" / "demo" / "a b.py"
    module.write_bytes(b"import os\r\nimport sys\r\nif sys.argv:\r\n\tx = 1\r\n")
    # Read as bytes: Python would take "\\r\\n" for "\\n".
    command = Path(sys.executable).with_name("roadworthy")
    options = ["check", "--diff", "--unsafe-fixes", "--select", "import-unused"]
    done = subprocess.run([str(command), *options], cwd=project, capture_output=True, check=False)
    assert b"+++ b/src/demo/a b.py\t\n" in done.stdout
    assert b"-import os\r\n" in done.stdout
    assert b" \tx = 1\r\n" in done.stdout
