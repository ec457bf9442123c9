"""Where a score stands among public projects that were inspected the same way.

`tests/ecosystem/calibration.py --write` makes the table. It is no random sample of what is public: so the
report counts projects and names the day, and gives no percentile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from roadworthy.core.groups import GROUPS
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.score_result import GroupScore, ScoreResult, Standing
from roadworthy.data.tables import read_table

#: Fewer measured projects than this say nothing.
LEAST = 10


@dataclass(frozen=True, slots=True)
class MeasuredProject:
    """One row of the table: the profile, the score, and the part (0 to 1) that each measured group kept."""

    profile: str
    score: float
    groups: Mapping[str, float]


@cache
def measured_projects() -> tuple[MeasuredProject, ...]:
    """Return the public projects that the table holds."""
    found = []
    for row in read_table("measured_projects").rows:
        profile, score, *parts = row.split()
        kept = {name: float(part) for name, part in zip(GROUPS, parts, strict=True) if part != "-"}
        found.append(MeasuredProject(profile, float(score), kept))
    return tuple(found)


def with_standing(score: ScoreResult, profile: str) -> ScoreResult:
    """Return a score, and its groups, each with where it stands among public projects of the same profile."""
    rows = [item for item in measured_projects() if item.profile == profile]
    groups = (
        replace(group, standing=_group_standing(group, [row.groups for row in rows]))
        for group in score.groups
    )
    return replace(score, groups=tuple(groups), standing=_standing([row.score for row in rows], score.value))


def _group_standing(group: GroupScore, rows: Sequence[Mapping[str, float]]) -> Standing | None:
    if not group.weight or group.value is None:
        return None
    return _standing([row[group.name] for row in rows if group.name in row], group.value / group.weight)


def _standing(others: Sequence[float], value: float) -> Standing | None:
    if len(others) < LEAST:
        return None
    day = read_table("measured_projects").checked.isoformat()
    return Standing(sum(other < value for other in others), len(others), day)
