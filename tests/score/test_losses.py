"""How a group's loss is split among its rules, and what fixing one finding gains."""

from __future__ import annotations

import math

import pytest

from roadworthy.core.groups import WEIGHTS
from roadworthy.core.rule import Severity
from roadworthy.core.rule_run import Outcome
from roadworthy.score.score import RuleTally, losses, score
from roadworthy.testing.pages import inspect_files, plugins

LIBRARY = WEIGHTS["2026"]["library"]


def _losses(marks: list[RuleTally]) -> dict[str, float]:
    return losses(marks, score(marks, LIBRARY))


def test_rules_that_take_everything_share_the_loss_evenly_and_others_get_none_of_it() -> None:
    whole = [RuleTally(name, "tests", 1.0, 1, 1) for name in ("a", "b")]
    part = RuleTally("c", "tests", 0.5, 2, 1)
    assert _losses([*whole, part]) == pytest.approx({"a": 14, "b": 14, "c": 0})


def test_rules_that_take_a_part_share_the_loss_by_logarithms() -> None:
    half, tenth = RuleTally("half", "code", 0.5, 1, 1), RuleTally("tenth", "code", 0.1, 1, 1)
    found = _losses([half, tenth])
    lost = 12 * (1 - 0.5 * 0.9)
    assert found["half"] == pytest.approx(lost * math.log(0.5) / math.log(0.45))
    assert sum(found.values()) == pytest.approx(lost)


def test_a_rule_without_a_violation_and_a_group_without_weight_lose_nothing() -> None:
    clean, elsewhere = RuleTally("clean", "code", 0.5, 3, 0), RuleTally("x", "elsewhere", 1.0, 1, 1)
    assert _losses([clean, elsewhere]) == {}


PROJECT = {
    "pyproject.toml": b"[project]\nname = 'demo'\nversion = '1.0'\n",
    "src/demo/__init__.py": b"",
    "src/demo/a.py": b"def f():\n    breakpoint()\n    breakpoint()\n",
}


def test_two_findings_on_one_subject_gain_nothing_one_by_one() -> None:
    rule = plugins().rules["breakpoint-left"]
    found = inspect_files(PROJECT)
    left = [finding for finding in found.findings if finding.rule == rule.name]
    assert [finding.gain for finding in left] == [0.0, 0.0]
    one = inspect_files({**PROJECT, "src/demo/a.py": b"def f():\n    breakpoint()\n"})
    (only,) = [finding for finding in one.findings if finding.rule == rule.name]
    assert only.gain is not None
    assert only.gain > 0


def test_a_rule_on_files_that_are_all_broken_is_blocked() -> None:
    broken = inspect_files({"src/demo/a.py": b"def train(:\n"}, [plugins().rules["breakpoint-left"]])
    (rule,) = [item for item in broken.rules if item.name == "breakpoint-left"]
    assert (rule.outcome, rule.subjects) == (Outcome.BLOCKED, 0)


def test_a_rule_whose_fact_cannot_be_read_is_blocked() -> None:
    broken = inspect_files({"pyproject.toml": b"[project\n"}, [plugins().rules["version-invalid"]])
    (rule,) = [item for item in broken.rules if item.name == "version-invalid"]
    assert rule.outcome is Outcome.BLOCKED


def test_a_rule_of_which_every_subject_is_broken_is_blocked() -> None:
    files = {"dist/demo-1.0-py3-none-any.whl": b"no archive"}
    broken = inspect_files(files, [plugins().rules["record-file-missing"]])
    (rule,) = [item for item in broken.rules if item.name == "record-file-missing"]
    assert rule.outcome is Outcome.BLOCKED


def test_the_path_begins_with_what_fails_the_gate_and_ends_at_the_threshold() -> None:
    result = inspect_files(PROJECT)
    assert result.score is not None
    errors = {finding.rule for finding in result.findings if finding.severity is Severity.ERROR}
    assert errors == {"breakpoint-left", "tests-missing"}
    assert [(name, number) for name, number, _ in result.path[:2]] == [
        ("tests-missing", 1),
        ("breakpoint-left", 2),
    ]
    assert errors.isdisjoint(name for name, _, _ in result.path[2:])
    assert len({name for name, _, _ in result.path}) == len(result.path)
    reached = result.score.value + sum(gained for _, _, gained in result.path)
    before = reached - result.path[-1][2]
    assert before < result.score.fail_under <= reached


@pytest.mark.parametrize(("fail_under", "is_empty"), [(10, True), (80, False)])
def test_without_a_failing_severity_the_path_has_what_the_score_needs(
    fail_under: int, is_empty: bool
) -> None:
    text = f"[project]\nname = 'demo'\n[tool.roadworthy]\nfail-on = 'never'\nfail-under = {fail_under}\n"
    result = inspect_files({**PROJECT, "pyproject.toml": text.encode()})
    assert (result.path == ()) is is_empty
    # Two findings on one file are not worth as much as one that gains more.
    assert "breakpoint-left" not in {name for name, _, _ in result.path}
