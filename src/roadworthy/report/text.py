"""The text report: one stable line a finding, then the score and what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from roadworthy.core.result import ProjectResult, Report, ScoreResult, Verdict, Violation
from roadworthy.core.rule import Rule
from roadworthy.core.safe import inert, safe
from roadworthy.core.wording import counted
from roadworthy.score.score import display_points

_COLORS = {"error": "31", "warning": "33", "note": "36", "passed": "32", "failed": "31", "unknown": "35"}

_UNCHECKED = "not checked: whether the name is taken or too similar to another, and earlier uploads"


def render(report: Report, *, color: bool = False, quiet: bool = False, verbose: bool = False) -> str:
    """Return the report as lines of text.

    `quiet` keeps the findings and the verdicts, `verbose` adds what was skipped and the tracebacks.
    """
    paint = _paint if color else _plain
    lines: list[str] = []
    explained: set[str] = set()
    for fault in report.pack_faults:
        place = f"{fault.file}:{fault.line}: " if fault.file else ""
        lines.append(safe(f"{place}broken pack `{fault.pack}`: {fault.message}"))
    for project in report.projects:
        if len(report.projects) > 1 and not quiet:
            lines.append(paint("1", f"# {safe(project.name)} ({safe(project.root)})"))
        for finding in project.findings:
            if finding.accepted is None:
                lines.append(render_finding(finding, paint))
                if not quiet:
                    lines.extend(_explained(finding, report.rules.get(finding.rule), explained))
        lines.extend(_crashes(project, verbose))
        if not quiet:
            lines.extend(_summary(project))
            lines.extend(_upload(project))
        if verbose:
            lines.extend(_accepted(project))
        lines.append(_verdict(project, paint) + _unread(project, report))
    if report.skipped and not quiet:
        lines[-1:-1] = _skipped(report, verbose)
    # Each value is safe; what they form together may not be.
    return inert("\n".join(lines) + "\n")


def _plain(_: str, text: str) -> str:
    return text


def _paint(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def render_finding(finding: Violation, paint: Callable[[str, str], str] = _plain) -> str:
    """Return the one line of a finding, which problem matchers rely on."""
    place, label = finding.place, finding.severity.label
    cell = f"cell {place.cell}:" if place.cell else ""
    where = f"{safe(place.path)}:{cell}{place.line}:{place.column}"
    return f"{where}: {paint(_COLORS[label], label)}[{finding.rule}] {safe(finding.message)}"


def _explained(finding: Violation, rule: Rule | None, explained: set[str]) -> Iterator[str]:
    """Yield what to do and what it is worth; the why of a rule is said once."""
    if rule is not None and rule.name not in explained:
        explained.add(rule.name)
        yield from _wrapped(f"why: {rule.why.split(chr(10) * 2)[0]}")
    if finding.fix is not None:
        yield f"    fix: {safe(finding.fix.title)}{'' if finding.fix.safe else ' (unsafe)'}"
    if finding.gain and display_points(finding.gain):
        yield f"    worth: {display_points(finding.gain):.1f} points"


def _wrapped(text: str) -> list[str]:
    from textwrap import wrap

    return wrap(" ".join(text.split()), 110, initial_indent="    ", subsequent_indent="         ")


def _crashes(project: ProjectResult, verbose: bool) -> Iterator[str]:
    for crash in project.crashes:
        last = crash.traceback.strip().rpartition("\n")[2]
        yield safe(f"{crash.subject}: {crash.text}: {last}")
        if verbose:
            yield from (f"    {safe(line)}" for line in crash.traceback.rstrip().split("\n"))


def _summary(project: ProjectResult) -> Iterator[str]:
    yield ""
    if project.kind == "project":
        evidence = "; ".join(map(safe, project.evidence))
        yield f"{safe(project.name)}: profile {project.profile} ({evidence})"
    if project.score is None:
        return
    for group in project.score.groups:
        if group.value is None:
            yield f"  {group.name:<13} not measured"
        elif group.measured:
            yield f"  {group.name:<13} {display_points(group.value):>5.1f} of {display_points(group.measured):g}"
    yield from _path(project, project.score)


def _upload(project: ProjectResult) -> Iterator[str]:
    """Yield what PyPI would say to the artifacts, and what cannot be known from here."""
    if project.pypi is None or (project.partial and project.pypi.verdict == "unknown"):
        return
    words = {"accepted": "PyPI would accept", "refused": "PyPI would refuse"}
    opening = words.get(project.pypi.verdict, "PyPI's verdict is unknown")
    reasons = "; ".join(map(safe, project.pypi.reasons))
    yield f"{opening}{': ' if reasons else ''}{reasons}; {_UNCHECKED}"


def _path(project: ProjectResult, score: ScoreResult) -> Iterator[str]:
    if not project.path:
        return
    yield f"The cheapest path to {score.fail_under:g}:"
    for name, number, gained in project.path:
        yield f"  {name} ({counted(number, 'finding')}): {gained:+.1f} points"


def _accepted(project: ProjectResult) -> Iterator[str]:
    for finding in project.findings:
        if finding.accepted is not None:
            reason, by = safe(finding.accepted.reason), safe(finding.accepted.by)
            yield f"accepted: {safe(finding.place.path)}: [{finding.rule}] {reason} ({by})"


def _skipped(report: Report, verbose: bool) -> Iterator[str]:
    if verbose:
        yield from (f"skipped: {safe(skip.path)}: {safe(skip.reason)}" for skip in report.skipped)
    else:
        told = sum(skip.weight != "ordinary" for skip in report.skipped)
        if told:
            yield f"{counted(told, 'path')} skipped; -v names them"


def _unread(project: ProjectResult, report: Report) -> str:
    """Say in the verdict which Python would read what this one could not."""
    root = "" if project.root in ("", ".") else f"{project.root.rstrip('/')}/"
    needed = [skip.needs for skip in report.skipped if skip.needs and skip.path.startswith(root)]
    if not needed:
        return ""
    return f"; {counted(len(needed), 'file')} not read: run Roadworthy with {needed[0]}"


def _verdict(project: ProjectResult, paint: Callable[[str, str], str]) -> str:
    """Return the last line: the verdict, the score, the threshold, and what failed."""
    words = {Verdict.PASSED: "passed", Verdict.FAILED: "failed", Verdict.UNKNOWN: "unknown"}
    word = words[project.verdict]
    parts = [paint(_COLORS[word], word)]
    if project.score is not None:
        parts.append(f": score {_score(project, project.score)}")
        parts.append(f", threshold {project.score.fail_under:g}")
    elif project.partial:
        parts.append(": a partial run has no score")
    elif project.kind == "project":
        parts.append(": the score cannot be known")
    parts.extend(f"; {safe(reason.text)}" for reason in project.reasons if reason.kind != "score")
    return "".join(parts)


def _score(project: ProjectResult, score: ScoreResult) -> str:
    text = f"{display_points(score.value):.1f}"
    accepted = sum(finding.accepted is not None for finding in project.findings)
    if accepted:
        text += f" ({display_points(score.with_accepted):.1f} with {accepted} accepted)"
    if score.measured < 100 - 1e-9:
        text += f" (measured {display_points(score.measured):g} of 100)"
    return text
