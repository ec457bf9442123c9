"""What formats for other programs share: findings in the order of worth, and texts without controls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.core.result import ProjectResult, Report, ReportedFinding
from roadworthy.core.safe import safe
from roadworthy.report.lines import counting

#: What XML 1.0 has no characters for (section 2.2), beyond those that `safe` writes as escapes.
_NOT_XML = re.compile("[\ufffe\uffff]")


def worst_first(findings: Iterable[ReportedFinding]) -> list[ReportedFinding]:
    """Return findings, the severest first, and of those the ones worth most."""
    return sorted(findings, key=lambda f: (-f.severity.value, -(f.gain or 0.0)))


def everything(report: Report) -> Iterator[tuple[ProjectResult, ReportedFinding]]:
    """Yield each finding that counts, with its project."""
    for project in report.projects:
        for finding in counting(project.findings):
            yield project, finding


def troubles(project: ProjectResult) -> list[str]:
    """Return what kept a project from being judged, one line each."""
    found = [f"{crash.subject}: {crash.text}" for crash in project.crashes]
    return [*found, *(reason.text for reason in project.reasons if reason.kind == "unjudged")]


def plain(text: str) -> str:
    """Return one line of text that XML and HTML can hold."""
    return _NOT_XML.sub("\ufffd", safe(text))
