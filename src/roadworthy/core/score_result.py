"""A score with what it comes of, as frozen plain data."""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.place import Place
from roadworthy.core.practice import State


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """How far one practice is kept, and what shows it.

    `points` are its part of the group's weight, `share` what it earned of them, from 0.0 to 1.0: None where
    it could not be told (`state` "unknown") or has no place in this project ("not-applicable"). `chain` is
    what was seen, each with its place; `reason` says what is lacking, or could not be seen. `gain` is what
    what no finding tells would gain; None where findings tell all that lacks.
    """

    name: str
    title: str
    points: float
    state: State
    share: float | None
    chain: tuple[tuple[str, Place | None], ...] = ()
    reason: str = ""
    gain: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of `of` public projects with the same profile have less, as inspected on `day` (ISO 8601)."""

    lower: int
    of: int
    day: str


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group's part: `value` of the `measured` points of its `weight`.

    `measured` is less than the weight where practices do not apply or cannot be told; `value` is None where
    it is 0.
    """

    name: str
    weight: float
    value: float | None
    measured: float = 0.0
    practices: tuple[PracticeScore, ...] = ()
    #: None where too few public projects were measured.
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """The score without accepted findings and with them, and the points that each rule takes."""

    value: float
    with_accepted: float
    measured: float
    fail_under: float
    groups: tuple[GroupScore, ...]
    losses: Mapping[str, float] = field(default_factory=dict)
    #: None where too few public projects were measured.
    standing: Standing | None = None
