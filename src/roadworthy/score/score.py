"""The score: from rules' outcomes to a number that explains itself.

A group keeps, of its weight, the product over its rules of `1 - take * share`, where `share` is the part
of the subjects that a rule found at fault. So the score is bounded, fixing a finding never lowers it,
rules that pass do not matter, and a group's loss splits exactly among its rules, by logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roadworthy.core.result import GroupScore
from roadworthy.core.rule import Severity

#: What a full violation takes of what is left of its group.
TAKES = {Severity.ERROR: 0.50, Severity.WARNING: 0.10, Severity.NOTE: 0.02}


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
class Score:
    """The number from 0 to 100, the weight that could be measured, and each group's part."""

    value: float
    measured: int
    groups: tuple[GroupScore, ...]


def score(
    marks: Iterable[RuleTally], weights: Mapping[str, int], unmeasured: frozenset[str] = frozenset()
) -> Score:
    """Compute the score of `marks`; groups in `unmeasured` leave the denominator."""
    kept = dict.fromkeys(weights, 1.0)
    for mark in marks:
        if mark.group in kept:
            kept[mark.group] *= mark.kept
    groups = tuple(
        GroupScore(name, weight, None if name in unmeasured else weight * kept[name])
        for name, weight in weights.items()
    )
    measured = sum(group.weight for group in groups if group.value is not None)
    total = math.fsum(group.value for group in groups if group.value is not None)
    return Score(100.0 * total / measured if measured else 0.0, measured, groups)


def display_points(points: float) -> float:
    """Return points as every report shows them: cut to one decimal, so that 79.96 is not yet 80."""
    return math.floor(points * 10 + 1e-6) / 10


def losses(marks: Iterable[RuleTally], weights: Mapping[str, int], measured: int) -> dict[str, float]:
    """Return the points of the score that each rule takes; they add up to what the score lacks of 100.

    Within a group the loss is split by logarithms, or evenly among rules that take everything.
    """
    by_group: dict[str, list[RuleTally]] = {}
    for mark in marks:
        if mark.kept < 1.0 and mark.group in weights:
            by_group.setdefault(mark.group, []).append(mark)
    points: dict[str, float] = {}
    for group, rules in by_group.items():
        product = math.prod(mark.kept for mark in rules)
        lost = 100.0 * weights[group] * (1.0 - product) / measured if measured else 0.0
        whole = [mark for mark in rules if mark.kept == 0.0]
        for mark in rules:
            if whole:
                part = 1.0 / len(whole) if mark in whole else 0.0
            else:
                part = math.log(mark.kept) / math.log(product)
            points[mark.rule] = lost * part
    return points
