"""Where a score stands among public projects."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from roadworthy.core.groups import GROUPS, PROFILES
from roadworthy.core.score_result import GroupScore, ScoreResult
from roadworthy.score.standing import LEAST, measured_projects, with_standing
from tests.ecosystem import calibration


def _score(value: float, *groups: GroupScore) -> ScoreResult:
    return ScoreResult(value, value, 100.0, 80.0, groups)


def test_the_best_score_is_higher_than_all_that_are_lower_and_the_worst_than_none() -> None:
    scores = [item.score for item in measured_projects() if item.profile == "library"]
    best, worst = with_standing(_score(100.0), "library"), with_standing(_score(0.0), "library")
    assert best.standing is not None
    assert worst.standing is not None
    assert best.standing.of == worst.standing.of == len(scores)
    assert (best.standing.lower, worst.standing.lower) == (sum(value < 100.0 for value in scores), 0)


def test_a_group_is_compared_with_projects_in_which_it_was_measured() -> None:
    kept = [item.groups["tests"] for item in measured_projects() if "tests" in item.groups]
    assert len(kept) < len(measured_projects())
    score = with_standing(_score(50.0, GroupScore("tests", 28.0, 14.0, 28.0)), "library")
    standing = score.groups[0].standing
    assert standing is not None
    rows = [item.groups for item in measured_projects() if item.profile == "library"]
    assert standing.of == sum("tests" in row for row in rows)
    assert standing.lower == sum(row.get("tests", 1.0) < 0.5 for row in rows)


def test_a_group_that_was_not_measured_or_weighs_nothing_has_no_standing() -> None:
    unmeasured, weightless = GroupScore("tests", 28.0, None), GroupScore("operations", 0.0, 0.0)
    score = with_standing(_score(50.0, unmeasured, weightless), "library")
    assert [group.standing for group in score.groups] == [None, None]


def test_too_few_projects_say_nothing() -> None:
    profiles = [item.profile for item in measured_projects()]
    assert all(profiles.count(profile) >= LEAST for profile in PROFILES)
    assert with_standing(_score(50.0), "a profile without projects").standing is None


def test_the_table_is_what_the_calibration_found() -> None:
    found = (Path(calibration.__file__).parent / "calibration.tsv").read_text().splitlines()
    rows = [line for line in found if not line.startswith("#")]
    text = calibration.PUBLIC.read_text()
    day = date.fromisoformat(text.partition("# checked: ")[2].partition("\n")[0])
    assert text == calibration.public_table(rows, day)
    assert all(set(item.groups) <= set(GROUPS) for item in measured_projects())
