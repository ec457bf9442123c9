"""What people see first: at most 40 lines, with every rule that fails the gate, and what to type next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.commands.terminal import is_read_by_a_person, wants_links, width_of
from roadworthy.core.finding import Fix, Location, Replace, Span
from roadworthy.core.result import ProjectResult, Report, ReportedFinding, Verdict
from roadworthy.core.rule import Severity
from roadworthy.core.rule_run import Crash
from roadworthy.core.score_result import PracticeScore, ScoreResult
from roadworthy.report.formats.concise import concise
from roadworthy.report.formats.full import full
from roadworthy.report.formats.text import LINES, text
from roadworthy.report.home import HOME
from roadworthy.report.lines import why
from roadworthy.report.view import View, columns, sentence
from roadworthy.score.gate import judge
from roadworthy.testing.pages import installed_rules
from tests.report.factory import MODULE, place, project, report, violation

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def many(rules: int, each: int, severity: Severity) -> Iterator[ReportedFinding]:
    for number in range(rules):
        for line in range(each):
            at = place(f"package/module_{number}.py", line + 1, 1, line + 1, 9)
            made = violation("name-short", at, f"`{severity.label} {number}` is wrong in line {line}")
            yield replace(made, rule=f"{severity.label}-rule-{number}", severity=severity, gain=0.5)


def lacking(made: ProjectResult) -> ScoreResult:
    """Return the score of a project with many practices that no finding tells."""
    assert made.score is not None
    practices = tuple(
        PracticeScore(f"kept-{n}", "It is kept.", 2.0, "no", 0.0, (), f"{n} lacks", n) for n in range(9)
    )
    first, *others = made.score.groups
    return replace(made.score, groups=(replace(first, practices=practices), *others))


def judged(*findings: ReportedFinding, projects: int = 1) -> Report:
    """Return a report whose verdicts are those of the gate."""
    made = project(*findings)
    verdict, reasons = judge(made.score, findings, "error", ())
    made = replace(made, verdict=verdict, reasons=reasons, score=lacking(made))
    names = [replace(made, root=f"packages/p{n}", name=f"p{n}") for n in range(projects)]
    return report(projects=tuple(names) if projects > 1 else (made,))


@given(
    st.tuples(*[st.integers(0, 60)] * 3),
    st.tuples(*[st.integers(1, 30)] * 3),
    st.integers(80, 200),
    st.integers(1, 30),
    st.integers(0, 9),
)
def test_it_fits_and_names_each_rule_that_fails_the_gate(
    rules: tuple[int, ...], each: tuple[int, ...], width: int, projects: int, crashes: int
) -> None:
    findings = [found for s, n, e in zip(SEVERITIES, rules, each, strict=True) for found in many(n, e, s)]
    made = judged(*findings, projects=projects)
    crash = Crash("name-short", "a.py", "Traceback\nValueError: no")
    made = replace(made, projects=tuple(replace(p, crashes=(crash,) * crashes) for p in made.projects))
    shown = text(made, View(width=width))
    lines = shown.splitlines()
    assert len(lines) <= LINES
    assert all(columns(line) <= width for line in lines[1:])
    if rules[0] <= 25:
        missing = {f"error-rule-{n}" for n in range(rules[0])} - set(re.findall(r"error-rule-\d+", shown))
        assert not missing


def test_what_is_lacking_beside_the_findings_is_shown_most_first() -> None:
    shown = text(judged(*many(1, 1, Severity.NOTE)))
    kept = [line for line in shown.splitlines() if "kept-" in line]
    assert kept == ["  +8.0 kept-8: 8 lacks", "  +7.0 kept-7: 7 lacks", "  +6.0 kept-6: 6 lacks"]


def test_places_and_source_lines_of_errors_are_shown() -> None:
    found = violation("name-missing", place("a.py", 5, 1, 5, 2), "`z` is wrong")
    made = replace(judged(found), sources={"a.py": MODULE})
    shown = text(made)
    assert "error[name-missing] `z` is wrong" in shown
    assert "    a.py:5:1 | z = y" in shown


def test_a_line_with_a_secret_is_not_shown() -> None:
    found = violation("secret-in-code", place("a.py", 1, 14, 1, 33), "a password is in the code")
    made = replace(judged(found), sources={"a.py": MODULE})
    for shown in (text(made), full(made)):
        assert "a.py:1:14" in shown
        assert "hunter2" not in shown


def test_what_is_left_is_counted() -> None:
    # Five rules of warnings are shown; all findings of those, and of the rules that fail, are told of.
    made = judged(*many(2, 3, Severity.ERROR), *many(9, 4, Severity.WARNING))
    assert f"\n{4 * 4} more: `-v`, or `--output-format full`\n" in text(made)
    assert "more: `-v`" not in text(judged(*many(1, 3, Severity.ERROR)))


@pytest.mark.parametrize(
    ("fixes", "expected"),
    [
        ((True, True, False), "2 fixable with `--fix`, 1 more with `--unsafe-fixes`; `--diff` shows them"),
        ((True,), "1 fixable with `--fix`; `--diff` shows it"),
        ((False, False), "2 fixable with `--unsafe-fixes`; `--diff --unsafe-fixes` shows them"),
        ((), "`roadworthy rule name-short` says what to do first"),
    ],
)
def test_the_last_line_says_what_to_type_next(fixes: tuple[bool, ...], expected: str) -> None:
    at = place("a.py", 5, 1, 5, 2)
    edit = Replace(Location("a.py", span=Span(5, 1, 5, 2)), "total")
    found = [violation("name-short", at, f"`z` {n}", fix=Fix("-", edit, safe=s)) for n, s in enumerate(fixes)]
    assert text(judged(*(found or [violation("name-short", at)]))).splitlines()[-1] == expected


def test_full_marks_the_place_and_shows_the_fix_as_a_diff() -> None:
    edit = Replace(Location("a.py", span=Span(5, 1, 5, 2)), "total")
    found = violation("name-short", place("a.py", 5, 1, 5, 2), "`z` has one letter", fix=Fix("Rename", edit))
    shown = full(replace(judged(found), sources={"a.py": MODULE.replace("\r\n", "\n")}))
    assert "    5 | z = y\n      | ^\n" in shown
    assert "    fix: Rename\n" in shown
    assert "\n      -z = y\n      +total = y\n" in shown


def test_a_line_of_a_cell_is_shown_as_the_cell_has_it() -> None:
    source = '{"cells": [\n{"source": [\n"x = \\"a\\"\\n",\n"y = 1"]}]}\n'
    at = place("n.ipynb", 1, 5, 1, 8, cell=1, route="cells[0].source[0]", physical=Span(3, 5, 3, 8))
    made = replace(judged(violation("name-short", at, "short")), sources={"n.ipynb": source})
    assert '    1 | x = "a"\n      |     ^^^\n' in full(made)


def test_wide_characters_do_not_shift_the_carets() -> None:
    found = violation("name-short", place("a.py", 1, 10, 1, 18), "short")
    made = replace(judged(found), sources={"a.py": MODULE})
    # Two emoji of two columns each stand before it.
    assert '    1 | x = "😀😀"; password = "hunter2"\n      | ' + " " * 11 + "^" * 8 in full(made)


def test_concise_is_one_stable_line_a_finding_and_a_verdict_with_the_name() -> None:
    found = violation("name-short", place("a.py", 5, 1, 5, 2), "`z` has one letter", gain=None)
    accepted = replace(found, accepted=None, new=False)
    lines = concise(judged(found, accepted)).splitlines()
    assert lines[0] == "a.py:5:1: note[name-short] `z` has one letter"
    assert lines[1] == "`roadworthy rule name-short` says what to do first"
    assert lines[2].startswith("churn failed: score ")
    assert len(lines) == 3
    assert concise(judged(found), View(quiet=True)).splitlines()[1].startswith("churn failed: ")


def test_statistics_count_by_rule() -> None:
    made = judged(*many(1, 3, Severity.ERROR), *many(2, 2, Severity.NOTE))
    lines = text(made, View(statistics=True)).splitlines()
    assert lines[0] == "    3  error    error-rule-0"
    assert lines[1] == "    2  note     note-rule-0"


def test_findings_may_be_grouped_by_rule() -> None:
    one = violation("name-short", place("a.py", 1, 1, 1, 2), "a")
    two = violation("name-missing", place("b.py", 1, 1, 1, 2), "b")
    three = violation("name-short", place("c.py", 1, 1, 1, 2), "c")
    made = judged(one, two, three)

    def places(view: View) -> list[str]:
        return re.findall(r"^(\w)\.py:1:1: ", text(made, view), re.MULTILINE)

    assert places(View(verbose=True)) == ["a", "b", "c"]
    assert places(View(verbose=True, group_by="rule")) == ["b", "a", "c"]


def test_several_projects_have_totals() -> None:
    made = judged(*many(1, 2, Severity.ERROR), projects=3)
    good = replace(made.projects[0], verdict=Verdict.PASSED, findings=(), reasons=())
    made = replace(made, projects=(good, *made.projects[1:]))
    total = "3 projects: 1 passed, 2 failed; 4 errors"
    assert text(made).splitlines()[0] == total
    assert concise(made).splitlines()[-1] == total


def test_links_and_colours_are_only_there_when_asked_for() -> None:
    made = judged(*many(1, 1, Severity.ERROR))
    assert "\x1b" not in text(made)
    link = f"\x1b]8;;{HOME}rules/error-rule-0/\x1b\\error-rule-0\x1b]8;;\x1b\\"
    assert link in text(made, View(links=True))
    assert "\x1b[31merror\x1b[0m[error-rule-0]" in text(made, View(color=True))
    assert text(made, View(symbols=False)).isascii()


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("One. Two.", "One."),
        ("No end", "No end"),
        ("See e.g. this one. Then more.", "See e.g. this one."),
        ("First `a.b`. `c` is second.", "First `a.b`."),
        ("Broken\nover lines. Next.\n\nOther. Paragraph.", "Broken over lines."),
    ],
)
def test_the_first_sentence(prose: str, expected: str) -> None:
    assert sentence(prose) == expected


@pytest.mark.parametrize(
    ("environment", "terminal", "expected"),
    [
        ({}, True, False),
        ({"TERM_PROGRAM": "vscode"}, True, True),
        ({"TERM_PROGRAM": "vscode"}, False, False),
        ({"TERM_PROGRAM": "vscode", "CI": "true"}, True, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, True, False),
        ({"VTE_VERSION": "6003"}, True, True),
        ({"VTE_VERSION": "4601"}, True, False),
        ({"VTE_VERSION": "²"}, True, False),
        ({"TERM": "xterm-kitty"}, True, True),
        ({"FORCE_HYPERLINK": "1"}, False, True),
        ({"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, True, False),
    ],
)
def test_who_gets_links(environment: dict[str, str], terminal: bool, expected: bool) -> None:
    assert wants_links(environment, terminal=terminal) is expected


def test_who_gets_the_first_screen() -> None:
    assert is_read_by_a_person({}, terminal=True)
    assert not is_read_by_a_person({}, terminal=False)
    assert not is_read_by_a_person({"PRE_COMMIT": "1"}, terminal=True)
    assert not is_read_by_a_person({"CI": "true"}, terminal=True)


def test_the_width_stays_within_limits() -> None:
    assert [width_of(columns) for columns in (0, 80, 120, 900)] == [80, 80, 120, 200]


def test_every_rule_that_ships_says_why_in_one_sentence() -> None:
    assert [rule.name for rule in installed_rules() if not sentence(why(rule))] == []
