"""The format `acme-count`."""

from __future__ import annotations

from roadworthy import Report


def acme_count(report: Report) -> str:
    """Return one line per project: its name and the number of its findings."""
    return "".join(f"{project.name} {len(project.findings)}\n" for project in report.projects)
