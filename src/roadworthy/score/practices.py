"""What each practice is answered in one inspection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from roadworthy.core.fault import Absent, Blocked, Unmeasured
from roadworthy.core.practice import Answer, Practice, State
from roadworthy.core.result import Outcome, PracticeScore
from roadworthy.core.signature import read_signature
from roadworthy.engine.budget import Spent
from roadworthy.engine.crash import crash_of
from roadworthy.engine.inspect import Inspection
from roadworthy.locate.place import Placer


@dataclass(frozen=True, slots=True)
class Answered:
    """A practice and its answer; None where it does not apply, or its lack is accepted."""

    practice: Practice
    answer: Answer | None
    #: Why it does not count, where that is not for its own sake.
    reason: str = ""

    @property
    def state(self) -> State:
        """The answer in one word."""
        return "not-applicable" if self.answer is None else self.answer.state

    @property
    def share(self) -> float | None:
        """The part of its points that it earns; None where they leave the score."""
        return None if self.answer is None else self.answer.share


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
        return Answered(practice, Answer(None, (), outcome.reason))
    except Blocked as outcome:
        return Answered(practice, Answer(None, (), str(outcome)))
    except (Exception, Spent) as error:
        inspection.crashes.append(crash_of(practice.name, "the project", error, "practice"))
        return Answered(practice, Answer(None, (), "asking for it crashed"))
    if answer is not None and (answer.share or 0.0) < 1.0 and (by := _accepted(inspection, practice)):
        return Answered(practice, None, by)
    return Answered(practice, answer)


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
    group: str, weight: float, answered: Iterable[Answered], placer: Placer
) -> tuple[PracticeScore, ...]:
    """Return the practices of one group as a report shows them, with their part of its weight."""
    own = [item for item in answered if item.practice.group == group]
    whole = sum(item.practice.points for item in own)
    return tuple(
        PracticeScore(
            item.practice.name,
            item.practice.title,
            weight * item.practice.points / whole,
            item.state,
            item.share,
            tuple(
                (text, None if at is None else placer.place(at))
                for text, at in (item.answer.chain if item.answer else ())
            ),
            item.answer.reason if item.answer else item.reason,
        )
        for item in own
    )
