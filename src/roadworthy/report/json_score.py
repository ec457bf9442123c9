"""A score in the JSON report, with the practices that it comes of."""

from __future__ import annotations

from typing import Any

from roadworthy.core.score_result import PracticeScore, ScoreResult, Standing
from roadworthy.report.json_text import rounded
from roadworthy.report.paths import ReportPaths


def _practice(practice: PracticeScore, paths: ReportPaths) -> dict[str, Any]:
    return {
        "name": practice.name,
        "title": practice.title,
        "points": rounded(practice.points),
        "state": practice.state,
        "share": None if practice.share is None else round(practice.share, 4),
        "reason": practice.reason,
        "gain": None if practice.gain is None else rounded(practice.gain),
        "chain": [
            {"text": text, "path": at and paths.display(at.path), "line": at and at.line}
            for text, at in practice.chain
        ],
    }


def score_data(score: ScoreResult | None, paths: ReportPaths) -> dict[str, Any] | None:
    """Return a score as plain data; None where there is none."""
    if score is None:
        return None
    return {
        "value": rounded(score.value),
        "with_accepted": rounded(score.with_accepted),
        "measured": rounded(score.measured),
        "fail_under": rounded(score.fail_under),
        "groups": [
            {
                "name": group.name,
                "weight": rounded(group.weight),
                "value": None if group.value is None else rounded(group.value),
                "measured": group.value is not None,
                "practices": [_practice(item, paths) for item in group.practices],
                "standing": _standing(group.standing),
            }
            for group in score.groups
        ],
        "standing": _standing(score.standing),
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {"lower": standing.lower, "of": standing.of, "day": standing.day}
