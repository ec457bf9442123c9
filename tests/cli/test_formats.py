"""Formats from the command line: one exit code in all of them, and what GitHub Actions gets by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roadworthy.commands.cli import main
from roadworthy.report.offered import roadworthy_reports
from tests.cli.conftest import GOOD, Run

BROKEN = GOOD.replace('"1.0"', "= 1")
CASES = {
    0: (GOOD, ["--fail-under", "0"]),
    1: (GOOD, ["--fail-under", "100"]),
    2: (GOOD, ["--select", "no-such-rule"]),
    3: (BROKEN, []),
}


@pytest.mark.parametrize("code", CASES)
def test_the_exit_code_is_the_same_in_every_format(
    code: int, project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    text, options = CASES[code]
    (project / "pyproject.toml").write_text(text)
    monkeypatch.chdir(project)
    codes = {
        name: main(["check", "--no-cache", "--output-format", name, *options])
        for name in roadworthy_reports()
    }
    capfd.readouterr()
    assert codes == dict.fromkeys(codes, code)


def test_actions_get_annotations_beside_the_log_and_a_summary(
    run: Run, project: Path, tmp_path: Path
) -> None:
    (project / "src" / "demo" / "one.py").write_text("def f():\n    breakpoint()\n")
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    variables = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = run("check", cwd=project, paranoid=False, **variables)
    found = re.fullmatch(r"(?s)(::stop-commands::(\w+)\n.*\n::\2::\n)(.*)", done.stdout)
    assert found
    log, annotations = found.group(1, 3)
    assert "src/demo/one.py:2:5: error[breakpoint-left]" in log
    assert "::error title=breakpoint-left (code),file=src/demo/one.py,line=2,endLine=2,col=5," in annotations
    assert summary.read_text().startswith("before\n## ❌ demo: failed")
    again = run("check", cwd=project, paranoid=False, **variables)
    assert re.sub(r"::\w{32}|\w{32}::", "", again.stdout) == re.sub(r"::\w{32}|\w{32}::", "", done.stdout)


def test_what_programs_read_has_nothing_beside_it(run: Run, project: Path) -> None:
    done = run("check", "--output-format", "json", cwd=project, GITHUB_ACTIONS="true")
    assert done.stdout.startswith("{\n")
    assert "\n::" not in done.stdout
