"""The format `html`: one file for a browser, without scripts, which loads nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.evidence import TestEvidence
from roadworthy.core.place import Place
from roadworthy.core.result import Accepted, ProjectResult, Report, ReportedFinding
from roadworthy.core.score_result import ScoreResult
from roadworthy.core.wording import counted
from roadworthy.report.home import rule_url
from roadworthy.report.html_page import Markup, element, page
from roadworthy.report.lines import (
    compared,
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
        body.append(element("p", *_with_code(step), class_="next"))
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
        parts += [_ring(project.score, word), *(element("p", text) for text in standing(project))]
        parts += [_groups(project.score, project.root), _practices(project.score, project.root)]
    if project.road:
        parts += _road(project, f"h{level + 1}", paths)
    parts.append(_rules(found, report, project.root))
    parts.append(_findings(found, f"h{level + 1}", snippets, paths))
    parts += _accepted(project, paths)
    if project.tests is not None and project.tests.functions:
        parts.append(_functions(project.tests, paths, project.root))
    return element("section", *parts, id_=f"project-{number}")


def _ring(score: ScoreResult, word: str) -> Markup:
    """Return the score as a ring of which so many of 100 parts are drawn."""
    value = display_points(score.value)
    shape = {"cx": "60", "cy": "60", "r": "50", "fill": "none", "stroke-width": "14", "pathLength": "100"}
    return element(
        "svg",
        element("title", f"score {value:.1f} of 100, {score.fail_under:g} needed"),
        element("circle", class_="rest", **shape),
        element(
            "circle", class_=f"ring {word}", transform="rotate(-90 60 60)",
            **{**shape, "stroke-dasharray": f"{value:.1f} 100"},
        ),
        element("text", f"{value:.1f}", x="60", y="70", **{"text-anchor": "middle"}),
        role="img", viewBox="0 0 120 120", width="140", height="140", class_="score",
    )  # fmt: skip


def _groups(score: ScoreResult, root: str) -> Markup:
    rows = []
    for group in score.groups:
        if not group.weight:
            continue
        name = element("th", group.name, scope="row")
        if group.value is None:
            rows.append(element("tr", name, element("td", "not measured", colspan="3")))
            continue
        value = display_points(group.value)
        told = f"{value:.1f} of {group.weight:g}"
        meter = element(
            "meter", told, value=f"{value:.1f}", max=f"{group.weight:g}", low=f"{group.weight / 2:g}",
            high=f"{group.weight * 0.8:g}", optimum=f"{group.weight:g}", **{"aria-label": group.name},
        )  # fmt: skip
        among = "" if group.standing is None else compared(group.standing)
        points = element("td", told, class_="number")
        rows.append(element("tr", name, element("td", meter), points, element("td", among)))
    return _table("Points by group", ("group", "share", "points", "among public projects"), rows, root)


def _practices(score: ScoreResult, root: str) -> Markup:
    """Return what each practice earned, and what it lacks."""
    rows = []
    for group in score.groups:
        for practice in group.practices if group.weight else ():
            earned = practice.points * (practice.share or 0.0)
            points = f"{display_points(earned):.1f} of {display_points(practice.points):.1f}"
            rows.append(
                element(
                    "tr",
                    element("th", practice.name, scope="row"),
                    element("td", practice.state, class_=_ANSWERS[practice.state]),
                    element("td", "" if practice.share is None else points, class_="number"),
                    element("td", *_with_code(practice.reason)),
                )
            )
    heads = ("practice", "kept", "points", "what is lacking")
    return element("details", element("summary", "Practices"), _table("Practices", heads, rows, root))


_ANSWERS = {
    "yes": "passed", "partly": "warning", "no": "failed", "unknown": "unknown", "not-applicable": "quiet",
}  # fmt: skip
_STATES = {"done": "passed", "partly": "warning", "not": "failed", "unknown": "unknown"}


def _road(project: ProjectResult, heading: str, paths: ReportPaths) -> list[Markup]:
    steps = []
    for step in project.road:
        signs = [
            element(
                "li",
                element("b", sign.state, class_=_STATES[sign.state]),
                f" {sign.title}",
                *_with_code(f": {sign.text}" if sign.text else ""),
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
    return _table("What each rule takes", ("rule", "severity", "findings", "points", "why"), rows, root)


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
    yield from _with_code(finding.message)
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
    return element("details", summary, _table(caption, ("function", "place", "tested"), rows, root))


def _table(caption: str, heads: tuple[str, ...], rows: list[Markup], root: str) -> Markup:
    if not rows:
        return element("div")
    head = element("tr", *(element("th", name, scope="col") for name in heads))
    table = element("table", element("caption", caption), element("thead", head), element("tbody", *rows))
    # What is wider than a phone is scrolled, with the keyboard as well.
    return element(
        "div", table, class_="wide", tabindex="0", role="region", **{"aria-label": f"{caption}, {root}"}
    )


def _with_code(text: str) -> Iterator[Markup | str]:
    for number, part in enumerate(text.split("`")):
        if part:
            yield element("code", part) if number % 2 else part
