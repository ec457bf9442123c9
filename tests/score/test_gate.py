"""The gate: what fails it, what does not count, and what makes it unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roadworthy.core.result import Accepted, ReportedFinding, Verdict
from roadworthy.core.rule import Severity
from roadworthy.core.score_result import ScoreResult
from roadworthy.score.gate import judge
from roadworthy.score.points import display_points
from tests.report.factory import LICENSE


def scored(value: float, fail_under: float = 80.0) -> ScoreResult:
    return ScoreResult(value, value, 100, fail_under, ())


def finding(severity: Severity) -> ReportedFinding:
    return replace(LICENSE, severity=severity, accepted=None, new=None)


def texts(*arguments: object) -> tuple[Verdict, list[str]]:
    verdict, reasons = judge(*arguments)  # type: ignore[arg-type]
    return verdict, [reason.text for reason in reasons]


def test_a_score_at_the_threshold_passes() -> None:
    assert judge(scored(80.0), [], "error", []) == (Verdict.PASSED, ())


def test_a_score_just_under_the_threshold_fails_and_is_not_rounded_up_to_it() -> None:
    assert texts(scored(79.96), [], "error", []) == (Verdict.FAILED, ["score 79.9 is under 80"])


@pytest.mark.parametrize(
    ("points", "displayed"), [(79.96, 79.9), (79.999, 79.9), (80.0, 80.0), (0.05, 0.0), (61.4, 61.4)]
)
def test_points_are_cut_and_not_rounded(points: float, displayed: float) -> None:
    assert display_points(points) == displayed


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [("error", {"error"}), ("warning", {"error", "warning"}), ("note", {"error", "warning", "note"})],
)
def test_a_finding_fails_at_the_least_severity_that_fails_and_above_it(
    fail_on: str, failing: set[str]
) -> None:
    for severity in Severity:
        verdict, _ = judge(scored(100.0), [finding(severity)], fail_on, [])
        assert (verdict is Verdict.FAILED) == (severity.label in failing), severity


def test_never_lets_every_finding_pass() -> None:
    assert judge(scored(100.0), [finding(Severity.ERROR)], "never", [])[0] is Verdict.PASSED


def test_accepted_and_known_findings_do_not_count() -> None:
    accepted = replace(finding(Severity.ERROR), accepted=Accepted("on purpose", "pyproject.toml:1"))
    known = replace(finding(Severity.ERROR), new=False)
    assert judge(scored(100.0), [accepted, known], "error", [])[0] is Verdict.PASSED
    fresh = replace(finding(Severity.ERROR), new=True)
    assert texts(scored(100.0), [accepted, known, fresh], "error", []) == (Verdict.FAILED, ["1 error"])


def test_reasons_come_worst_first_and_agree_in_number() -> None:
    found = [finding(Severity.WARNING), finding(Severity.ERROR), finding(Severity.ERROR)]
    assert texts(None, found, "warning", []) == (Verdict.FAILED, ["2 errors", "1 warning"])


def test_what_cannot_be_judged_wins_over_what_fails() -> None:
    verdict, reasons = judge(scored(10.0), [finding(Severity.ERROR)], "error", ["a.py could not be read"])
    assert verdict is Verdict.UNKNOWN
    assert [(reason.kind, reason.text) for reason in reasons] == [
        ("unjudged", "a.py could not be read"),
        ("score", "score 10.0 is under 80"),
        ("findings", "1 error"),
    ]
