"""The lines that reports for people are made of: findings, verdicts, what else there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.place import Place
from roadworthy.core.result import ProjectResult, Report, ReportedFinding, Verdict
from roadworthy.core.rule import Rule, Severity
from roadworthy.core.safe import safe
from roadworthy.core.score_result import ScoreResult, Standing
from roadworthy.core.wording import agreeing, counted
from roadworthy.report.home import rule_url
from roadworthy.report.view import PLAIN, View
from roadworthy.score.points import display_points

_UNCHECKED = "not checked: whether the name is taken or too similar to another, and earlier uploads"


def where(place: Place) -> str:
    """Return the place of a finding as lines begin with it, and as editors find it."""
    cell = f"cell {place.counted_in}:" if place.counted_in else ""
    return f"{safe(place.path)}:{cell}{place.line}:{place.column}"


def render_finding(finding: ReportedFinding, view: View = PLAIN) -> str:
    """Return the one line of a finding, which problem matchers rely on."""
    label = finding.severity.label
    name = view.linked(finding.rule, rule_url(finding.rule))
    return f"{where(finding.place)}: {view.colored(label)}[{name}] {safe(finding.message)}"


def counting(findings: Iterable[ReportedFinding]) -> list[ReportedFinding]:
    """Return the findings that are not accepted, and that no baseline knows."""
    return [finding for finding in findings if finding.accepted is None and finding.new is not False]


def severities(findings: Iterable[ReportedFinding]) -> str:
    """Return how many findings there are of each severity: `2 errors, 1 note`."""
    found = list(findings)
    numbers = {s: sum(finding.severity is s for finding in found) for s in sorted(Severity, key=_rank)}
    return ", ".join(counted(number, s.label) for s, number in numbers.items() if number) or "no findings"


def _rank(severity: Severity) -> int:
    return -severity.value


def why(rule: Rule | None) -> str:
    """Return the first paragraph of what a rule's page says after its title."""
    return "" if rule is None else " ".join(rule.why.split("\n\n")[0].split())


def pack_faults(report: Report) -> Iterator[str]:
    """Yield a line for each fault of a pack."""
    for fault in report.pack_faults:
        place = f"{fault.file}:{fault.line}: " if fault.file else ""
        yield safe(f"{place}broken pack `{fault.pack}`: {fault.message}")


def crashes(project: ProjectResult, verbose: bool) -> Iterator[str]:
    """Yield what crashed, with its traceback where that is asked for."""
    for crash in project.crashes:
        last = crash.traceback.strip().rpartition("\n")[2]
        yield safe(f"{crash.subject}: {crash.text}: {last}")
        if verbose:
            yield from (f"    {safe(line)}" for line in crash.traceback.rstrip().split("\n"))


def upload(project: ProjectResult) -> Iterator[str]:
    """Yield what PyPI would say to the artifacts, and what cannot be known from here."""
    if project.pypi is None or (project.partial and project.pypi.verdict == "unknown"):
        return
    words = {"accepted": "PyPI would accept", "refused": "PyPI would refuse"}
    opening = words.get(project.pypi.verdict, "PyPI's verdict is unknown")
    reasons = "; ".join(map(safe, project.pypi.reasons))
    yield f"{opening}{': ' if reasons else ''}{reasons}; {_UNCHECKED}"


def accepted(project: ProjectResult) -> Iterator[str]:
    """Yield each accepted finding with its reason."""
    for finding in project.findings:
        if finding.accepted is not None:
            reason, by = safe(finding.accepted.reason), safe(finding.accepted.by)
            yield f"accepted: {safe(finding.place.path)}: [{finding.rule}] {reason} ({by})"


def skipped(report: Report, verbose: bool) -> Iterator[str]:
    """Yield the paths that were not inspected, or how many they are."""
    if verbose:
        yield from (f"skipped: {safe(skip.path)}: {safe(skip.reason)}" for skip in report.skipped)
        return
    told = sum(skip.weight != "ordinary" for skip in report.skipped)
    if told:
        yield f"{counted(told, 'path')} skipped; -v names them"


def profile(project: ProjectResult) -> str:
    """Return what a project is judged as, what speaks for it, and what against it."""
    against = f"; but {'; '.join(map(safe, project.against))}" if project.against else ""
    return f"profile {project.profile}: {'; '.join(map(safe, project.evidence))}{against}"


def verdict(project: ProjectResult, report: Report, view: View = PLAIN) -> str:
    """Return the project's name, the verdict, the score, the threshold, and what failed."""
    word = project.verdict.value
    parts = [f"{view.bold(safe(project.name))} {view.colored(word)}"]
    if project.score is not None:
        parts.append(f": score {score_text(project, project.score)}")
        parts.append(f", threshold {project.score.fail_under:g}")
    elif project.partial:
        parts.append(": a partial run has no score")
    elif project.kind == "workspace":
        parts.append(": the root of a workspace has no score, its members have theirs")
    elif project.kind == "project":
        parts.append(": the score is unknown")
    parts.extend(f"; {safe(reason.text)}" for reason in project.reasons if reason.kind != "score")
    return "".join(parts) + _known(project) + _unread(project, report)


