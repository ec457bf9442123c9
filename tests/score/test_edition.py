"""Edition 2026 is frozen: the same inputs give the same score, whatever is built later."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.score.frozen import EDITION, FILE, tables, tallies

KEPT: dict[str, Any] = json.loads(FILE.read_text())
OPEN = (
    f"edition {EDITION} is frozen: scores that users compare by it would change. Open a new edition in"
    " roadworthy.core.groups, and leave what this one holds. (While it is not released: python"
    " tests/score/frozen.py --write.)"
)


@pytest.mark.parametrize("table", ["weights", "takes", "least_measured", "practices"])
def test_what_a_score_is_computed_by_does_not_change(table: str) -> None:
    assert tables()[table] == KEPT[table], OPEN


@pytest.mark.parametrize("run", KEPT["runs"], ids=lambda run: run["name"])
def test_what_was_inspected_has_the_score_that_it_had(run: dict[str, Any]) -> None:
    assert tallies(run, KEPT["weights"]).score().value == pytest.approx(run["score"], abs=1e-9), OPEN


def test_the_runs_are_of_all_profiles_and_of_the_whole_scale() -> None:
    runs = KEPT["runs"]
    assert len(runs) >= 10
    assert {run["profile"] for run in runs} == set(KEPT["weights"])
    assert min(run["score"] for run in runs) < 40
    assert max(run["score"] for run in runs) > 95


def test_another_weight_is_noticed() -> None:
    weights = json.loads(json.dumps(KEPT["weights"]))
    weights["library"]["tests"] += 1
    changed = [
        run["name"]
        for run in KEPT["runs"]
        if tallies(run, weights).score().value != pytest.approx(run["score"], abs=1e-9)
    ]
    assert set(changed) == {run["name"] for run in KEPT["runs"] if run["profile"] == "library"}
