"""The format `gitlab`: a Code Quality report, which GitLab shows in merge requests.

Source: GitLab's "Code Quality report format": a JSON array of objects with `description`, `check_name`,
`fingerprint`, `severity` and `location`.
"""

from __future__ import annotations

import hashlib
from typing import Any

from roadworthy.core.result import ProjectResult, Report, ReportedFinding
from roadworthy.core.safe import safe
from roadworthy.report.json_text import dump
from roadworthy.report.paths import ReportPaths
from roadworthy.report.sharing import everything, troubles

_SEVERITIES = {"error": "critical", "warning": "major", "note": "info"}


def gitlab(report: Report) -> str:
    """Return the findings that count, and what could not be judged, as a Code Quality report."""
    paths = ReportPaths.of(report)
    found = [_issue(project, finding, paths) for project, finding in everything(report)]
    found += [_trouble(project, text, paths) for project in report.projects for text in troubles(project)]
    known: dict[str, dict[str, Any]] = {}
    for issue in found:
        known.setdefault(issue["fingerprint"], issue)
    return dump(list(known.values()), indent=2)


def _issue(project: ProjectResult, finding: ReportedFinding, paths: ReportPaths) -> dict[str, Any]:
    return {
        "description": safe(finding.message),
        "check_name": finding.rule,
        "fingerprint": _identity(project.root, finding.fingerprint),
        "severity": "blocker" if finding.pypi else _SEVERITIES[finding.severity.label],
        "categories": [finding.group],
        "location": {
            "path": paths.file(finding.place.path),
            "lines": {"begin": finding.place.physical.line, "end": finding.place.physical.end_line},
        },
    }


def _trouble(project: ProjectResult, text: str, paths: ReportPaths) -> dict[str, Any]:
    return {
        "description": safe(f"{project.name} could not be judged: {text}"),
        "check_name": "could-not-judge",
        "fingerprint": _identity(project.root, text),
        "severity": "blocker",
        "categories": ["engine"],
        "location": {"path": paths.file(project.root), "lines": {"begin": 1}},
    }


def _identity(*parts: str) -> str:
    """Return a fingerprint that tells apart what is alike in two projects."""
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()