def _known(project: ProjectResult) -> str:
    """Say how many findings are left out, because they were there before."""
    number = sum(finding.new is False and finding.accepted is None for finding in project.findings)
    sources = [] if project.diff_base is None else [f"before the change since {safe(project.diff_base[0])}"]
    sources += [] if project.baseline is None else [f"in {safe(project.baseline.file)}"]
    return f"; {counted(number, 'finding')} known {' or '.join(sources)}" if number and sources else ""


def fixed(report: Report) -> Iterator[str]:
    """Yield how many entries of baselines match nothing any more."""
    for project in report.projects:
        if project.baseline is not None and project.baseline.stale:
            number = counted(len(project.baseline.stale), "known finding is", "known findings are")
            file = safe(project.baseline.file)
            yield f"{number} fixed: `--update-baseline` removes fixed findings from {file}"


def score_text(project: ProjectResult, score: ScoreResult) -> str:
    """Return the score, also as it is with what is accepted, and how much of it could be measured."""
    text = f"{display_points(score.value):.1f}"
    number = sum(finding.accepted is not None for finding in project.findings)
    if number:
        text += f" ({display_points(score.with_accepted):.1f} with {number} accepted)"
    if score.measured < 100 - 1e-9:
        text += f" (measured {display_points(score.measured):g} of 100)"
    return text


def unearned(project: ProjectResult, view: View = PLAIN) -> Iterator[str]:
    """Yield the practices whose lack no finding tells, with what that would gain, most first."""
    groups = project.score.groups if project.score is not None else ()
    found = [practice for group in groups for practice in group.practices]
    for practice in sorted(found, key=lambda item: (-(item.gain or 0.0), item.name)):
        if practice.gain and display_points(practice.gain):
            head = f"  {display_points(practice.gain):+.1f} {safe(practice.name)}: "
            yield head + view.cut(safe(practice.reason or practice.title), len(head))


def standing(project: ProjectResult) -> Iterator[str]:
    """Yield how the score compares with those of public projects, where enough were measured."""
    if project.score is not None and project.score.standing is not None:
        told = compared(project.score.standing)
        month = project.score.standing.day[:7]
        yield f"Score {told} public projects of this profile (measured {month})"


def compared(standing: Standing) -> str:
    """Return how many projects have less: `higher than 41 of 62`."""
    return f"higher than {standing.lower} of {standing.of}"


def _unread(project: ProjectResult, report: Report) -> str:
    """Say in the verdict which Python would read what this one could not."""
    root = "" if project.root in ("", ".") else f"{project.root.rstrip('/')}/"
    needed = [skip.needs for skip in report.skipped if skip.needs and skip.path.startswith(root)]
    if not needed:
        return ""
    return f"; {counted(len(needed), 'file')} not read: run Roadworthy with {needed[0]}"


def totals(report: Report, view: View = PLAIN) -> str:
    """Return how the projects of a run fared together."""
    words = []
    for kind in Verdict:
        number = sum(project.verdict is kind for project in report.projects)
        if number:
            words.append(view.colored(kind.value, f"{number} {kind.value}"))
    found = counting(finding for project in report.projects for finding in project.findings)
    return f"{counted(len(report.projects), 'project')}: {', '.join(words)}; {severities(found)}"


def next_step(report: Report) -> str:
    """Return what to type next: the fixes that there are, or the page of the rule that costs most."""
    found = counting(finding for project in report.projects for finding in project.findings)
    safe_, unsafe = (
        sum(finding.fix is not None and finding.fix.safe is kind for finding in found)
        for kind in (True, False)
    )
    if safe_ and unsafe:
        return f"{safe_} fixable with `--fix`, {unsafe} more with `--unsafe-fixes`; `--diff` shows them"
    if safe_ or unsafe:
        option = "--fix" if safe_ else "--unsafe-fixes"
        shown = "--diff" if safe_ else "--diff --unsafe-fixes"
        them = agreeing(safe_ + unsafe, "it", "them")
        return f"{safe_ or unsafe} fixable with `{option}`; `{shown}` shows {them}"
    if found:
        worst = max(found, key=lambda finding: (finding.severity.value, finding.gain or 0.0))
        return f"`roadworthy rule {worst.rule}` says what to do first"
    return ""


def cheapest_path(project: ProjectResult) -> Iterator[str]:
    """Yield the rules to satisfy for the threshold, those first that give most for a finding."""
    if project.score is None or not project.path:
        return
    yield f"The cheapest path to {project.score.fail_under:g}:"
    for name, number, gained in project.path:
        yield f"  {name} ({counted(number, 'finding')}): {gained:+.1f} points"
