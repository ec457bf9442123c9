"""The first screen: what a user sees who runs Roadworthy for the first time, in at most 40 lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from roadworthy.core.result import ProjectResult, Report, ReportedFinding
from roadworthy.core.rule import Severity
from roadworthy.core.safe import safe
from roadworthy.core.score_result import ScoreResult
from roadworthy.core.wording import counted
from roadworthy.report.home import rule_url
from roadworthy.report.lines import where, why
from roadworthy.report.snippet import Snippets
from roadworthy.report.statistics import by_rule, worth
from roadworthy.report.view import View, columns, sentence, wrapped
from roadworthy.score.points import display_points

#: The columns of a bar at most, and of all else in a line with two groups: indents, names and points.
_BAR = 12
_BESIDE = 2 * (2 + 13 + 1 + 1 + 13)
#: How many rules are shown for what they are worth.
_BEST = 5
_FAILED_FIRST = ("unknown", "failed", "passed")


def bars(score: ScoreResult, view: View) -> Iterator[str]:
    """Yield the groups of a score, each with a bar and its points, in two columns."""
    cells = []
    length = min(_BAR, max((view.width - _BESIDE) // 2, 4))
    for group in score.groups:
        if group.value is None:
            cells.append((f"{group.name:<13} {'not measured':<{length + 13}}", ""))
        elif group.measured:
            part = group.value / group.measured
            word = "passed" if part >= 0.8 else "unknown" if part >= 0.5 else "failed"
            points = f"{display_points(group.value):>5.1f} of {display_points(group.measured):g}"
            color = {"passed": "passed", "unknown": "warning", "failed": "failed"}[word]
            cells.append((f"{group.name:<13} {{}} {points:<12}", view.colored(color, view.bar(part, length))))
    texts = [text.format(bar) if bar else text for text, bar in cells]
    half = (len(texts) + 1) // 2
    for left, right in zip(texts[:half], [*texts[half:], ""], strict=False):
        yield f"  {left}  {right}".rstrip()


_SIGNS = {"done": "passed", "partly": "warning", "not": "failed", "unknown": "unknown"}


def road_line(project: ProjectResult, view: View) -> Iterator[str]:
    """Yield the steps from experiment to production, where they are known: on one line, or on two."""
    line, used = "", 0
    for step in project.road:
        comma = ", " if line else "Road: "
        more = len(f"{comma}{step.name} {step.state}")
        # The comma of the next step ends the line.
        if line and used + more + 1 > view.width:
            yield f"{line},"
            line, used, comma = "", 0, "      "
            more = len(f"{comma}{step.name} {step.state}")
        line += f"{comma}{step.name} {view.colored(_SIGNS[step.state], step.state)}"
        used += more
    if line:
        yield line


def road_page(project: ProjectResult, view: View) -> Iterator[str]:
    """Yield the steps, each with its chain of evidence."""
    yield view.bold(f"{safe(project.name)}: the road to production")
    for number, step in enumerate(project.road, 1):
        yield ""
        yield f"{number}. {view.bold(step.name)}: {view.colored(_SIGNS[step.state], step.state)}"
        for sign in step.signs:
            place = "" if sign.place is None else f" ({where(sign.place)})"
            told = f": {safe(sign.text)}" if sign.text else ""
            line = f"{safe(sign.title)}{told}{place}"
            indent = f"   {sign.state:<8}"
            first, *rest = wrapped(line, view.width, indent, " " * len(indent))
            yield first.replace(sign.state, view.colored(_SIGNS[sign.state], sign.state), 1)
            yield from rest


def failing(project: ProjectResult) -> list[ReportedFinding]:
    """Return the findings that fail the gate: of the severities that its reasons count."""
    told = " ".join(reason.text for reason in project.reasons if reason.kind == "findings").split()
    named = {severity.label for severity in Severity if {severity.label, f"{severity.label}s"} & {*told}}
    return [
        finding
        for finding in project.findings
        if finding.accepted is None and finding.new is not False and finding.severity.label in named
    ]


def errors(found: Sequence[ReportedFinding], snippets: Snippets, view: View, room: int) -> list[str]:
    """Return the findings that fail the gate, in as much detail as there is room for; every rule is named."""
    if not found or room < 2:
        return []
    groups = by_rule(found)
    title = view.bold(f"What fails the gate ({counted(len(found), 'finding')}):")
    for detail in (_every_place, _first_places, _one_line):
        parts = [detail(name, group, snippets, view) for name, group in groups.items()]
        made = [title, *chain.from_iterable(parts)]
        if len(made) <= room:
            return made
    names = [f"{name} ({len(group)})" for name, group in groups.items()]
    shown = made[1:]
    rest: list[str] = []
    for kept in range(min(room, len(shown)), -1, -1):
        rest = _packed(names[kept:], view)
        if 1 + kept + len(rest) <= room:
            return [title, *shown[:kept], *rest]
    return [title, *rest[: room - 2], "  and more: --select and --output-format full show them"]


def _packed(names: Iterable[str], view: View) -> list[str]:
    from textwrap import wrap

    return wrap(
        "and " + ", ".join(names), view.width, initial_indent="  ", subsequent_indent="  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _head(name: str, group: Sequence[ReportedFinding], text: str, view: View) -> str:
    label = group[0].severity.label
    times = [f"{len(group)} times"] if len(group) > 1 else []
    points = [f"{worth(group):+.1f} points"] if display_points(worth(group)) else []
    more = f" ({', '.join(times + points)})" if times or points else ""
    used = len(label) + len(name) + len(more) + 5
    shown = view.linked(name, rule_url(name))
    return f"  {view.colored(label)}[{shown}] {view.cut(safe(text), used)}{more}"


def _every_place(
    name: str, group: Sequence[ReportedFinding], snippets: Snippets, view: View
) -> Iterator[str]:
    yield _head(name, group, group[0].message, view)
    for finding in group:
        yield _placed(finding, snippets, view)


def _first_places(
    name: str, group: Sequence[ReportedFinding], snippets: Snippets, view: View
) -> Iterator[str]:
    yield _head(name, group, group[0].message, view)
    yield _placed(group[0], snippets, view)
    if len(group) > 1:
        yield f"    {_places(group[1:], view, 4)}"


def _one_line(name: str, group: Sequence[ReportedFinding], snippets: Snippets, view: View) -> Iterator[str]:
    place = where(group[0].place)
    more = f" and {len(group) - 1} more" if len(group) > 1 else ""
    label = group[0].severity.label
    used = len(label) + len(name) + 5
    text = f"{place}{more}: {safe(group[0].message)}"
    yield f"  {view.colored(label)}[{view.linked(name, rule_url(name))}] {view.cut(text, used)}"


def _placed(finding: ReportedFinding, snippets: Snippets, view: View) -> str:
    place = where(finding.place)
    line = safe(snippets.of(finding).strip())
    return f"    {place}" if not line else f"    {place} | {view.cut(line, columns(place) + 7)}"


def _places(group: Sequence[ReportedFinding], view: View, used: int) -> str:
    """Return places, as many as fit on a line, and how many more there are."""
    text = where(group[0].place)
    for number, finding in enumerate(group[1:], 1):
        longer = f"{text}, {where(finding.place)}"
        if columns(longer) + used + 13 > view.width:
            return f"{view.cut(text, used + 13)} and {len(group) - number} more"
        text = longer
    return view.cut(text, used)


def worth_most(found: Iterable[ReportedFinding]) -> dict[str, list[ReportedFinding]]:
    """Return the findings of the five rules whose findings are worth most, by rule."""
    groups = by_rule(found)
    points = {name: worth(group) for name, group in groups.items()}
    best = sorted((n for n in groups if display_points(points[n])), key=lambda n: (-points[n], n))
    return {name: groups[name] for name in best[:_BEST]}


def explained(
    best: Mapping[str, Sequence[ReportedFinding]], report: Report, view: View, room: int
) -> list[str]:
    """Return what is worth most, each rule with one sentence of why where there is room for that."""
    if not best or room < 1 + len(best):
        return []
    made = [view.bold("What is worth most:")]
    for name, group in best.items():
        head = f"  {worth(group):+.1f}"
        more = f" ({counted(len(group), 'finding')})" if len(group) > 1 else ""
        text = view.cut(safe(group[0].message), len(head) + len(name) + len(more) + 3)
        made.append(f"{head} {view.linked(name, rule_url(name))}{more}: {text}")
        reason = sentence(why(report.rules.get(name)))
        if room >= 1 + 2 * len(best) and reason:
            made.append(f"        {view.cut(safe(reason), 8)}")
    return made


def overview(report: Report, view: View, room: int) -> list[str]:
    """Return a line for each project of a run over several, those that failed first."""
    order = sorted(report.projects, key=lambda p: (_FAILED_FIRST.index(p.verdict.value), _value(p), p.root))
    made = []
    for project in order[:room]:
        word = project.verdict.value
        value = f"{display_points(project.score.value):5.1f}" if project.score else "    -"
        number = _numbers(project)
        text = f"{safe(project.root)} ({safe(project.name)})  {number}"
        made.append(f"  {view.colored(word, f'{word:<7}')} {value}  {view.cut(text, 17)}")
    if len(order) > room:
        made[-1] = f"  and {len(order) - room + 1} more projects: -v names them"
    return made


def _value(project: ProjectResult) -> float:
    return project.score.value if project.score else 0.0


def _numbers(project: ProjectResult) -> str:
    from roadworthy.report.lines import counting, severities

    return severities(counting(project.findings))
