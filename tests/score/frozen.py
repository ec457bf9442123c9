"""What an edition freezes, kept in `edition_2026.json`: `python tests/score/frozen.py --write`.

With checkouts named, each is inspected, and what its score is computed from is kept beside its score: names
of rules and practices, takes, counts and shares, and nothing of its contents. Only while an edition is not
released may the file be written again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# The script is run by its path, so the checkout is not among the places to import from.
sys.path.insert(0, str(Path(__file__).parents[2]))
from roadworthy.core.groups import WEIGHTS
from roadworthy.engine.inspect import inspect
from roadworthy.facts.project import Profile
from roadworthy.projects.discover import discover
from roadworthy.score.gains import Tallies, tallies_of
from roadworthy.score.practices import answers
from roadworthy.score.score import LEAST_MEASURED, TAKES, PracticeTally, RuleTally
from roadworthy.settings.select import select
from roadworthy.testing.pages import plugins

EDITION = "2026"
FILE = Path(__file__).with_name(f"edition_{EDITION}.json")


def tables() -> dict[str, Any]:
    """Return the tables that a score of this edition is computed by, as plain data."""
    points: dict[str, dict[str, float]] = {}
    for item in plugins().practices:
        points.setdefault(item.group, {})[item.name] = item.points
    return {
        "weights": WEIGHTS[EDITION],
        "takes": {severity.label: take for severity, take in TAKES.items()},
        "least_measured": LEAST_MEASURED,
        "practices": points,
    }


def inputs(root: str) -> dict[str, Any]:
    """Inspect one checkout; return what its score is computed from, with the score."""
    projects = [found for found in discover([root]) if found.kind == "project"]
    project = min(projects, key=lambda found: len(found.root))
    rules = select(plugins().rules, project.config, (), ())
    inspection = inspect(project.tree, plugins(), rules, project.config)
    profile = inspection.facts.get(Profile).name
    answered = answers(inspection, plugins().practices)
    found = tallies_of(inspection, WEIGHTS[EDITION][profile], answered, accepted=False)
    return {
        "name": Path(root).name.replace("+", "/"),
        "profile": profile,
        "unmeasured": sorted(found.unmeasured),
        "rules": {m.rule: [m.group, m.take, m.subjects, m.affected] for m in found.marks.values()},
        "practices": {p.practice: [p.group, p.points, p.share] for p in found.practices.values()},
        "score": found.score().value,
    }


def tallies(run: dict[str, Any], weights: dict[str, dict[str, int]]) -> Tallies:
    """Return the tallies of a run that was kept."""
    return Tallies(
        weights[run["profile"]],
        frozenset(run["unmeasured"]),
        {rule: RuleTally(rule, *parts) for rule, parts in run["rules"].items()},
        {name: PracticeTally(name, *parts) for name, parts in run["practices"].items()},
        {},
    )


def write(roots: Iterable[str]) -> None:
    """Keep the tables; and the runs anew where checkouts are named."""
    kept = json.loads(FILE.read_text())["runs"] if FILE.exists() else []
    runs = [inputs(root) for root in roots] or kept
    lines = ",\n".join(f"  {json.dumps(run, sort_keys=True)}" for run in runs)
    head = json.dumps({**tables(), "runs": "RUNS"}, indent=1, sort_keys=True)
    FILE.write_text(head.replace('"RUNS"', f"[\n{lines}\n ]") + "\n")


def main() -> None:
    """Write the file where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", nargs="*")
    parser.add_argument("--write", action="store_true", required=True)
    write(parser.parse_args().checkouts)


if __name__ == "__main__":
    main()
