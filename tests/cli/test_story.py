"""The story of the examples: what a notebook leaves behind in the one is nowhere in the other."""

from __future__ import annotations

from pathlib import Path

from roadworthy import Severity
from roadworthy.commands.run import Request, check

EXAMPLES = Path(__file__).parents[2] / "examples"
GROUPS = ("code", "layout", "notebooks")


def found(name: str) -> set[tuple[str, Severity]]:
    """Return the rules of the three packs that an example breaks, each with its severity."""
    report = check(Request(paths=(str(EXAMPLES / name),), select=GROUPS))
    return {(item.rule, item.severity) for project in report.projects for item in project.findings}


def test_the_experiment_breaks_ten_rules_and_more() -> None:
    told = found("experiment")
    assert len({rule for rule, _ in told}) >= 25
    assert len({rule for rule, severity in told if severity is not Severity.NOTE}) >= 15


def test_production_breaks_none() -> None:
    assert found("production") == set()
