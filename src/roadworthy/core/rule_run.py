"""How the rules of a run fared: what the engine hands over."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from roadworthy.core.finding import Finding
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.rule import Rule


class Outcome(Enum):
    """How one rule fared in one project."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not-applicable"
    BLOCKED = "blocked"
    UNMEASURED = "unmeasured"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule or fact that raised, or was stopped: which, on what, and the traceback or the limit."""

    rule: str
    subject: str
    traceback: str
    kind: Literal["rule", "fact", "practice", "run"] = "rule"
    #: It took too long, or found too much, and was given up.
    stopped: bool = False

    @property
    def text(self) -> str:
        """What happened, in words: rule `print-in-package` crashed."""
        if self.kind == "run":
            return "the run was stopped"
        return f"{self.kind} `{self.rule}` {'was stopped' if self.stopped else 'crashed'}"


@dataclass(slots=True)
class RuleRun:
    """One rule's run: its outcome, how many subjects it judged, and its findings, each with its subject.

    `reasons` say what could not be seen, where it could not tell.
    """

    rule: Rule
    outcome: Outcome
    subjects: int = 0
    findings: list[tuple[int | str, Finding]] = field(default_factory=list)
    reasons: tuple[str, ...] = ()
