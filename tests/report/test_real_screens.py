"""The first screens of ten public projects, from their stored reports: short, and they name each error."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from roadworthy.core.result import Report, Verdict
from roadworthy.report.formats.text import LINES, text
from roadworthy.report.screen import failing
from roadworthy.report.view import View, columns
from tests.report.stored import SCREENS, restored, stored

STORED = sorted(SCREENS.glob("*.jsonl"))
#: Bytes of all stored reports together.
_MOST = 200_000


def report_of(path: Path) -> Report:
    return restored(path.read_text(encoding="utf-8"))


def test_there_are_ten_of_different_kinds_and_they_stay_small() -> None:
    assert len(STORED) == 10
    assert sum(path.stat().st_size for path in STORED) < _MOST
    projects = [project for path in STORED for project in report_of(path).projects]
    assert {project.profile for project in projects} == {"library", "application", "ml-service"}
    assert {project.verdict for project in projects} >= {Verdict.FAILED, Verdict.PASSED}
    assert any(len(report_of(path).projects) > 1 for path in STORED)


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_first_screen_is_short_and_names_each_error_that_fails_the_gate(path: Path, width: int) -> None:
    report = report_of(path)
    shown = text(report, View(width=width))
    lines = shown.splitlines()
    assert sum(map(View(width=width).rows, lines)) <= LINES
    assert all(columns(line) <= width for line in lines[1:])
    fails = [finding for project in report.projects for finding in failing(project)]
    missing = {finding.rule for finding in fails} - set(re.findall(r"[a-z]+(?:-[a-z0-9]+)+", shown))
    assert not missing
    if fails:
        assert f"What fails the gate ({len(fails)} finding" in shown
    assert len(report.projects) > 1 or report.projects[0].verdict.value in lines[0]


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_the_screen_says_what_to_type_next(path: Path) -> None:
    report = report_of(path)
    last = text(report).splitlines()[-1]
    assert any(project.findings for project in report.projects)
    assert "`--" in last or "`roadworthy " in last


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_stored_report_keeps_what_the_screen_shows(path: Path) -> None:
    report = report_of(path)
    again = restored(stored(report, json.loads(path.read_text(encoding="utf-8").splitlines()[0])["commit"]))
    for width in (80, 200):
        assert text(again, View(width=width)) == text(report, View(width=width))
