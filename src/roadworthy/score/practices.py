"""What each practice is answered in one inspection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roadworthy.core.fault import Absent, Blocked, Unmeasured
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.practice import Answer, Practice, State, untold
from roadworthy.core.rule_run import Outcome
from roadworthy.core.score_result import PracticeScore
from roadworthy.core.signature import read_signature
from roadworthy.engine.budget import Spent
from roadworthy.engine.crash import crash_of
from roadworthy.engine.inspect import Inspection
from roadworthy.locate.place import Placer


@dataclass(frozen=True, slots=True)
class Answered:
    """A practice and its answer, None where it does not apply; `accepted` says why its lack is accepted."""

    practice: Practice
    answer: Answer | None
    accepted: str = ""

    @property
    def state(self) -> State:
        """The answer in one word."""
        return "not-applicable" if self.answer is None or self.accepted else self.answer.state

    def share(self, with_accepted: bool = False) -> float | None:
        """Return the part of its points that it earns; None where they leave the score."""
        if self.answer is None or (self.accepted and not with_accepted):
            return None
        return self.answer.share


def answers(inspection: Inspection, practices: Iterable[Practice]) -> list[Answered]:
    """Ask each practice; one that raises is noted among the inspection's crashes."""
    return [_answered(inspection, practice) for practice in practices]


def _answered(inspection: Inspection, practice: Practice) -> Answered:
    try:
        signature = read_signature(practice.function)
        answer = inspection.facts.call(signature, {})
    except Absent:
        return Answered(practice, None)
    except Unmeasured as outcome:
        return Answered(practice, untold(outcome.reason))
    except Blocked as outcome:
        return Answered(practice, untold(str(outcome)))
    except (Exception, Spent) as error:
        inspection.crashes.append(crash_of(practice.name, "the project", error, "practice"))
        return Answered(practice, untold("its provider crashed"))
    lacks = answer is not None and answer.share is not None and answer.share < 1.0
    return Answered(practice, answer, _accepted(inspection, practice) if lacks else "")


def _accepted(inspection: Inspection, practice: Practice) -> str:
    """Return by what the lack of a practice is accepted: every finding of its rules is."""
    found = [
        inspection.acceptance.of(finding)
        for item in inspection.judged
        if item.rule.name in practice.rules and item.outcome is Outcome.FAILED
        for _, finding in item.findings
    ]
    accepted = [item for item in found if item is not None]
    return f"accepted: {accepted[0].reason}" if found and len(accepted) == len(found) else ""


def scores_of(
    group: str, weight: float, answered: Iterable[Answered], placer: Placer, gains: Mapping[str, float]
) -> tuple[PracticeScore, ...]:
    """Return the practices of one group as a report shows them, with their part of its weight.

    `gains` are the points that what they lack would gain, by name, as far as no finding tells it.
    """
    own = [item for item in answered if item.practice.group == group]
    whole = sum(item.practice.points for item in own)
    return tuple(
        PracticeScore(
            item.practice.name,
            item.practice.title,
            weight * item.practice.points / whole,
            item.state,
            item.share(),
            tuple(
                (text, None if at is None else placer.place(at))
                for text, at in (item.answer.chain if item.answer else ())
            ),
            item.accepted or (item.answer.reason if item.answer else ""),
            gains.get(item.practice.name),
        )
        for item in own
    )
