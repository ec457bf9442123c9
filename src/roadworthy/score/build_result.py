"""From an inspection to a project's result: placed, judged, and with what fixing each gains."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy.core.fault import Blocked, Problem, Unmeasured
from roadworthy.core.groups import WEIGHTS
from roadworthy.core.practice import Practice
from roadworthy.core.redact import Redactor
from roadworthy.core.result import ProjectResult, RuleResult
from roadworthy.core.wording import and_more, counted
from roadworthy.engine.inspect import Inspection
from roadworthy.projects.discover import Project
from roadworthy.score.affected import affected_subjects
from roadworthy.score.gate import judge
from roadworthy.score.reported_findings import reported_findings
from roadworthy.score.workspace import is_workspace

if TYPE_CHECKING:
    from roadworthy.core.evidence import TestEvidence
    from roadworthy.core.score_result import ScoreResult
    from roadworthy.facts.project import Profile
    from roadworthy.score.gains import Gains
    from roadworthy.score.practices import Answered


def build_result(
    project: Project,
    inspection: Inspection,
    partial: bool,
    pack_faults: Sequence[Problem],
    redactor: Redactor,
    practices: Sequence[Practice] = (),
    known: Collection[str] | None = None,
    by_score: bool = True,
) -> ProjectResult:
    """Return the result of one project; a partial run has findings but no score.

    `redactor` learns the secrets of the files that findings are in. `known` are the fingerprints of findings
    that do not count, where there is something to compare with; without `by_score`, the score fails no one.
    """
    judged = inspection.judged
    profile = _profile(inspection, project)
    name = profile.name if profile else "library"
    weights = WEIGHTS[inspection.config["edition"]][name]
    kind = "workspace" if project.kind == "project" and is_workspace(inspection) else project.kind
    asked = kind == "project" and not partial
    answered = _answers(inspection, practices) if asked else []
    blockers = _blockers(inspection, pack_faults)
    scored = asked and not blockers
    result, gains, path = _gains(inspection, weights, name, answered) if scored else (None, None, ())
    violations = reported_findings(
        inspection, None if gains is None else gains.findings, project.only, redactor
    )
    if known is not None:
        violations = tuple(
            replace(found, new=any(name not in known for name, _, _ in found.known_as))
            for found in violations
        )
    compared = result if by_score else None
    verdict, reasons = judge(compared, violations, inspection.config["fail-on"], blockers)
    return ProjectResult(
        project.root,
        _name(project, inspection),
        kind,
        name,
        profile.evidence if profile else ("nothing deploys it",),
        verdict,
        reasons,
        result,
        violations,
        tuple(
            RuleResult(
                j.rule.name,
                j.outcome,
                j.subjects,
                len(affected_subjects(j)),
                None if gains is None else gains.rules.get(j.rule.name, 0.0),
                j.reasons,
            )
            for j in judged
        ),
        tuple(inspection.crashes),
        partial,
        path,
        tests=_tests(inspection) if asked else None,
        against=profile.against if profile else (),
    )


# What makes a score is imported where there is one: a run on a file or a wheel has none.


def _answers(inspection: Inspection, practices: Sequence[Practice]) -> list[Answered]:
    from roadworthy.score.practices import answers

    return answers(inspection, practices)


def _gains(
    inspection: Inspection, weights: Mapping[str, float], profile: str, answered: Sequence[Answered]
) -> tuple[ScoreResult, Gains, tuple[tuple[str, int, float], ...]]:
    """Return the score, what fixing gains, and the path to passing."""
    from roadworthy.score.gains import gains_of
    from roadworthy.score.standing import with_standing

    result, gains, path = gains_of(inspection, weights, answered)
    return with_standing(result, profile), gains, path


def _tests(inspection: Inspection) -> TestEvidence | None:
    from roadworthy.score.public_functions import tested_functions

    return tested_functions(inspection)


def _profile(inspection: Inspection, project: Project) -> Profile | None:
    """Return the profile; None where nothing was looked at that could deploy the project."""
    if not inspection.config["profile"] and (inspection.alone or project.kind == "artifact"):
        return None
    from roadworthy.facts.project import Profile

    try:
        profile = inspection.facts.get(Profile)
    except (Blocked, Unmeasured):
        profile = None
    return profile if isinstance(profile, Profile) else Profile("library", ("nothing says otherwise",))


def _name(project: Project, inspection: Inspection) -> str:
    import os

    from roadworthy.facts.metadata import DeclaredMetadata

    if project.kind == "artifact":
        names = sorted(os.path.basename(path) for path in project.tree.artifacts)
        return names[0] if len(names) == 1 else counted(len(names), "artifact")
    try:
        metadata = inspection.facts.get(DeclaredMetadata)
    except (Blocked, Unmeasured):
        metadata = None
    declared = metadata and metadata.get(str, "name")
    return declared[1] if declared else os.path.basename(os.path.abspath(project.root))


def _blockers(inspection: Inspection, pack_faults: Sequence[Problem]) -> list[str]:
    """Return what keeps the run from being complete."""
    found = sorted({crash.text for crash in inspection.crashes})
    hidden = sorted(skip.path for skip in inspection.skipped if skip.weight == "suspicious")
    found += [f"{and_more(hidden)} could not be inspected"] if hidden else []
    accepted = {
        at
        for item in inspection.judged
        for _, finding in item.findings
        if inspection.acceptance.of(finding)
        for at in (finding.at, *finding.related)
    }
    faults = (fault for fault in inspection.faults if not fault.aside)
    files = sorted({fault.location.file for fault in faults if fault.location not in accepted})
    if len(files) > 2:
        found.append(f"{len(files)} files could not be read, {files[0]} among them")
    else:
        found += [f"{file} could not be read" for file in files]
    found += [f"the pack `{name}` is broken" for name in sorted({fault.pack for fault in pack_faults})]
    return found
