"""Settings that extend others, as a whole run treats them."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.settings.test_extend import project

__all__ = ["project"]  # the fixture


def test_a_rule_that_an_extended_file_misspells_is_told_there(project: Path, run: Run) -> None:
    (project.parent / "gate.toml").write_text('[ignore]\nprint-in-pakage = "x"\n')
    found = run("check", cwd=project)
    assert found.returncode == 2
    assert "../gate.toml:2:1: no rule is called `print-in-pakage`; did you mean" in found.stderr


def test_an_ignore_of_an_extended_file_that_matches_nothing_is_no_finding(project: Path, run: Run) -> None:
    (project.parent / "gate.toml").write_text('[ignore]\nprint-in-package = "tools print"\n')
    shared = run("check", "--output-format", "concise", cwd=project)
    assert "ignore-unused" not in shared.stdout
    (project / "pyproject.toml").write_text('[tool.roadworthy.ignore]\nprint-in-package = "tools print"\n')
    own = run("check", "--output-format", "concise", cwd=project)
    assert "ignore-unused" in own.stdout


def test_a_changed_extended_file_makes_a_kept_report_stale(project: Path, run: Run) -> None:
    first = run("check", "--output-format", "json", cwd=project, paranoid=False)
    (project.parent / "gate.toml").write_text('profile = "ml-service"\n')
    second = run("check", "--output-format", "json", cwd=project, paranoid=False)
    assert first.stdout != second.stdout


def test_paranoid_allows_the_extended_file(project: Path, run: Run) -> None:
    found = run("check", "--exit-zero", cwd=project)
    assert found.returncode == 0, found.stderr
