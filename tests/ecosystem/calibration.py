"""How well the score tells well-kept projects from experiments: `python tests/ecosystem/calibration.py DIR`.

DIR holds a checkout of each repository of `labelled.tsv` as `owner+name`, at its commit; what is absent is
left out, and said. `--write` keeps the values in `calibration.tsv`, from which everything else is made: the
table that ships, and the table and the picture of docs/score.md. Without DIR, `--write` makes these again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

# The script is run by its path, so the checkout is not among the places to import from.
sys.path.insert(0, str(Path(__file__).parents[2]))
from roadworthy import data
from roadworthy.core.groups import GROUPS
from roadworthy.data.tables import read_table
from tests.ecosystem.strip_plot import Dot, strip_plot

HERE = Path(__file__).parent
TABLE, BLIND = HERE / "calibration.tsv", HERE / "blind.tsv"
PAGE = HERE.parents[1] / "docs" / "score.md"
PICTURE = PAGE.with_name("calibration.svg")
PUBLIC = Path(data.__file__).parent / "measured_projects.txt"
HEAD = (
    "# label, kind, half, repository, commit, profile, score ('-': could not be told), then the part"
    " that each group kept"
)
#: After this many seconds a repository counts as one without a score.
SECONDS = 600


@dataclass(frozen=True)
class Measured:
    """One repository: its label, and what a run said; `groups` are the parts that each group kept."""

    label: str
    kind: str
    half: str
    repository: str
    commit: str
    profile: str = ""
    score: float | None = None
    groups: tuple[float | None, ...] = ()


def labelled() -> Iterator[Measured]:
    """Yield the repositories of the labelled set."""
    for line in (HERE / "labelled.tsv").read_text().splitlines():
        if not line.startswith("#"):
            label, kind, half, repository, commit = line.split("\t")
            yield Measured(label, kind, half, repository, commit)


def run(item: Measured, directory: Path) -> Measured | None:
    """Inspect one checkout, with the settings of Roadworthy's own alone; None where it is absent."""
    root = directory / item.repository.replace("/", "+")
    if not root.is_dir():
        return None
    command = [sys.executable, "-m", "roadworthy", "check", ".", "--output-format", "json"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        print(f"{item.repository}: given up after {SECONDS} s", flush=True)
        return item
    try:
        return measured(item, json.loads(done.stdout))
    except ValueError:
        print(f"{item.repository}: exit code {done.returncode}: {done.stderr.strip()[-200:]}")
        return item


def measured(item: Measured, report: dict[str, Any]) -> Measured:
    """Return what a JSON report says of a repository."""
    projects = [project for project in report["projects"] if project["kind"] == "project"]
    if not projects:
        return item
    project = standing_for(projects)
    score = project["score"]
    if score is None:
        return Measured(**{**item.__dict__, "profile": project["profile"]["name"]})
    parts = {group["name"]: group for group in score["groups"]}
    kept = tuple(
        None
        if (group := parts.get(name)) is None or group["value"] is None or not group["weight"]
        else round(group["value"] / group["weight"], 3)
        for name in GROUPS
    )
    values = {"profile": project["profile"]["name"], "score": score["value"]}
    return Measured(**{**item.__dict__, **values, "groups": kept})


def standing_for(projects: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the project that stands for a repository: the one at its root, or else the middle one by score.

    What could not be scored comes first, so that it is the middle one where it is the most.
    """
    for project in projects:
        if project["root"] == ".":
            return project
    order = sorted(projects, key=lambda found: found["score"]["value"] if found["score"] else -1.0)
    return order[(len(order) - 1) // 2]


def auc(well: Sequence[float], other: Sequence[float]) -> float:
    """Return the share of pairs that are in the right order, equal ones by half (Mann-Whitney)."""
    pairs = [(a > b) + (a == b) / 2 for a in well for b in other]
    return statistics.fmean(pairs)


def ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1, the least; equal ones share the mean of theirs."""
    order = sorted(values)
    first = {value: order.index(value) for value in order}
    return [first[value] + (order.count(value) + 1) / 2 for value in values]


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rho: the correlation of the ranks, from -1 to 1."""
    return statistics.correlation(ranks(one), ranks(other))


def blind_order() -> dict[str, int]:
    """Return the ranks that a reader gave before there was a score, 1 the best, by repository."""
    lines = (line.split("\t") for line in BLIND.read_text().splitlines() if not line.startswith("#"))
    return {repository: int(rank) for rank, repository, _ in lines}


def rows(text: str) -> list[Measured]:
    """Return what `calibration.tsv` holds."""
    found = []
    for line in text.splitlines():
        if not line.startswith("#"):
            label, kind, half, repository, commit, profile, score, *parts = line.split("\t")
            groups = tuple(None if part == "-" else float(part) for part in parts)
            number = None if score == "-" else float(score)
            found.append(Measured(label, kind, half, repository, commit, profile, number, groups))
    return found


def line_of(item: Measured) -> str:
    """Return a row of `calibration.tsv`."""
    parts = ["-" if part is None else f"{part:.2f}" for part in item.groups]
    score = "-" if item.score is None else f"{item.score:.1f}"
    named = [item.label, item.kind, item.half, item.repository, item.commit, item.profile]
    return "\t".join([*named, score, *parts])


def scores_of(found: Iterable[Measured], label: str) -> list[float]:
    """Return the scores of the repositories with a label."""
    return [item.score for item in found if item.label == label and item.score is not None]


def spread(scores: Sequence[float]) -> str:
    """Return the lowest score, the quartiles, and the highest."""
    parts = (min(scores), *statistics.quantiles(scores, method="inclusive"), max(scores))
    return ", ".join(f"{part:.1f}" for part in parts)


def figures(found: Sequence[Measured]) -> dict[str, str]:
    """Return what a set of repositories shows, by what it is called; each label has to have scores."""
    well, other = scores_of(found, "well"), scores_of(found, "experiment")
    blind = blind_order()
    both = [(-blind[i.repository], i.score) for i in found if i.repository in blind and i.score is not None]
    rho = rank_correlation([rank for rank, _ in both], [score for _, score in both])
    return {
        "with a score": f"{len(well) + len(other)} of {len(found)}",
        "AUC": f"{auc(well, other):.3f}",
        "well kept: least, quartiles, most": spread(well),
        "well kept, from 70 to 98": f"{sum(70 <= score <= 98 for score in well)} of {len(well)}",
        "experiments: least, quartiles, most": spread(other),
        "rank correlation with the reader": f"{rho:.2f} ({len(both)})",
    }


def table(found: Sequence[Measured]) -> str:
    """Return the figures of each half, and of both, as Markdown."""
    halves = {half: [item for item in found if item.half == half] for half in ("reported", "chosen")}
    columns = [figures(part) for part in (*halves.values(), found)]
    lines = [" | ".join(("| half", *halves, "both |")), "| --- | --- | --- | --- |"]
    lines += [" | ".join((f"| {name}", *(column[name] for column in columns))) + " |" for name in columns[0]]
    return "\n".join(lines)


def picture(found: Iterable[Measured]) -> str:
    """Return the picture of the scores."""
    return strip_plot(
        (Dot(i.repository, i.label, i.half, i.score) for i in found if i.score is not None),
        (
            ("well", "reported", "well kept, reported"),
            ("well", "chosen", "well kept, chosen"),
            ("experiment", "reported", "experiments, reported"),
            ("experiment", "chosen", "experiments, chosen"),
        ),
    )


def with_table(page: str, made: str) -> str:
    """Return a page with its table of the figures made anew; the table ends at the first empty line."""
    start = page.index("| half |")
    return page[:start] + made + page[page.index("\n\n", start) :]


def write_pages() -> None:
    """Make everything that is made from `calibration.tsv`."""
    text = TABLE.read_text()
    found = rows(text)
    PUBLIC.write_text(public_table(text.splitlines()[1:], read_table("measured_projects").checked))
    PICTURE.write_text(picture(found))
    PAGE.write_text(with_table(PAGE.read_text(), table(found)))


def public_table(lines: Iterable[str], day: date) -> str:
    """Return the table that Roadworthy compares scores with: each row's profile, score and groups."""
    rows = [parts[5:] for line in lines if (parts := line.split("\t"))[6] != "-"]
    head = (
        "# title: scores of public projects",
        "# source: the labelled repositories, as tests/ecosystem/calibration.py inspects them",
        f"# checked: {day}",
        "# The profile, the score, and the part that each group kept, in their order (-: not measured).",
    )
    return "\n".join([*head, *sorted(map(" ".join, rows))]) + "\n"


def measure(directory: Path) -> list[Measured]:
    """Inspect what is there of the labelled set; return it, worst first."""
    found = []
    for item in labelled():
        if (done := run(item, directory)) is not None:
            print(f"{item.repository}: {done.score}", file=sys.stderr, flush=True)
            found.append(done)
    return sorted(found, key=lambda one: (-1.0 if one.score is None else one.score, one.repository))


def main() -> None:
    """Print the rows, worst first, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if arguments.directory is None:
        found = rows(TABLE.read_text())
    elif not arguments.directory.is_dir():
        print(f"no checkouts: {arguments.directory} is no directory")
        return
    else:
        found = measure(arguments.directory)
        lines = [line_of(item) for item in found]
        print("\n".join(lines))
        if arguments.write:
            TABLE.write_text("\n".join((HEAD, *lines)) + "\n")
            PUBLIC.write_text(public_table(lines, date.today()))
    print(table(found))
    if arguments.write:
        write_pages()


if __name__ == "__main__":
    main()
