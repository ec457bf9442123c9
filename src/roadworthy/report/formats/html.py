"""The format `html`: one file for a browser, without scripts, which loads nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.evidence import TestEvidence
from roadworthy.core.place import Place
from roadworthy.core.result import Accepted, ProjectResult, Report, ReportedFinding
from roadworthy.core.wording import counted
from roadworthy.report.home import rule_url
from roadworthy.report.html_page import Markup, element, page, table, with_code
from roadworthy.report.html_score import groups, practices, ring
from roadworthy.report.lines import (
    counting,
    next_step,
    pack_faults,
    profile,
    severities,
    standing,
    totals,
    upload,
    verdict,
    where,
)
from roadworthy.report.lines import why as reason_of
from roadworthy.report.paths import ReportPaths
from roadworthy.report.sharing import troubles
from roadworthy.report.snippet import Snippets
from roadworthy.report.statistics import by_rule, worth
from roadworthy.report.view import sentence
from roadworthy.score.points import display_points

#: Columns of a line of source, and functions that are listed: the file stays small.
_COLUMNS, _FUNCTIONS = 160, 500


def html(report: Report) -> str:
    """Return a page with the verdict, the score and its groups, every finding, and the public functions."""
    paths, snippets = ReportPaths.of(report), Snippets(report)
    body = [element("p", text, class_="trouble") for text in pack_faults(report)]
    if len(report.projects) > 1:
        body += [element("h1", "Roadworthy"), element("p", totals(report))]
    for number, project in enumerate(report.projects):
        body.append(_project(project, report, snippets, paths, number))
    step = next_step(report)
    if step:
        body.append(element("p", *with_code(step), class_="next"))
    names = ", ".join(project.name for project in report.projects[:3]) or "nothing"
    return page(f"Roadworthy: {names}", body, f"roadworthy {report.version}, edition {report.edition}")


def _project(
    project: ProjectResult, report: Report, snippets: Snippets, paths: ReportPaths, number: int
) -> Markup:
    word, found = project.verdict.value, counting(project.findings)
    level = 1 if len(report.projects) == 1 else 2
    title = element(f"h{level}", f"{project.name} ", element("strong", word, class_=word))
    parts: list[Markup] = [title, element("p", verdict(project, report))]
    if project.kind == "project":
        parts.append(element("p", profile(project).replace("profile", "Profile", 1), class_="quiet"))
    parts += [element("p", text, class_="trouble") for text in troubles(project)]
    parts += [element("p", text) for text in upload(project)]
    if project.score is not None:
        parts += [ring(project.score, word), *(element("p", text) for text in standing(project))]
        parts += [groups(project.score, project.root), practices(project.score, project.root)]
    if project.road:
        parts += _road(project, f"h{level + 1}", paths)
    parts.append(_rules(found, report, project.root))
    parts.append(_findings(found, f"h{level + 1}", snippets, paths))
    parts += _accepted(project, paths)
    if project.tests is not None and project.tests.functions:
        parts.append(_functions(project.tests, paths, project.root))
    return element("section", *parts, id_=f"project-{number}")


_STATES = {"done": "passed", "partly": "warning", "not": "failed", "unknown": "unknown"}


def _road(project: ProjectResult, heading: str, paths: ReportPaths) -> list[Markup]:
    steps = []
    for step in project.road:
        signs = [
            element(
                "li",
                element("b", sign.state, class_=_STATES[sign.state]),
                f" {sign.title}",
                *with_code(f": {sign.text}" if sign.text else ""),
                *(_at(sign.place, paths) if sign.place is not None else ()),
            )
            for sign in step.signs
        ]
        state = element("strong", step.state, class_=_STATES[step.state])
        steps.append(element("li", f"{step.name} ", state, element("ul", *signs) if signs else ""))
    return [element(heading, "The road to production"), element("ol", *steps, class_="road")]


def _at(place: Place, paths: ReportPaths) -> tuple[Markup | str, ...]:
    return (" ", element("code", f"{paths.display(place.path)}:{place.line}"))


def _rules(found: Iterable[ReportedFinding], report: Report, root: str) -> Markup:
    rows = []
    for name, group in by_rule(found).items():
        label = group[0].severity.label
        points = worth(group)
        rows.append(
            element(
                "tr",
                element("th", element("a", name, href=rule_url(name)), scope="row"),
                element("td", label, class_=label),
                element("td", str(len(group)), class_="number"),
                element("td", f"{points:+.1f}" if display_points(points) else "", class_="number"),
                element("td", sentence(reason_of(report.rules.get(name)))),
            )
        )
    return table("What each rule takes", ("rule", "severity", "findings", "points", "why"), rows, root)


def _findings(
    found: Iterable[ReportedFinding], heading: str, snippets: Snippets, paths: ReportPaths
) -> Markup:
    files: dict[str, list[ReportedFinding]] = {}
    for finding in found:
        files.setdefault(finding.place.path, []).append(finding)
    parts = [element(heading, "Findings by file")] if files else [element("p", "No findings.")]
    for path, group in files.items():
        items = [element("li", *_finding(finding, snippets)) for finding in group]
        numbers = element("span", f" {severities(group)}", class_="quiet")
        summary = element("summary", element("code", paths.display(path)), numbers)
        parts.append(element("details", summary, element("ul", *items), open=len(files) <= 5))
    return element("div", *parts)


def _finding(finding: ReportedFinding, snippets: Snippets) -> Iterator[Markup | str]:
    label, place = finding.severity.label, where(finding.place)
    yield element("b", label, class_=label)
    yield " "
    yield element("code", place.removeprefix(finding.place.path + ":"))
    yield " "
    yield element("a", finding.rule, href=rule_url(finding.rule))
    yield " "
    yield from with_code(finding.message)
    if finding.gain and display_points(finding.gain):
        yield element("span", f" {finding.gain:+.1f}", class_="quiet")
    line = snippets.of(finding).strip()
    if line:
        yield element("pre", element("code", line[:_COLUMNS]))
    if finding.fix is not None:
        how = "--fix" if finding.fix.safe else "--unsafe-fixes"
        yield element("div", f"{finding.fix.title} (", element("code", how), ")", class_="quiet")


def _accepted(project: ProjectResult, paths: ReportPaths) -> Iterator[Markup]:
    items = [
        element(
            "li",
            element("code", f"{paths.display(f.place.path)}:{f.place.line}"),
            f" {f.rule}: {f.accepted.reason}",
        )
        for f in project.findings
        if isinstance(f.accepted, Accepted)
    ]
    if items:
        summary = element("summary", counted(len(items), "accepted finding"))
        yield element("details", summary, element("ul", *items))


def _functions(tests: TestEvidence, paths: ReportPaths, root: str) -> Markup:
    rows = [
        element(
            "tr",
            element("th", element("code", function.name), scope="row"),
            element("td", element("code", f"{paths.display(function.path)}:{function.line}")),
            element("td", function.grade),
        )
        for function in sorted(tests.functions, key=lambda f: (f.path, f.line))[:_FUNCTIONS]
    ]
    left = len(tests.functions) - len(rows)
    caption = f"Public functions{f', {left} more are not listed' if left else ''}"
    summary = element("summary", counted(len(tests.functions), "public function"))
    return element("details", summary, table(caption, ("function", "place", "tested"), rows, root))
