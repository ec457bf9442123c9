"""What findings cost: the score of an inspection, the gain of each finding, and the path to the threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from roadworthy.core.result import Judged, Outcome, ScoreResult
from roadworthy.engine.inspect import Inspection
from roadworthy.score.score import TAKES, RuleTally, losses, score


def affected_subjects(item: Judged, without: Inspection | None = None) -> set[int | str]:
    """Return the subjects at fault; with an inspection given, those with a finding that is not accepted."""
    return {
        subject
        for subject, finding in item.findings
        if without is None or without.acceptance.of(finding) is None
    }


def _marks(inspection: Inspection, accepted: bool) -> dict[str, RuleTally]:
    marks = {}
    for item in inspection.judged:
        affected = affected_subjects(item, None if accepted else inspection)
        rule = item.rule
        take = 0.0 if rule.preview else TAKES[rule.severity] if rule.take is None else rule.take
        if affected and item.subjects:
            marks[rule.name] = RuleTally(rule.name, rule.group, take, item.subjects, len(affected))
    for group in _unmeasured(inspection.judged) & set(inspection.config["require"]):
        marks[f"require {group}"] = RuleTally(f"require {group}", group, 1.0, 1, 1)
    return marks


def _unmeasured(judged: Iterable[Judged]) -> frozenset[str]:
    """Return the groups of which nothing could be judged, or not whether their subject is there at all."""
    outcomes: dict[str, set[Outcome]] = {}
    unknown: set[str] = set()
    for item in judged:
        outcomes.setdefault(item.rule.group, set()).add(item.outcome)
        if item.rule.take == 1.0 and item.outcome is Outcome.UNMEASURED:
            unknown.add(item.rule.group)
    nothing = {Outcome.UNMEASURED, Outcome.BLOCKED, Outcome.NOT_APPLICABLE}
    absent = {Outcome.NOT_APPLICABLE}
    return frozenset(
        group
        for group, found in outcomes.items()
        if (found <= nothing and not found <= absent) or group in unknown
    )


def _not_applicable(judged: Iterable[Judged]) -> frozenset[str]:
    """Return the groups in which no rule had anything to look at."""
    looked = {item.rule.group for item in judged if item.outcome is not Outcome.NOT_APPLICABLE}
    return frozenset(item.rule.group for item in judged) - looked


def price(
    inspection: Inspection, weights: Mapping[str, int]
) -> tuple[ScoreResult, dict[int, float], tuple[tuple[str, int, float], ...]]:
    """Return the score, the gain of each finding by its identity, and the path to the threshold."""
    config = inspection.config
    ran = {item.rule.group for item in inspection.judged}
    unmeasured = (_unmeasured(inspection.judged) | (set(weights) - ran)) - set(config["require"])
    unmeasured |= _not_applicable(inspection.judged)
    marks = _marks(inspection, accepted=False)
    now = score(marks.values(), weights, frozenset(unmeasured))
    with_accepted = score(_marks(inspection, accepted=True).values(), weights, frozenset(unmeasured))

    def value(changed: Mapping[str, RuleTally]) -> float:
        return score(changed.values(), weights, frozenset(unmeasured)).value

    gains: dict[int, float] = {}
    for item in inspection.judged:
        mark = marks.get(item.rule.name)
        if mark is None:
            continue
        counts: dict[int | str, int] = {}
        counted = [(s, f) for s, f in item.findings if inspection.acceptance.of(f) is None]
        for subject, _ in counted:
            counts[subject] = counts.get(subject, 0) + 1
        fewer = value({**marks, item.rule.name: replace(mark, affected=mark.affected - 1)}) - now.value
        gains.update({id(f): fewer if counts[s] == 1 else 0.0 for s, f in counted})
    result = ScoreResult(
        now.value,
        with_accepted.value,
        now.measured,
        float(config["fail-under"]),
        now.groups,
        losses(marks.values(), weights, now.measured),
    )
    return result, gains, _path(inspection, marks, result, value)


def _path(
    inspection: Inspection,
    marks: dict[str, RuleTally],
    result: ScoreResult,
    value: Callable[[Mapping[str, RuleTally]], float],
) -> tuple[tuple[str, int, float], ...]:
    """Return the rules to satisfy for the threshold, most points for a finding first."""
    numbers = {
        item.rule.name: sum(inspection.acceptance.of(f) is None for _, f in item.findings)
        for item in inspection.judged
    }
    left, current, path = dict(marks), result.value, []
    while current < result.fail_under and left:
        worth = {name: value({k: m for k, m in left.items() if k != name}) - current for name in left}
        best = max(left, key=lambda name: (worth[name] / max(numbers.get(name, 1), 1), name))
        gained = worth[best]
        if gained <= 0:
            break
        path.append((best, numbers.get(best, 0), gained))
        del left[best]
        current += gained
    return tuple(path)
