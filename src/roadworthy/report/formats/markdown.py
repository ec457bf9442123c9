"""The format `markdown`: a comment on a pull request, or the summary of a job.

What comes from the tree is escaped: it is neither markup, nor a link, nor a mention of a user.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.core.result import ProjectResult, Report, ReportedFinding
from roadworthy.core.safe import inert, safe
from roadworthy.core.wording import counted
from roadworthy.report.home import rule_url
from roadworthy.report.lines import counting, next_step, score_text, severities, totals, where
from roadworthy.report.screen import failing, worth_most
from roadworthy.report.sharing import troubles, worst_first
from roadworthy.report.statistics import worth
from roadworthy.score.points import display_points

#: Rows of a table: a comment on GitHub has at most 65,536 characters.
ROWS = 40
_SIGNS = {"passed": "✅", "failed": "❌", "unknown": "❔"}
# What Markdown and GitHub read: markup, HTML, tables, formulas, mentions, references and addresses.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$@#]|://|(?<=[Ww][Ww][Ww])\.")


def markdown(report: Report) -> str:
    """Return a heading with the verdict for each project, its groups, and tables of what to do."""
    lines: list[str] = []
    for project in report.projects:
        lines += _project(project)
    if len(report.projects) > 1:
        lines = [f"**{escaped(totals(report))}**", "", *lines]
    step = next_step(report)
    if step:
        lines += [_in_code(step), ""]
    return inert("\n".join(lines).rstrip("\n") + "\n")


def _project(project: ProjectResult) -> Iterator[str]:
    word = project.verdict.value
    title = f"## {_SIGNS[word]} {escaped(project.name)}: {word}"
    if project.score is not None:
        score = project.score
        title += f", score {escaped(score_text(project, score))} of {score.fail_under:g} needed"
    yield title
    yield ""
    for reason in project.reasons:
        yield f"* {escaped(reason.text)}"
    for text in troubles(project):
        yield f"* {escaped(text)}"
    yield from [""] if project.reasons or project.crashes else []
    if project.score is not None:
        yield "| group | points | of |"
        yield "| :-- | --: | --: |"
        for group in project.score.groups:
            if group.weight:
                value = "not measured" if group.value is None else f"{display_points(group.value):.1f}"
                yield f"| {group.name} | {value} | {group.weight:g} |"
        yield ""
    if project.road:
        steps = [f"{step.name} **{step.state}**" for step in project.road]
        yield f"Road to production: {', '.join(steps)}"
        yield ""
    failures = failing(project)
    yield from _table("What fails the gate", worst_first(failures))
    rules = {finding.rule for finding in failures}
    rest = [finding for finding in counting(project.findings) if finding.rule not in rules]
    best = worth_most(rest)
    if best:
        yield "**What is worth most**"
        yield ""
        for name, worthy in best.items():
            number = f" ({counted(len(worthy), 'finding')})" if len(worthy) > 1 else ""
            yield f"* **{worth(worthy):+.1f}** {_rule(name)}{number}: {escaped(worthy[0].message)}"
        yield ""
    left = [finding for finding in rest if finding.rule not in best]
    if left:
        yield "<details><summary>" + f"{len(left)} more: {severities(left)}</summary>"
        yield ""
        yield from _table("", worst_first(left))
        yield "</details>"
        yield ""


def _table(title: str, findings: Iterable[ReportedFinding]) -> Iterator[str]:
    found = list(findings)
    if not found:
        return
    if title:
        yield f"**{title}**"
        yield ""
    yield "| | where | rule | what |"
    yield "| :-- | :-- | :-- | :-- |"
    for finding in found[:ROWS]:
        place = escaped(where(finding.place))
        yield f"| {finding.severity.label} | {place} | {_rule(finding.rule)} | {escaped(finding.message)} |"
    yield ""
    if len(found) > ROWS:
        yield f"and {len(found) - ROWS} more"
        yield ""


def _rule(name: str) -> str:
    return f"[{name}]({rule_url(name)})"


def _in_code(text: str) -> str:
    """Return a text of our own, whose code stays code."""
    return "".join(f"`{part}`" if n % 2 else escaped(part) for n, part in enumerate(text.split("`")))


def escaped(text: str) -> str:
    """Return a text as Markdown that shows it: markup as numeric entities, mentions and addresses broken up.

    An entity is never markup (CommonMark 0.31, 2.5), but GitHub looks for names and addresses in what was
    made of it: so an empty comment is put into them. Spaces at the start of a line would make it code.
    """
    shown = safe(text)
    rest = shown.lstrip(" ")
    return "&#32;" * (len(shown) - len(rest)) + _MARKUP.sub(_entity, rest)


def _entity(match: re.Match[str]) -> str:
    found = match[0]
    if found in ("://", "."):
        return f"{found[0]}<!-- -->{found[1:]}" if len(found) > 1 else "<!-- -->."
    return f"&#{ord(found)};{'<!-- -->' if found in '@#' else ''}"
