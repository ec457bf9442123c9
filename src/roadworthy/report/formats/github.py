"""The format `github`: annotations of GitHub Actions, as workflow commands.

Source: GitHub's "Workflow commands for GitHub Actions". A step shows ten annotations of each level; what is
beyond is in the log.
"""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.result import ProjectResult, Report, ReportedFinding
from roadworthy.core.safe import safe
from roadworthy.report.paths import ReportPaths
from roadworthy.report.sharing import everything, troubles, worst_first

#: How many annotations of a level GitHub shows for a step.
SHOWN = 10
_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}


def github(report: Report) -> str:
    """Return a command for each of the worst ten findings of each severity."""
    return "".join(f"{line}\n" for line in _commands(report))


def _commands(report: Report) -> Iterator[str]:
    paths = ReportPaths.of(report)
    shown: dict[str, int] = {}
    lines = [_failure(project, text) for project in report.projects for text in troubles(project)]
    lines += [
        _annotation(finding, paths) for finding in worst_first(finding for _, finding in everything(report))
    ]
    for line in lines:
        level = line[2:].partition(" ")[0]
        shown[level] = shown.get(level, 0) + 1
        if shown[level] <= SHOWN:
            yield line


def _failure(project: ProjectResult, text: str) -> str:
    title = _escaped(f"{project.name} could not be judged", _PROPERTY)
    return f"::error title={title}::{_escaped(text, _DATA)}"


def _annotation(finding: ReportedFinding, paths: ReportPaths) -> str:
    place, span = finding.place, finding.place.physical
    properties = {"title": f"{finding.rule} ({finding.group})"}
    if place.path not in paths.roots:
        properties["file"] = paths.file(place.path)
        properties |= {"line": str(span.line), "endLine": str(span.end_line)}
        if span.line == span.end_line:
            # GitHub takes columns on one line alone, and the end as the last column.
            properties |= {"col": str(span.column), "endColumn": str(max(span.end_column - 1, span.column))}
    told = ",".join(f"{name}={_escaped(value, _PROPERTY)}" for name, value in properties.items())
    return f"::{_LEVELS[finding.severity.label]} {told}::{_escaped(finding.message, _DATA)}"


def _escaped(text: str, table: dict[str, str]) -> str:
    # `safe` first: it leaves no control character, and what follows makes none.
    return "".join(table.get(character, character) for character in safe(text))
