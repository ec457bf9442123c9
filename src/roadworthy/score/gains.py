"""What findings cost: the score of an inspection, the gain of each finding, and the path to passing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.rule import Severity
from roadworthy.core.rule_run import Outcome, RuleRun
from roadworthy.core.score_result import GroupScore, ScoreResult
from roadworthy.engine.inspect import Inspection
from roadworthy.score.affected import affected_subjects
from roadworthy.score.practices import Answered, scores_of
from roadworthy.score.score import TAKES, PracticeTally, RuleTally, Score, losses, score


@dataclass(frozen=True, slots=True)
class Tallies:
    """Everything that a score is computed from; `without` and `kept` return it as it would be."""

    weights: Mapping[str, float]
    unmeasured: frozenset[str]
    marks: Mapping[str, RuleTally]
    practices: Mapping[str, PracticeTally]
    #: The practices whose lack a rule's findings tell, by the rule's name, and what fixing them adds to each.
    told: Mapping[str, tuple[tuple[str, float], ...]]

    def score(self) -> Score:
        """Compute the score of these tallies."""
        return score(self.marks.values(), self.weights, self.unmeasured, self.practices.values())

    def groups_of(self, rule: str) -> frozenset[str]:
        """Return the groups whose points a rule's findings change."""
        told = {self.practices[name].group for name, _ in self.told.get(rule, ())}
        return frozenset(told | ({self.marks[rule].group} if rule in self.marks else set()))

    def untold(self, practice: str) -> float:
        """Return the share of a practice that it does not earn, and no finding tells."""
        share = self.practices[practice].share
        told = sum(gain for gains in self.told.values() for name, gain in gains if name == practice)
        return 0.0 if share is None else max(1.0 - share - told, 0.0)

    def kept(self, practice: str) -> Tallies:
        """Return the tallies with all of a practice kept but what findings tell."""
        tally = self.practices[practice]
        share = None if tally.share is None else tally.share + self.untold(practice)
        return replace(self, practices={**self.practices, practice: replace(tally, share=share)})

    def without(self, rule: str, part: float = 1.0) -> Tallies:
        """Return the tallies with a part of one rule's findings fixed: 1.0 for all of them."""
        marks, practices = dict(self.marks), dict(self.practices)
        if rule in marks:
            left = marks[rule].affected * (1.0 - part)
            marks[rule] = replace(marks[rule], affected=round(left))
        for name, gain in self.told.get(rule, ()):
            tally = practices[name]
            if tally.share is not None:
                practices[name] = replace(tally, share=min(tally.share + gain * part, 1.0))
        return replace(self, marks=marks, practices=practices)


def tallies_of(
    inspection: Inspection, weights: Mapping[str, float], answered: Sequence[Answered], accepted: bool
) -> Tallies:
    """Return what an inspection's score is computed from; with `accepted`, as if nothing was accepted."""
    shares = {item.practice.name: item.share(accepted) for item in answered}
    practices = {
        item.practice.name: PracticeTally(
            item.practice.name, item.practice.group, item.practice.points, shares[item.practice.name]
        )
        for item in answered
    }
    failed = {item.rule.name for item in inspection.judged if item.outcome is Outcome.FAILED}
    told: dict[str, tuple[tuple[str, float], ...]] = {}
    for item in answered:
        for rule, gain in _gains(item, shares[item.practice.name], failed):
            told[rule] = (*told.get(rule, ()), (item.practice.name, gain))
    with_practices = {item.practice.group for item in answered}
    require = set(inspection.config["require"])
    marks = _marks(inspection, accepted, frozenset(told))
    silent = {
        group
        for group in with_practices
        if weights.get(group)
        and all(share is None for name, share in shares.items() if practices[name].group == group)
    }
    unseen = _unmeasured(inspection.judged)
    by_rules = unseen | (set(weights) - {i.rule.group for i in inspection.judged})
    by_rules |= _not_applicable(inspection.judged)
    unmeasured = silent | (by_rules - with_practices)
    # What does not apply is not required: a project without notebooks lacks none.
    untold = silent & {item.practice.group for item in answered if item.answer is not None}
    for group in (unseen | untold) & require & unmeasured:
        marks[f"require {group}"] = RuleTally(f"require {group}", group, 1.0, 1, 1)
        practices = {name: tally for name, tally in practices.items() if tally.group != group}
        unmeasured -= {group}
    return Tallies(weights, frozenset(unmeasured), marks, practices, told)


def _gains(item: Answered, share: float | None, failed: Collection[str]) -> Iterator[tuple[str, float]]:
    """Yield the rules that tell what a practice lacks, and what fixing each adds to its share."""
    if item.answer is None or share is None or share >= 1.0:
        return
    named = item.answer.gains
    others = [rule for rule in item.practice.rules if rule in failed and rule not in named]
    left = max(1.0 - share - sum(gain for rule, gain in named.items() if rule in failed), 0.0)
    for rule in item.practice.rules:
        if rule in failed:
            yield rule, named[rule] if rule in named else left / len(others)


