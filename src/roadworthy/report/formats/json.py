"""The format `json`: for programs."""

from __future__ import annotations

from roadworthy.core.result import Report


def json(report: Report) -> str:
    """Return the JSON report, version 1."""
    from roadworthy.report.json import render

    return render(report)
