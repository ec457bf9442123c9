"""A finding in the JSON report, with its fix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roadworthy.core.finding import Append, Create, Edit, Fix, Replace, Set
from roadworthy.core.place import Place
from roadworthy.core.result import Accepted, ReportedFinding
from roadworthy.core.rule import Rule
from roadworthy.report.home import rule_url
from roadworthy.report.json_text import rounded
from roadworthy.report.lines import why
from roadworthy.report.paths import ReportPaths
from roadworthy.report.view import sentence


def finding_data(
    finding: ReportedFinding, paths: ReportPaths, root: str, rules: Mapping[str, Rule]
) -> dict[str, Any]:
    """Return a finding as plain data, with paths from the project's `root`."""
    place, fix = finding.place, finding.fix
    return {
        "rule": finding.rule,
        "group": finding.group,
        "severity": finding.severity.label,
        "message": finding.message,
        **_place(place, paths),
        "fingerprint": finding.fingerprint,
        "gain": None if finding.gain is None else rounded(finding.gain),
        "pypi": finding.pypi,
        "fix": None if fix is None else _fix(fix, root),
        "accepted": _accepted(finding.accepted, paths),
        "new": finding.new,
        "why": sentence(why(rules.get(finding.rule))),
        "url": rule_url(finding.rule),
        "details": finding.details,
        "related": [_place(other, paths) for other in finding.related],
    }


def _place(place: Place, paths: ReportPaths) -> dict[str, Any]:
    return {
        "path": paths.display(place.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "cell": place.cell,
        "place": place.route,
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


def order_of(finding: dict[str, Any]) -> tuple[Any, ...]:
    """Return what findings are sorted by: path and place."""
    keys = ("line", "column", "rule", "message", "fingerprint")
    return (finding["path"], finding["cell"] or 0, *(finding[key] for key in keys))
