"""The pattern for problem matchers that the documentation gives, on the lines of every kind of finding."""

from __future__ import annotations

import re
from pathlib import Path

from roadworthy.report.formats.concise import concise
from roadworthy.report.lines import render_finding
from tests.report.factory import HOSTILE, place, report, violation

PAGE = (Path(__file__).parents[2] / "docs" / "ci.md").read_text(encoding="utf-8")
PATTERN = re.compile(PAGE.partition("Every line of a finding matches `")[2].partition("`")[0])


def test_a_line_of_a_file_is_told_by_its_parts() -> None:
    found = violation("name-missing", place("src/a b.py", 3, 5, 3, 9), "there is no `name`")
    match = PATTERN.fullmatch(render_finding(found))
    assert match is not None
    assert match.groups() == ("src/a b.py", None, "3", "5", "error", "name-missing", "there is no `name`")


def test_a_line_of_a_cell_is_told_by_its_parts() -> None:
    found = violation("name-missing", place("n.ipynb", 2, 1, 2, 4, cell=7), "it: is")
    match = PATTERN.fullmatch(render_finding(found))
    assert match is not None
    assert match.groups() == ("n.ipynb", "7", "2", "1", "error", "name-missing", "it: is")


def test_every_finding_of_a_report_is_one_line_that_fits() -> None:
    made = report(*(violation("name-missing", place(path), "it: [is] wrong") for path in HOSTILE))
    lines = [line for line in concise(made).splitlines() if PATTERN.fullmatch(line)]
    assert len(lines) == len(HOSTILE)
