"""From an inspection to a project's result: placed, priced and judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from roadworthy.discover import Project
from roadworthy.engine import Inspection
from roadworthy.facts import Blocked, Unmeasured
from roadworthy.gate import judge
from roadworthy.pack import PackFault
from roadworthy.project.evidence import Evidence
from roadworthy.project.profile import Profile
from roadworthy.project.public import PublicFunction
from roadworthy.project.pyproject import Pyproject
from roadworthy.result import (
    Judged,
    Outcome,
    ProjectResult,
    RuleResult,
    ScoreResult,
    TestedFunction,
    TestEvidence,
    Violation,
)
from roadworthy.score import TAKES, WEIGHTS, Mark, losses, score
from roadworthy.signature import every


def assemble(
    project: Project, inspection: Inspection, partial: bool, pack_faults: Sequence[PackFault]
) -> ProjectResult:
    """Return the result of one project; a partial run has findings but no score."""
    judged = inspection.judged
    profile = _profile(inspection)
    weights = WEIGHTS[inspection.config["edition"]][profile.name]
    blockers = _blockers(inspection, pack_faults)
    scored = project.kind == "project" and not partial and not blockers
    result, gains, path = _score(inspection, weights) if scored else (None, {}, ())
    violations = _violations(inspection, gains if scored else None, project.only)
    verdict, reasons = judge(result, violations, inspection.config["fail-on"], blockers)
    return ProjectResult(
        project.root,
        _name(project, inspection),
        project.kind,
        profile.name,
        profile.evidence,
        verdict,
        reasons,
        result,
        violations,
        tuple(RuleResult(j.rule.name, j.outcome, j.subjects, len(_affected(j))) for j in judged),
        tuple(inspection.crashes),
        partial,
        path,
        tests=None if partial or project.kind != "project" else _tests(inspection),
    )


def _tests(inspection: Inspection) -> TestEvidence | None:
    """List every public function with its grade."""
    try:
        functions = inspection.facts.get(every(PublicFunction))
        evidence = inspection.facts.get(Evidence)
    except (Blocked, Unmeasured):
        return None
    except Exception:
        # A fact that raises is the crash of the rule that asked for it.
        return None
    prefix = inspection.placer.prefix
    return TestEvidence(
        tuple((s.path, s.kind, s.by_test, s.problems) for s in evidence.sources),
        tuple(
            TestedFunction(
                f.name, prefix + f.at.file, f.at.span.line if f.at.span else 1, f.grade.value, f.reached
            )
            for f in functions
        ),
    )


def _profile(inspection: Inspection) -> Profile:
    try:
        profile = inspection.facts.get(Profile)
    except (Blocked, Unmeasured):
        profile = None
    return profile if isinstance(profile, Profile) else Profile("library", ("nothing says otherwise",))


def _name(project: Project, inspection: Inspection) -> str:
    import os

    try:
        pyproject = inspection.facts.get(Pyproject)
    except (Blocked, Unmeasured):
        pyproject = None
    declared = pyproject and (
        pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name")
    )
    return declared or os.path.basename(os.path.abspath(project.root))


def _blockers(inspection: Inspection, pack_faults: Sequence[PackFault]) -> list[str]:
    """Return what keeps the run from being complete."""
    found = [f"rule `{name}` crashed" for name in sorted({crash.rule for crash in inspection.crashes})]
    accepted = {
        finding.at
        for item in inspection.judged
        for _, finding in item.findings
        if inspection.acceptance.of(finding)
    }
    files = sorted({fault.location.file for fault in inspection.faults if fault.location not in accepted})
    if len(files) > 2:
        found.append(f"{len(files)} files could not be read, {files[0]} among them")
    else:
        found += [f"{file} could not be read" for file in files]
    found += [f"the pack `{name}` is broken" for name in sorted({fault.pack for fault in pack_faults})]
    return found


def _affected(item: Judged, without: Inspection | None = None) -> set[int | str]:
    """Return the subjects at fault; with an inspection given, those with a finding that is not accepted."""
    return {
        subject
        for subject, finding in item.findings
        if without is None or without.acceptance.of(finding) is None
    }


def _marks(inspection: Inspection, accepted: bool) -> dict[str, Mark]:
    marks = {}
    for item in inspection.judged:
        affected = _affected(item, None if accepted else inspection)
        rule = item.rule
        take = 0.0 if rule.preview else TAKES[rule.severity] if rule.take is None else rule.take
        if affected and item.subjects:
            marks[rule.name] = Mark(rule.name, rule.group, take, item.subjects, len(affected))
    for group in _unmeasured(inspection.judged) & set(inspection.config["require"]):
        marks[f"require {group}"] = Mark(f"require {group}", group, 1.0, 1, 1)
    return marks


def _unmeasured(judged: Iterable[Judged]) -> frozenset[str]:
    """Return the groups of which nothing could be judged, or not whether their subject is there at all."""
    outcomes: dict[str, set[Outcome]] = {}
    unknown: set[str] = set()
    for item in judged:
        outcomes.setdefault(item.rule.group, set()).add(item.outcome)
        if item.rule.take == 1.0 and item.outcome is Outcome.UNMEASURED:
            unknown.add(item.rule.group)
    nothing = {Outcome.UNMEASURED, Outcome.BLOCKED}
    return frozenset(group for group, found in outcomes.items() if found <= nothing or group in unknown)


def _score(
    inspection: Inspection, weights: Mapping[str, int]
) -> tuple[ScoreResult, dict[int, float], tuple[tuple[str, int, float], ...]]:
    """Return the score, the gain of each finding by its identity, and the path to the threshold."""
    config = inspection.config
    ran = {item.rule.group for item in inspection.judged}
    unmeasured = (_unmeasured(inspection.judged) | (set(weights) - ran)) - set(config["require"])
    marks = _marks(inspection, accepted=False)
    now = score(marks.values(), weights, frozenset(unmeasured))
    with_accepted = score(_marks(inspection, accepted=True).values(), weights, frozenset(unmeasured))

    def value(changed: Mapping[str, Mark]) -> float:
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
    inspection: Inspection, marks: dict[str, Mark], result: ScoreResult, value: object
) -> tuple[tuple[str, int, float], ...]:
    """Return the rules to satisfy for the threshold, most points for a finding first."""
    assert callable(value)
    numbers = {
        item.rule.name: sum(inspection.acceptance.of(f) is None for _, f in item.findings)
        for item in inspection.judged
    }
    left, current, path = dict(marks), result.value, []
    while current < result.fail_under and left:

        def worth(name: str) -> float:
            return float(value({k: m for k, m in left.items() if k != name})) - current  # noqa: B023

        best = max(left, key=lambda name: (worth(name) / max(numbers.get(name, 1), 1), name))
        gained = worth(best)
        if gained <= 0:
            break
        path.append((best, numbers.get(best, 0), gained))
        del left[best]
        current += gained
    return tuple(path)


def _violations(
    inspection: Inspection, gains: Mapping[int, float] | None, only: Sequence[str]
) -> tuple[Violation, ...]:
    found: list[Violation] = []
    placer = inspection.placer
    for item in inspection.judged:
        for _, finding in item.findings:
            file = finding.at.file
            if only and not any(
                file == path or (path.endswith("/") and file.startswith(path)) for path in only
            ):
                continue
            found.append(
                Violation(
                    item.rule.name,
                    item.rule.group,
                    item.rule.severity,
                    finding.message,
                    placer.place(finding.at),
                    placer.fingerprint(item.rule.name, finding.at, finding.message),
                    None if gains is None else gains.get(id(finding), 0.0),
                    item.rule.refuses_upload,
                    finding.fix,
                    tuple(map(placer.place, finding.related)),
                    inspection.acceptance.of(finding),
                )
            )
    return tuple(_numbered(sorted(found, key=_order)))


def _numbered(found: Iterable[Violation]) -> Iterator[Violation]:
    """Tell apart, by their order, findings that are alike but for where they are."""
    seen: dict[str, int] = {}
    for finding in found:
        number = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        yield finding if number == 1 else replace(finding, fingerprint=f"{finding.fingerprint}-{number}")


def _order(finding: Violation) -> tuple[object, ...]:
    place = finding.place
    return (
        place.path,
        place.cell or 0,
        place.line,
        place.column,
        finding.rule,
        finding.message,
    )
