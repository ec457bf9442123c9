"""The format `full`: each finding with its line of source, why it matters, and its fix as a diff."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.result import ProjectResult, Report
from roadworthy.core.safe import inert, safe
from roadworthy.report import lines
from roadworthy.report.fix_diff import FixDiffs
from roadworthy.report.order import ordered
from roadworthy.report.screen import bars
from roadworthy.report.snippet import Snippets
from roadworthy.report.view import PLAIN, View, wrapped
from roadworthy.score.points import display_points


def full(report: Report, view: View = PLAIN) -> str:
    """Return all that is known of each finding, then the scores, what was left out, and the verdicts."""
    return inert("\n".join(_lines(report, view)) + "\n")


def _lines(report: Report, view: View) -> Iterator[str]:
    yield from lines.pack_faults(report)
    snippets, explained = Snippets(report), set[str]()
    for project in report.projects:
        yield from findings(project, report, view, snippets, explained)
        yield from lines.crashes(project, view.verbose)
        if project.score is not None:
            yield f"{view.bold(safe(project.name))}: {lines.profile(project)}"
            yield from bars(project.score, view)
            yield ""
        yield from lines.upload(project)
        if view.verbose:
            yield from lines.accepted(project)
    yield from lines.skipped(report, view.verbose)
    yield from lines.fixed(report)
    step = lines.next_step(report)
    if step:
        yield step
    for project in report.projects:
        yield lines.verdict(project, report, view)
    if len(report.projects) > 1:
        yield lines.totals(report, view)


def findings(
    project: ProjectResult, report: Report, view: View, snippets: Snippets, explained: set[str]
) -> Iterator[str]:
    """Yield the findings of a project in full; why a rule is there is said once, of those not `explained`."""
    diffs = FixDiffs(report, project)
    for finding in ordered(lines.counting(project.findings), view.group_by):
        yield lines.render_finding(finding, view)
        yield from (f"    {line}" for line in snippets.marked(finding))
        if finding.rule not in explained:
            explained.add(finding.rule)
            reason = lines.why(report.rules.get(finding.rule))
            yield from wrapped(f"why: {reason}", view.width, "    ", "         ") if reason else ()
        if finding.fix is not None:
            yield f"    fix: {safe(finding.fix.title)}{'' if finding.fix.safe else ' (unsafe)'}"
            yield from (f"      {line}" for line in diffs.of(finding.fix))
        if finding.gain and display_points(finding.gain):
            yield f"    worth: {display_points(finding.gain):.1f} points"
        yield ""
