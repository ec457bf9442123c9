"""How well the score tells well-kept projects from experiments: `python tests/ecosystem/calibration.py DIR`.

DIR holds a checkout of each repository of `labelled.tsv` as `owner+name`, at its commit; what is absent is
left out, and said. `--write` keeps the values in `calibration.tsv`, and `--half` shows one half: weights are
chosen on one and reported on the other. AUC is the share of pairs of a well-kept project and an experiment in
which the former has the higher score (Mann-Whitney), half of those with equal scores included.
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

from roadworthy import data
from roadworthy.core.groups import GROUPS

HERE = Path(__file__).parent
PUBLIC = Path(data.__file__).parent / "measured_projects.txt"
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
    measured: float = 0.0
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
    command = [sys.executable, "-m", "roadworthy", "check", str(root), "--output-format", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        print(f"{item.repository}: given up after {SECONDS} s", flush=True)
        return item
    try:
        projects = [p for p in json.loads(done.stdout)["projects"] if p["kind"] == "project"]
    except ValueError:
        print(f"{item.repository}: exit code {done.returncode}: {done.stderr.strip()[-200:]}")
        return item
    if not projects:
        return item
    project = min(projects, key=lambda found: len(found["root"]))
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
    values = {"profile": project["profile"]["name"], "score": score["value"], "measured": score["measured"]}
    return Measured(**{**item.__dict__, **values, "groups": kept})


def auc(well: Sequence[float], other: Sequence[float]) -> float:
    """Return the share of pairs that are in the right order."""
    pairs = [(a > b) + (a == b) / 2 for a in well for b in other]
    return statistics.fmean(pairs)


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


def main() -> None:
    """Print the table, worst first, and the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--half", choices=("chosen", "reported"))
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if not arguments.directory.is_dir():
        print(f"no checkouts: {arguments.directory} is no directory")
        return
    items = [item for item in labelled() if arguments.half in (None, item.half)]
    found = []
    for item in items:
        if (done := run(item, arguments.directory)) is not None:
            print(f"{item.repository}: {done.score}", file=sys.stderr, flush=True)
            found.append(done)
    lines = []
    for item in sorted(found, key=lambda one: (-1.0 if one.score is None else one.score, one.repository)):
        parts = ["-" if part is None else f"{part:.2f}" for part in item.groups]
        score = "-" if item.score is None else f"{item.score:.1f}"
        lines.append(
            "\t".join(
                [item.label, item.kind, item.half, item.repository, item.commit, item.profile, score, *parts]
            )
        )
    print("\n".join(lines))
    scores = {
        label: [item.score for item in found if item.label == label and item.score is not None]
        for label in ("well", "experiment")
    }
    print(f"{len(found)} of {len(items)} inspected, {sum(map(len, scores.values()))} with a score")
    if all(scores.values()):
        print(f"AUC {auc(scores['well'], scores['experiment']):.3f}")
        for label, values in scores.items():
            cut = statistics.quantiles(values, n=10)
            print(f"{label}: {min(values)} to {max(values)}, deciles {[round(part, 1) for part in cut]}")
    if arguments.write:
        head = "# label, kind, half, repository, commit, profile, score, then the part that each group kept\n"
        (HERE / "calibration.tsv").write_text(head + "\n".join(lines) + "\n")
        PUBLIC.write_text(public_table(lines, date.today()))


if __name__ == "__main__":
    main()
