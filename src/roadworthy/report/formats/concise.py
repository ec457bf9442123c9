"""The format `concise`: one stable line a finding, then the verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.result import Report
from roadworthy.core.safe import inert
from roadworthy.report import lines
from roadworthy.report.view import PLAIN, View


def concise(report: Report, view: View = PLAIN) -> str:
    """Return one line for each finding that counts, by path and line, and one for each project's verdict."""
    # Each value is safe; what they form together may not be.
    return inert("\n".join(_lines(report, view)) + "\n")


def _lines(report: Report, view: View) -> Iterator[str]:
    yield from lines.pack_faults(report)
    for project in report.projects:
        if view.statistics:
            from roadworthy.report.statistics import table

            yield from table(project.findings, view)
        else:
            for finding in lines.counting(project.findings):
                yield lines.render_finding(finding, view)
        yield from lines.crashes(project, view.verbose)
        if not view.quiet:
            yield from lines.upload(project)
        if view.verbose:
            yield from lines.accepted(project)
    if not view.quiet:
        yield from lines.skipped(report, view.verbose)
        yield from lines.fixed(report)
        step = lines.next_step(report)
        if step:
            yield step
    for project in report.projects:
        yield lines.verdict(project, report, view)
    if len(report.projects) > 1:
        yield lines.totals(report, view)