def _marks(inspection: Inspection, accepted: bool, told: frozenset[str]) -> dict[str, RuleTally]:
    """Return the tallies of rules that take; those that tell a practice's lack take by the practice."""
    marks = {}
    for item in inspection.judged:
        affected = affected_subjects(item, None if accepted else inspection)
        rule = item.rule
        take = 0.0 if rule.preview else TAKES[rule.severity] if rule.take is None else rule.take
        if affected and item.subjects and rule.name not in told:
            marks[rule.name] = RuleTally(rule.name, rule.group, take, item.subjects, len(affected))
    return marks


def _unmeasured(judged: Iterable[RuleRun]) -> frozenset[str]:
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


def _not_applicable(judged: Iterable[RuleRun]) -> frozenset[str]:
    """Return the groups in which no rule had anything to look at."""
    looked = {item.rule.group for item in judged if item.outcome is not Outcome.NOT_APPLICABLE}
    return frozenset(item.rule.group for item in judged) - looked


@dataclass(frozen=True, slots=True)
class Gains:
    """The points that fixing gains: one finding, by its identity, or all of a rule, by its name."""

    findings: dict[int, float]
    rules: dict[str, float]


def gains_of(
    inspection: Inspection, weights: Mapping[str, float], answered: Sequence[Answered]
) -> tuple[ScoreResult, Gains, tuple[tuple[str, int, float], ...]]:
    """Return the score, what fixing gains, and the path to passing."""
    config = inspection.config
    tallies = tallies_of(inspection, weights, answered, accepted=False)
    now = tallies.score()
    with_accepted = tallies_of(inspection, weights, answered, accepted=True).score()
    gains = Gains({}, {})
    for item in inspection.judged:
        if item.rule.name in tallies.marks or item.rule.name in tallies.told:
            gains.rules[item.rule.name] = max(tallies.without(item.rule.name).score().value - now.value, 0.0)
        counted = [(s, f) for s, f in item.findings if inspection.acceptance.of(f) is None]
        # One that joins others gains what these would gain.
        parts = {id(finding): len(inspection.acceptance.open_parts(finding)) for _, finding in counted}
        if item.rule.name in tallies.told and counted:
            every = sum(parts.values())
            worth = {
                number: tallies.without(item.rule.name, number / every).score().value - now.value
                for number in set(parts.values())
            }
            gains.findings.update({name: worth[number] for name, number in parts.items()})
        elif mark := tallies.marks.get(item.rule.name):
            counts = Counter(subject for subject, _ in counted)
            for number in set(parts.values()):
                fewer = replace(mark, affected=mark.affected - number)
                left = replace(tallies, marks={**tallies.marks, item.rule.name: fewer})
                gain = left.score().value - now.value
                gains.findings.update(
                    {id(f): gain if counts[s] == 1 else 0.0 for s, f in counted if parts[id(f)] == number}
                )
    untold = {
        name: tallies.kept(name).score().value - now.value
        for name in tallies.practices
        if tallies.untold(name) > 1e-9
    }
    groups = tuple(
        GroupScore(
            group.name,
            group.weight,
            None if group.name in tallies.unmeasured else group.value,
            group.measured,
            scores_of(group.name, group.weight, answered, inspection.placer, untold),
        )
        for group in now.groups
    )
    result = ScoreResult(
        now.value,
        with_accepted.value,
        now.measured,
        float(config["fail-under"]),
        groups,
        losses(tallies.marks.values(), now),
    )
    return result, gains, _path(inspection, tallies, result)


def _path(
    inspection: Inspection, tallies: Tallies, result: ScoreResult
) -> tuple[tuple[str, int, float], ...]:
    """Return the rules to satisfy to pass: those that fail the gate first, then most points for a finding."""
    numbers: dict[str, int] = {}
    failing: list[str] = []
    fail_on = inspection.config["fail-on"]
    for item in inspection.judged:
        number = sum(inspection.acceptance.of(finding) is None for _, finding in item.findings)
        if number:
            numbers[item.rule.name] = number
            if fail_on != "never" and item.rule.severity.value >= Severity[fail_on.upper()].value:
                failing.append(item.rule.name)
    left, current = tallies, result.value
    path: list[tuple[str, int, float]] = []
    worths: dict[str, float] = {}

    def take(name: str) -> None:
        nonlocal left, current
        # What is fixed in one group changes no other one's points.
        changed = left.groups_of(name)
        for other in [other for other in worths if not changed.isdisjoint(left.groups_of(other))]:
            del worths[other]
        left = left.without(name)
        after = left.score().value
        path.append((name, numbers.get(name, 0), after - current))
        current = after

    def worth(name: str) -> float:
        if name not in worths:
            worths[name] = (left.without(name).score().value - current) / numbers.get(name, 1)
        return worths[name]

    for name in sorted(failing, key=lambda name: (-worth(name), name)):
        take(name)
    open_rules = {*tallies.marks, *(name for name in tallies.told if name in numbers)} - {*failing}
    while current < result.fail_under and open_rules:
        best = max(sorted(open_rules), key=worth)
        if worth(best) <= 0:
            break
        open_rules.discard(best)
        take(best)
    return tuple(path)
