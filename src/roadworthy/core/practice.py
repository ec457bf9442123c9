"""A practice: what earns a group's points, and how far there is evidence that it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.rule import dedent
from roadworthy.core.signature import loaded

State = Literal["yes", "partly", "no", "unknown", "not-applicable"]


@dataclass(frozen=True, slots=True)
class Answer:
    """How far a practice is kept, and what shows it.

    `share` is from 0.0 (not at all) to 1.0 (fully); None where it cannot be told. `chain` is what was seen,
    each in words and with its place where it has one; `reason` says what is lacking or could not be seen.
    `gains` is what fixing all findings of a rule adds to the share, by the rule's name; a rule that is not
    named shares what is lacking with the others that failed.
    """

    share: float | None
    chain: tuple[tuple[str, Location | None], ...] = ()
    reason: str = ""
    gains: Mapping[str, float] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """The answer in one word."""
        if self.share is None:
            return "unknown"
        return "yes" if self.share >= 1.0 else "partly" if self.share > 0.0 else "no"


def kept(
    *chain: str | tuple[str, Location | None],
    share: float = 1.0,
    reason: str = "",
    gains: Mapping[str, float] | None = None,
) -> Answer:
    """Return the answer that a practice is kept, fully or to a share from 0.0 to 1.0, by what was seen."""
    told = tuple((item, None) if isinstance(item, str) else item for item in chain)
    return Answer(min(max(share, 0.0), 1.0), told, reason, gains or {})


def lacking(reason: str) -> Answer:
    """Return the answer that a practice is not kept: everything that could show it was read."""
    return Answer(0.0, (), reason)


def untold(reason: str) -> Answer:
    """Return the answer that it cannot be told, and why; the practice's points leave the score."""
    return Answer(None, (), reason)


@dataclass(frozen=True, slots=True)
class Practice:
    """What earns points: a function from facts to an `Answer`, or to None where it does not apply.

    `points` are its part of its group's. `rules` are those whose findings say that it is lacking: what
    they take is what the practice does not earn, and they take nothing else.
    """

    name: str
    function: Callable[..., Answer | None]
    points: float
    rules: tuple[str, ...] = ()
    group: str = ""

    @property
    def title(self) -> str:
        """The practice in one line, without a full stop."""
        return self.page.partition("\n")[0].rstrip(".")

    @property
    def page(self) -> str:
        """What it means and how it is judged, dedented Markdown."""
        return dedent(loaded(self.function).__doc__ or "")


def practice(
    points: float, *, rules: tuple[str, ...] = ()
) -> Callable[[Callable[..., Answer | None]], Practice]:
    """Return a decorator that makes a `Practice` of a function; its name is the function's in kebab-case.

    Raises `ValueError` where `points` is not above 0.
    """
    if points <= 0:
        raise ValueError("a practice without points earns nothing")

    def decorate(function: Callable[..., Answer | None]) -> Practice:
        return Practice(function.__name__.replace("_", "-"), function, points, rules)

    return decorate
