"""The format `sarif`: for code scanning and editors."""

from __future__ import annotations

from roadworthy.core.result import Report


def sarif(report: Report) -> str:
    """Return the report as SARIF 2.1.0."""
    from roadworthy.report.sarif import render

    return render(report)
