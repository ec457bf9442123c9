"""`--diff-base` for every rule: what the change brought about fails, and nothing that was there before."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.result import ProjectResult, Verdict
from roadworthy.testing.pages import plugins
from tests.diff.conftest import Checkout

DEBUGGED = 'def f():\n    """F."""\n    breakpoint()\n'


def write(checkout: Checkout, files: dict[str, str]) -> None:
    for path, text in files.items():
        (checkout.root / path).write_text(text)


@pytest.fixture
def legacy(checkout: Checkout) -> Checkout:
    """Return a checkout whose base has faults already."""
    write(checkout, {"src/demo/old.py": DEBUGGED, "src/demo/other.py": "import os\n\n\n" + DEBUGGED})
    checkout.git("add", "-A")
    checkout.git("commit", "-qm", "legacy")
    checkout.git("branch", "-f", "main")
    return checkout


def judged(checkout: Checkout) -> ProjectResult:
    report = check(Request((str(checkout.root),), diff_base="main", plugins=plugins()))
    return report.projects[0]


def new(checkout: Checkout) -> set[tuple[str, str]]:
    """Return rule and file of the findings that the change brought about."""
    return {
        (finding.rule, Path(finding.place.path).name)
        for finding in judged(checkout).findings
        if finding.new and finding.accepted is None
    }


def test_what_was_there_does_not_fail(legacy: Checkout) -> None:
    found = judged(legacy)
    assert found.verdict is Verdict.PASSED
    assert {finding.new for finding in found.findings} == {False}
    assert any(finding.rule == "breakpoint-left" for finding in found.findings)


def test_one_new_fault_fails_whatever_the_score(legacy: Checkout) -> None:
    write(legacy, {"src/demo/new.py": DEBUGGED})
    assert ("breakpoint-left", "new.py") in new(legacy)
    assert ("breakpoint-left", "old.py") not in new(legacy)
    assert judged(legacy).verdict is Verdict.FAILED


def test_moved_lines_make_nothing_new(legacy: Checkout) -> None:
    write(legacy, {"src/demo/old.py": '"""Moved."""\n\nX = 1\n\n\n' + DEBUGGED})
    assert ("breakpoint-left", "old.py") not in new(legacy)


@pytest.mark.parametrize("text", [DEBUGGED, DEBUGGED + "\n# the end\n"], ids=["same", "alike"])
def test_a_renamed_file_makes_nothing_new(legacy: Checkout, text: str) -> None:
    (legacy.root / "src" / "demo" / "old.py").unlink()
    write(legacy, {"src/demo/renamed.py": text})
    assert ("breakpoint-left", "renamed.py") not in new(legacy)


def test_a_second_one_of_the_same_is_new(legacy: Checkout) -> None:
    write(legacy, {"src/demo/old.py": DEBUGGED + '\n\ndef g():\n    """G."""\n    breakpoint()\n'})
    assert ("breakpoint-left", "old.py") in new(legacy)


def test_what_the_change_removed_is_missed(legacy: Checkout) -> None:
    write(legacy, {"README.md": "# Demo\n"})
    legacy.git("add", "-A")
    legacy.git("commit", "-qm", "readme")
    legacy.git("branch", "-f", "main")
    legacy.git("rm", "-q", "README.md")
    assert any(rule == "readme-missing" for rule, _ in new(legacy))


def test_an_ignore_that_the_change_took_away_brings_its_finding(legacy: Checkout) -> None:
    ignored = DEBUGGED.replace("breakpoint()", "breakpoint()  # roadworthy: ignore[breakpoint-left] a course")
    write(legacy, {"src/demo/old.py": ignored})
    legacy.git("commit", "-qam", "ignored")
    legacy.git("branch", "-f", "main")
    assert new(legacy) == set()
    write(legacy, {"src/demo/old.py": DEBUGGED})
    assert ("breakpoint-left", "old.py") in new(legacy)


def test_settings_of_today_judge_both(legacy: Checkout) -> None:
    write(legacy, {"roadworthy.toml": '[severity]\n"docstring-missing" = "error"\n'})
    assert {rule for rule, _ in new(legacy)} <= {"gitignore-missing"}
