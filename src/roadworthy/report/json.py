"""The JSON report, version 1: for programs. Its schema is in `schema.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from roadworthy.core.evidence import TestEvidence
from roadworthy.core.finding import Append, Create, Edit, Fix, Replace, Set
from roadworthy.core.result import (
    Accepted,
    BaselineUse,
    ProjectResult,
    Report,
    ReportedFinding,
    RuleResult,
    Upload,
)
from roadworthy.core.rule import Rule
from roadworthy.core.rule_run import Crash
from roadworthy.core.safe import safe_strings
from roadworthy.core.score_result import PracticeScore, ScoreResult
from roadworthy.report.home import rule_url
from roadworthy.report.lines import why
from roadworthy.report.paths import ReportPaths, without_directories
from roadworthy.report.view import sentence
from roadworthy.score.score import display_points

#: What the report says of itself; a change that breaks readers has a new number.
SCHEMA = "roadworthy-report/1"


def render(report: Report) -> str:
    """Return the JSON report: indented by 2, sorted, and the same bytes for the same report."""
    paths = ReportPaths.of(report)
    skipped = sorted((paths.display(skip.path), skip.reason, skip.weight) for skip in report.skipped)
    faults = sorted((fault.pack, fault.file, fault.line, fault.message) for fault in report.pack_faults)
    packs = sorted(report.packs, key=lambda pack: (pack.name, pack.distribution, pack.version))
    tree = {
        "schema": SCHEMA,
        "tool": {
            "name": "roadworthy",
            "version": report.version,
            "edition": report.edition,
            "packs": [
                {"name": pack.name, "distribution": pack.distribution, "version": pack.version}
                for pack in packs
            ],
        },
        "complete": report.complete,
        "files": {
            "checked": report.checked,
            "skipped": [
                {"path": path, "reason": reason, "weight": weight} for path, reason, weight in skipped
            ],
        },
        "projects": sorted(
            (_project(project, paths, report.rules) for project in report.projects),
            key=lambda project: (project["root"], project["kind"], project["name"]),
        ),
        "pack_faults": [
            {"pack": pack, "message": message, "file": file, "line": line}
            for pack, file, line, message in faults
        ],
    }
    return dump(tree, indent=2)


def dump(tree: Any, indent: int) -> str:
    r"""Return plain data as JSON text that is inert where it is shown, with a newline at the end.

    What a terminal or a CI log could obey is written as JSON escapes, which changes no value; an undecodable
    byte of a file name becomes the six characters `\udcff`.
    """
    return safe_strings(json.dumps(tree, ensure_ascii=False, indent=indent, allow_nan=False)) + "\n"


def _project(project: ProjectResult, paths: ReportPaths, rules: Mapping[str, Rule]) -> dict[str, Any]:
    root = paths.display(project.root).rstrip("/").removeprefix(".").lstrip("/")
    findings = [_finding(violation, paths, root, rules) for violation in project.findings]
    crashes = [_crash(crash, paths) for crash in project.crashes]
    return {
        "root": paths.display(project.root),
        "name": project.name,
        "kind": project.kind,
        "profile": {"name": project.profile, "evidence": list(project.evidence)},
        "verdict": project.verdict.value,
        "reasons": [reason.text for reason in project.reasons],
        "score": _score(project.score, paths),
        "pypi": None if project.pypi is None else _upload(project.pypi, paths),
        "findings": sorted(findings, key=_order),
        "rules": [_rule(result) for result in sorted(project.rules, key=lambda result: result.name)],
        "crashes": sorted(crashes, key=lambda crash: (crash["rule"], crash["subject"], crash["traceback"])),
        "path_to_threshold": [
            {"rule": rule, "findings": number, "gain": _rounded(gain)} for rule, number, gain in project.path
        ],
        "partial": project.partial,
        "tests": _tests(project.tests, paths),
        "diff_base": _diff_base(project.diff_base),
        "baseline": _baseline(project.baseline, paths),
        "road": road_steps(project, paths),
    }


def road_steps(project: ProjectResult, paths: ReportPaths) -> list[dict[str, Any]]:
    """Return the road of a project as plain data."""
    return [
        {
            "step": step.name,
            "state": step.state,
            "signs": [
                {
                    "title": sign.title,
                    "state": sign.state,
                    "text": sign.text,
                    "path": None if sign.place is None else paths.display(sign.place.path),
                    "line": None if sign.place is None else sign.place.line,
                }
                for sign in step.signs
            ],
        }
        for step in project.road
    ]


def _baseline(used: BaselineUse | None, paths: ReportPaths) -> dict[str, Any] | None:
    if used is None:
        return None
    return {
        "file": paths.display(used.file),
        "score": used.score,
        "known": len(used.entries),
        "fixed": [
            {"fingerprint": key, "rule": rule, "path": path, "message": message}
            for key, rule, path, message in sorted(used.stale)
        ],
    }


def _diff_base(base: tuple[str, str] | None) -> dict[str, str] | None:
    return None if base is None else {"revision": base[0], "commit": base[1]}


def _tests(tests: TestEvidence | None, paths: ReportPaths) -> dict[str, Any] | None:
    if tests is None:
        return None
    functions = sorted(tests.functions, key=lambda f: (f.path, f.line, f.name))
    return {
        "sources": [
            {"path": paths.display(path), "kind": kind, "by_test": by_test, "problems": list(problems)}
            for path, kind, by_test, problems in tests.sources
        ],
        "functions": [
            {
                "name": function.name,
                "path": paths.display(function.path),
                "line": function.line,
                "grade": function.grade,
                "reached": function.reached,
            }
            for function in functions
        ],
    }


def _upload(upload: Upload, paths: ReportPaths) -> dict[str, Any]:
    return {"verdict": upload.verdict, "reasons": sorted(map(paths.display, upload.reasons))}


def _practice(practice: PracticeScore, paths: ReportPaths) -> dict[str, Any]:
    return {
        "name": practice.name,
        "title": practice.title,
        "points": _rounded(practice.points),
        "state": practice.state,
        "share": None if practice.share is None else round(practice.share, 4),
        "reason": practice.reason,
        "chain": [
            {"text": text, "path": at and paths.display(at.path), "line": at and at.line}
            for text, at in practice.chain
        ],
    }


def _score(score: ScoreResult | None, paths: ReportPaths) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "value": _rounded(score.value),
        "with_accepted": _rounded(score.with_accepted),
        "measured": _rounded(score.measured),
        "fail_under": _rounded(score.fail_under),
        "groups": [
            {
                "name": group.name,
                "weight": _rounded(group.weight),
                "value": None if group.value is None else _rounded(group.value),
                "measured": group.value is not None,
                "practices": [_practice(item, paths) for item in group.practices],
            }
            for group in score.groups
        ],
    }


def _finding(
    violation: ReportedFinding, paths: ReportPaths, root: str, rules: Mapping[str, Rule]
) -> dict[str, Any]:
    place, fix = violation.place, violation.fix
    return {
        "rule": violation.rule,
        "group": violation.group,
        "severity": violation.severity.label,
        "message": violation.message,
        "path": paths.display(place.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "cell": place.cell,
        "place": place.route,
        "fingerprint": violation.fingerprint,
        "gain": None if violation.gain is None else _rounded(violation.gain),
        "pypi": violation.pypi,
        "fix": None if fix is None else _fix(fix, root),
        "accepted": _accepted(violation.accepted, paths),
        "new": violation.new,
        "why": sentence(why(rules.get(violation.rule))),
        "url": rule_url(violation.rule),
    }


def _fix(fix: Fix, root: str) -> dict[str, Any]:
    """Return a fix with its edits, which name files as findings do; none where they would tell a secret."""
    return {"title": fix.title, "safe": fix.safe, "edits": [_edit(edit, root) for edit in fix.edits]}


def _edit(edit: Edit, root: str) -> dict[str, Any]:
    path = edit.file if isinstance(edit, Create) else edit.at.file
    span = None if isinstance(edit, Create) else edit.at.span
    return {
        "edit": type(edit).__name__.lower(),
        "path": f"{root}/{path}" if root else path,
        "route": [] if isinstance(edit, Create) else list(edit.at.route),
        "span": None if span is None else [span.line, span.column, span.end_line, span.end_column],
        "text": edit.text if isinstance(edit, (Create, Replace)) else None,
        "value": edit.value if isinstance(edit, (Set, Append)) else None,
    }


def _accepted(accepted: Accepted | None, paths: ReportPaths) -> dict[str, str] | None:
    return None if accepted is None else {"reason": accepted.reason, "by": paths.display(accepted.by)}


def _order(finding: dict[str, Any]) -> tuple[Any, ...]:
    keys = ("line", "column", "rule", "message", "fingerprint")
    return (finding["path"], finding["cell"] or 0, *(finding[key] for key in keys))


def _rule(result: RuleResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "outcome": result.outcome.value,
        "subjects": result.subjects,
        "affected": result.affected,
        "reasons": list(result.reasons),
        "gain": None if result.gain is None else _rounded(result.gain),
    }


def _crash(crash: Crash, paths: ReportPaths) -> dict[str, Any]:
    return {
        "kind": crash.kind,
        "rule": crash.rule,
        "stopped": crash.stopped,
        "subject": paths.display(crash.subject),
        "traceback": without_directories(crash.traceback),
    }


def _rounded(value: float) -> float:
    # Adding 0.0 turns -0.0, which a loss of nothing may be, into 0.0.
    return display_points(float(value)) + 0.0
