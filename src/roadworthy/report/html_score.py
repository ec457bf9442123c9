"""The score on a page of HTML: its ring, what each group is worth, and what each practice earns."""

from __future__ import annotations

from roadworthy.core.score_result import ScoreResult
from roadworthy.report.html_page import Markup, element, table, with_code
from roadworthy.report.lines import compared
from roadworthy.score.points import display_points

_ANSWERS = {
    "yes": "passed", "partly": "warning", "no": "failed", "unknown": "unknown", "not-applicable": "quiet",
}  # fmt: skip


def ring(score: ScoreResult, word: str) -> Markup:
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


def groups(score: ScoreResult, root: str) -> Markup:
    """Return the points of each group that has a weight, and where it stands among public projects."""
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
    return table("Points by group", ("group", "share", "points", "among public projects"), rows, root)


def practices(score: ScoreResult, root: str) -> Markup:
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
                    element("td", *with_code(practice.reason)),
                )
            )
    heads = ("practice", "kept", "points", "what is lacking")
    return element("details", element("summary", "Practices"), table("Practices", heads, rows, root))
