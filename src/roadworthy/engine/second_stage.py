"""The second stage: a rule on facts of all files runs once for each of its subjects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Absent, Blocked, Unmeasured
from roadworthy.core.finding import Finding
from roadworthy.core.rule_run import Crash, Outcome, RuleRun
from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.crash import crash_of, name_of
from roadworthy.engine.facts import Facts
from roadworthy.engine.file_pass import run_rule
from roadworthy.engine.schedule import Scheduled
from roadworthy.engine.timing import Timing


def timed(
    scheduled: Scheduled,
    budget: TimeBudget,
    facts: Facts,
    crashes: list[Crash],
    timing: Timing | None,
    only: Collection[str],
) -> RuleRun:
    """Run one rule of the second stage within its time, which is counted where anyone wants to know."""

    def run() -> RuleRun:
        return _within(budget, scheduled, facts, crashes, only)

    judged: RuleRun = run() if timing is None else timing.rule(scheduled.rule.name, run)
    return judged


def _within(
    budget: TimeBudget, scheduled: Scheduled, facts: Facts, crashes: list[Crash], only: Collection[str]
) -> RuleRun:
    """Run one rule of the second stage, within its time; none after the run has taken all of its own."""
    rule = scheduled.rule
    if budget.spent:
        if not any(crash.kind == "run" for crash in crashes):
            crashes.append(Crash("", "the project", "it took too long", "run", stopped=True))
        return RuleRun(rule, Outcome.UNMEASURED)
    try:
        with budget.step(limits.RULE_SECONDS):
            return judge_facts(scheduled, facts, crashes, only)
    except Spent as error:
        crashes.append(crash_of(rule.name, "the project", error))
        return RuleRun(rule, Outcome.CRASHED)


def judge_facts(
    scheduled: Scheduled, facts: Facts, crashes: list[Crash], only: Collection[str] = ()
) -> RuleRun:
    """Run one rule of the second stage on each of its subjects.

    With `only`, these are the subjects that are of one of these files. A rule without subjects is not asked
    for anything else, nor imported.
    """
    rule, needs = scheduled.rule, scheduled.signature.needs
    try:
        subjects = facts.subjects(needs[0].key, only)
        if not subjects and not needs[0].optional:
            return RuleRun(rule, Outcome.NOT_APPLICABLE)
        others = [facts.needed(need) for need in needs[1:]]
    except Absent:
        return RuleRun(rule, Outcome.NOT_APPLICABLE)
    except Unmeasured as unmeasured:
        return RuleRun(rule, Outcome.UNMEASURED, reasons=(unmeasured.reason,))
    except Blocked:
        return RuleRun(rule, Outcome.BLOCKED)
    if not subjects and needs[0].optional:
        subjects = [None]
    if any(other is None and not need.optional for other, need in zip(others, needs[1:], strict=True)):
        return RuleRun(rule, Outcome.NOT_APPLICABLE)
    findings: list[tuple[int | str, Finding]] = []
    readable = [subject for subject in subjects if not isinstance(subject, (Blocked, Unmeasured))]
    reasons: list[str] = []
    for number, subject in enumerate(readable):
        call = _bound(scheduled, subject, others)
        try:
            found = run_rule(rule.name, name_of(subject), crashes, call, facts.note)
        except Unmeasured as unmeasured:
            reasons.append(unmeasured.reason)
            continue
        findings.extend((number, finding) for finding in found)
    if not readable:
        return RuleRun(rule, Outcome.BLOCKED if subjects else Outcome.NOT_APPLICABLE)
    told = len(readable) - len(reasons)
    outcome = Outcome.FAILED if findings else Outcome.PASSED if told else Outcome.UNMEASURED
    return RuleRun(rule, outcome, told, findings, tuple(dict.fromkeys(reasons)))


def _bound(scheduled: Scheduled, subject: Any, others: Sequence[Any]) -> Any:
    return lambda: scheduled.call(subject, *others)
