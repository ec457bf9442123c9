"""The format `text`: the first screen, in at most 40 lines; with `verbose`, every finding below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadworthy.core.result import Report
from roadworthy.core.safe import inert, safe
from roadworthy.core.wording import agreeing
from roadworthy.report import lines, screen
from roadworthy.report.formats.concise import concise
from roadworthy.report.order import ordered
from roadworthy.report.snippet import Snippets
from roadworthy.report.view import PLAIN, View, wrapped
from roadworthy.score.points import display_points

#: The lines that a first screen has at most.
LINES = 40
#: Lines for what could not be judged: crashes, broken packs, PyPI's reasons, paths that were skipped.
_TROUBLES = 5
#: Practices that are shown for what they lack.
_PRACTICES = 3
_UNEARNED = "What earns no points yet, beside the findings:"
#: Projects of a run over several that have a line of their own.
_PROJECTS = 10


def text(report: Report, view: View = PLAIN) -> str:
    """Return the first screen, or with `verbose` every finding; `quiet` and `statistics` are `concise`'s."""
    if view.quiet or view.statistics:
        return concise(report, view)
    made = [*_everything(report, view)] if view.verbose else _screen(report, view)
    # Each value is safe; what they form together may not be.
    return inert("\n".join(made) + "\n")


def _screen(report: Report, view: View) -> list[str]:
    found = lines.counting(finding for project in report.projects for finding in project.findings)
    fails = [finding for project in report.projects for finding in screen.failing(project)]
    rules = {finding.rule for finding in fails}
    best = screen.worth_most(finding for finding in found if finding.rule not in rules)
    left = sum(finding.rule not in rules and finding.rule not in best for finding in found)
    head = [*_head(report, view), *_troubles(report, view)]
    step = lines.next_step(report)
    end = [f"{left} more: `-v`, or `--output-format full`"] if left else []
    end += [view.cut(step)] if step else []
    # The verdict is never cut, and may take more than one line.
    whole = lines.verdict(report.projects[0], report) if len(report.projects) == 1 else ""
    room = LINES - len(head) - view.rows(whole) + 1 - (len(end) + 1 if end else 0)
    needed = 2 + 2 * len(best) if best else 0
    failures = screen.errors(fails, Snippets(report), view, max(room - needed, 12) - 1)
    worth = screen.explained(best, report, view, room - len(failures) - 1 - bool(failures))
    room -= len(failures) + len(worth) + 1 + bool(failures) + bool(worth)
    return _spaced(head, failures, worth, _unearned(report, view, min(room, 1 + _PRACTICES)), end)


def _unearned(report: Report, view: View, room: int) -> list[str]:
    """Return what the one project of a run does not earn although no finding tells it."""
    found = [*lines.unearned(report.projects[0], view)] if len(report.projects) == 1 else []
    return [_UNEARNED, *found[: room - 1]] if found and room > 1 else []


def _spaced(*blocks: Sequence[str]) -> list[str]:
    """Return the lines of the blocks that have any, with an empty line between them."""
    made: list[str] = []
    for block in blocks:
        made += ["", *block] if made and block else block
    return made


def _head(report: Report, view: View) -> Iterator[str]:
    if len(report.projects) > 1:
        yield view.cut(lines.totals(report)) if not view.color else lines.totals(report, view)
        yield from screen.overview(report, view, _PROJECTS)
        return
    for project in report.projects:
        yield lines.verdict(project, report, view)
        if project.kind == "project":
            yield view.cut(lines.profile(project))
        if project.score is not None:
            yield from screen.bars(project.score, view)
        yield from lines.standing(project)
        yield from screen.road_line(project, view)


def _troubles(report: Report, view: View) -> list[str]:
    found = [*lines.pack_faults(report)]
    for project in report.projects:
        found += [*lines.crashes(project, verbose=False), *lines.upload(project)]
    found += [*lines.skipped(report, verbose=False), *lines.fixed(report)]
    shown = [view.cut(line) for line in found[:_TROUBLES]]
    if len(found) > _TROUBLES:
        left = len(found) - _TROUBLES + 1
        shown[-1] = f"{left} more {agreeing(left, 'thing', 'things')} to know: `-v`"
    return shown


def _everything(report: Report, view: View) -> Iterator[str]:
    """Yield every finding with why and what to do, then what the first screen begins with."""
    yield from lines.pack_faults(report)
    explained: set[str] = set()
    for project in report.projects:
        for finding in ordered(lines.counting(project.findings), view.group_by):
            yield lines.render_finding(finding, view)
            reason = lines.why(report.rules.get(finding.rule))
            if finding.rule not in explained and reason:
                explained.add(finding.rule)
                yield from wrapped(f"why: {reason}", view.width, "    ", "         ")
            if finding.fix is not None:
                yield f"    fix: {safe(finding.fix.title)}{'' if finding.fix.safe else ' (unsafe)'}"
            if finding.gain and display_points(finding.gain):
                yield f"    worth: {display_points(finding.gain):.1f} points"
        yield from lines.crashes(project, verbose=True)
        yield from lines.accepted(project)
        yield ""
        if project.kind == "project":
            yield f"{safe(project.name)}: {lines.profile(project)}"
        if project.score is not None:
            yield from screen.bars(project.score, view)
        yield from lines.standing(project)
        yield from screen.road_line(project, view)
        practices = [*lines.unearned(project, view)]
        yield from [_UNEARNED, *practices] if practices else practices
        yield from lines.cheapest_path(project)
        yield from lines.upload(project)
    yield from lines.skipped(report, verbose=True)
    yield from lines.fixed(report)
    step = lines.next_step(report)
    if step:
        yield step
    for project in report.projects:
        yield lines.verdict(project, report, view)
    if len(report.projects) > 1:
        yield lines.totals(report, view)
