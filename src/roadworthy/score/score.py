"""The score: from what practices earn and rules take to a number that explains itself.

A group's practices share its weight by their points, and each earns the part of them that there is evidence
for; one that cannot be told, or does not apply, leaves with its points. Of what is earned, the group keeps
the product over its rules of `1 - take * share`, where `share` is the part of the subjects that a rule found
at fault. So the score is bounded, fixing a finding never lowers it, rules that pass do not matter, what is
absent earns nothing, and what is lost splits exactly: among practices by their points, among rules by
logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.rule import Severity

#: What a full violation takes of what is left of its group.
TAKES = {Severity.ERROR: 0.50, Severity.WARNING: 0.10, Severity.NOTE: 0.02}
#: The least weight that a score is divided by: who shows less than this cannot earn all.
LEAST_MEASURED = 60.0


@dataclass(frozen=True, slots=True)
class RuleTally:
    """What one rule contributes: how many subjects it judged, and how many of them are at fault."""

    rule: str
    group: str
    take: float
    subjects: int
    affected: int

    @property
    def kept(self) -> float:
        """The factor that remains after this rule: 1.0 where it passed."""
        share = self.affected / self.subjects if self.subjects else 0.0
        return 1.0 - self.take * min(share, 1.0)


@dataclass(frozen=True, slots=True)
class PracticeTally:
    """What one practice contributes: the share of its points that it earns; None leaves the score."""

    practice: str
    group: str
    points: float
    share: float | None


@dataclass(frozen=True, slots=True)
class GroupTally:
    """One group: of its `weight`, what is `measured`, what practices `earned`, what rules left (`value`)."""

    name: str
    weight: float
    measured: float
    earned: float
    value: float


@dataclass(frozen=True, slots=True)
class Score:
    """The number from 0 to 100, the weight that could be measured, and each group's part."""

    value: float
    measured: float
    groups: tuple[GroupTally, ...]


def score(
    marks: Iterable[RuleTally],
    weights: Mapping[str, float],
    unmeasured: frozenset[str] = frozenset(),
    practices: Iterable[PracticeTally] = (),
) -> Score:
    """Compute the score; groups in `unmeasured` leave the denominator, as practices without a share do.

    A group for which no practice is given earns its whole weight before its rules take from it.
    """
    kept = dict.fromkeys(weights, 1.0)
    for mark in marks:
        if mark.group in kept:
            kept[mark.group] *= mark.kept
    of_group: dict[str, list[PracticeTally]] = {}
    for practice in practices:
        of_group.setdefault(practice.group, []).append(practice)
    groups = []
    for name, weight in weights.items():
        measured, earned = (0.0, 0.0) if name in unmeasured else _earned(weight, of_group.get(name, ()))
        groups.append(GroupTally(name, weight, measured, earned, earned * kept[name]))
    measured = math.fsum(group.measured for group in groups)
    total = math.fsum(group.value for group in groups)
    return Score(100.0 * total / divisor(measured) if measured else 0.0, measured, tuple(groups))


def divisor(measured: float) -> float:
    """Return the weight that points are divided by: what was measured, and at least `LEAST_MEASURED`."""
    return max(measured, LEAST_MEASURED)


def _earned(weight: float, practices: Sequence[PracticeTally]) -> tuple[float, float]:
    """Return how much of a group's weight is measured, and how much of that its practices earn."""
    if not practices:
        return weight, weight
    whole = math.fsum(practice.points for practice in practices)
    told = [(item.points, item.share) for item in practices if item.share is not None]
    measured = math.fsum(points for points, _ in told)
    earned = math.fsum(points * share for points, share in told)
    return weight * measured / whole, weight * earned / whole


def losses(marks: Iterable[RuleTally], counted: Score) -> dict[str, float]:
    """Return the points of the score that each rule takes of what practices earned.

    Within a group the loss is split by logarithms, or evenly among rules that take everything. With what
    practices do not earn, and what is not measured, they add up to what the score lacks of 100.
    """
    groups = {group.name: group for group in counted.groups}
    by_group: dict[str, list[RuleTally]] = {}
    for mark in marks:
        if mark.kept < 1.0 and mark.group in groups:
            by_group.setdefault(mark.group, []).append(mark)
    points: dict[str, float] = {}
    for name, rules in by_group.items():
        product = math.prod(mark.kept for mark in rules)
        lost = 100.0 * groups[name].earned * (1.0 - product) / divisor(counted.measured)
        whole = [mark for mark in rules if mark.kept == 0.0]
        for mark in rules:
            if whole:
                part = 1.0 / len(whole) if mark in whole else 0.0
            else:
                part = math.log(mark.kept) / math.log(product)
            points[mark.rule] = lost * part
    return points
