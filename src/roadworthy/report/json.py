"""The JSON report, version 1: for programs. Its schema is in `schema.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roadworthy.core.evidence import TestEvidence
from roadworthy.core.result import BaselineUse, ProjectResult, Report, RuleResult, Upload
from roadworthy.core.rule import Rule
from roadworthy.core.rule_run import Crash
from roadworthy.report.json_finding import finding_data, order_of
from roadworthy.report.json_score import score_data
from roadworthy.report.json_text import dump, rounded
from roadworthy.report.paths import ReportPaths, without_directories

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


def _project(project: ProjectResult, paths: ReportPaths, rules: Mapping[str, Rule]) -> dict[str, Any]:
    root = paths.display(project.root).rstrip("/").removeprefix(".").lstrip("/")
    findings = [finding_data(finding, paths, root, rules) for finding in project.findings]
    crashes = [_crash(crash, paths) for crash in project.crashes]
    return {
        "root": paths.display(project.root),
        "name": project.name,
        "kind": project.kind,
        "profile": {
            "name": project.profile,
            "evidence": list(project.evidence),
            "against": list(project.against),
        },
        "verdict": project.verdict.value,
        "reasons": [reason.text for reason in project.reasons],
        "score": score_data(project.score, paths),
        "pypi": None if project.pypi is None else _upload(project.pypi, paths),
        "findings": sorted(findings, key=order_of),
        "rules": [_rule(result) for result in sorted(project.rules, key=lambda result: result.name)],
        "crashes": sorted(crashes, key=lambda crash: (crash["rule"], crash["subject"], crash["traceback"])),
        "path_to_threshold": [
            {"rule": rule, "findings": number, "gain": rounded(gain)} for rule, number, gain in project.path
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


def _rule(result: RuleResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "outcome": result.outcome.value,
        "subjects": result.subjects,
        "affected": result.affected,
        "reasons": list(result.reasons),
        "gain": None if result.gain is None else rounded(result.gain),
    }


def _crash(crash: Crash, paths: ReportPaths) -> dict[str, Any]:
    return {
        "kind": crash.kind,
        "rule": crash.rule,
        "stopped": crash.stopped,
        "subject": paths.display(crash.subject),
        "traceback": without_directories(crash.traceback),
    }
