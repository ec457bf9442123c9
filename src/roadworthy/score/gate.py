"""The verdict: score, severities, and what could not be judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roadworthy.core.result import Reason, ReportedFinding, Verdict
from roadworthy.core.rule import Severity
from roadworthy.core.score_result import ScoreResult
from roadworthy.core.wording import counted
from roadworthy.score.points import display_points


def judge(
    score: ScoreResult | None, findings: Iterable[ReportedFinding], fail_on: str, blockers: Sequence[str]
) -> tuple[Verdict, tuple[Reason, ...]]:
    """Return the verdict and everything that speaks against passing.

    `blockers` say what could not be judged: with any of them the verdict is unknown. Accepted findings
    and those that a baseline knows do not count. `fail_on` is a severity's word, or `never`.
    """
    reasons: list[Reason] = []
    counting = [finding for finding in findings if finding.accepted is None and finding.new is not False]
    if score is not None and score.value < score.fail_under:
        text = f"score {display_points(score.value):.1f} is under {score.fail_under:g}"
        reasons.append(Reason("score", text))
    if fail_on != "never":
        least = Severity[fail_on.upper()]
        for severity in sorted(Severity, key=lambda item: -item.value):
            number = sum(finding.severity is severity for finding in counting)
            if number and severity.value >= least.value:
                reasons.append(Reason("findings", counted(number, severity.label)))
    if blockers:
        return Verdict.UNKNOWN, (*(Reason("unjudged", text) for text in blockers), *reasons)
    return (Verdict.FAILED if reasons else Verdict.PASSED), tuple(reasons)
