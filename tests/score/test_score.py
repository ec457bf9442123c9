"""The score: bounded, monotonic, exact, and none the better for padding."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.groups import EDITIONS, GROUPS, PROFILES, WEIGHTS
from roadworthy.score.score import TAKES, RuleTally, losses, score

LIBRARY = WEIGHTS["2026"]["library"]


@st.composite
def marks(draw: st.DrawFn) -> list[RuleTally]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        subjects = draw(st.integers(1, 40))
        take = draw(st.sampled_from([*TAKES.values(), 0.9, 1.0]))
        affected = draw(st.integers(0, subjects))
        found.append(RuleTally(f"rule-{number}", draw(st.sampled_from(GROUPS)), take, subjects, affected))
    return found


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("profile", PROFILES)
def test_weights_of_a_profile_are_100_in_all(edition: str, profile: str) -> None:
    assert sum(WEIGHTS[edition][profile].values()) == 100
    assert set(WEIGHTS[edition][profile]) == set(GROUPS)


@given(marks())
def test_it_is_bounded(found: list[RuleTally]) -> None:
    assert 0 <= score(found, LIBRARY).value <= 100 + 1e-9


@given(marks(), st.data())
def test_mending_a_finding_never_lowers_it(found: list[RuleTally], data: st.DataObject) -> None:
    faulty = [mark for mark in found if mark.affected]
    if not faulty:
        assert score(found, LIBRARY).value == pytest.approx(100)
        return
    mark = data.draw(st.sampled_from(faulty))
    mended = [replace(m, affected=m.affected - 1) if m is mark else m for m in found]
    assert score(mended, LIBRARY).value >= score(found, LIBRARY).value - 1e-9


@given(marks(), st.integers(1, 300))
def test_rules_that_pass_do_not_matter(found: list[RuleTally], number: int) -> None:
    passing = [RuleTally(f"passing-{i}", "code", 0.5, 10, 0) for i in range(number)]
    assert score([*found, *passing], LIBRARY).value == score(found, LIBRARY).value


@given(st.integers(1, 10_000))
def test_clean_padding_does_not_clear_an_error(padding: int) -> None:
    padded = RuleTally("error", "code", TAKES[next(iter(TAKES))], 1 + padding, 1)
    assert score([padded], LIBRARY).value < 100


@given(marks())
def test_losses_add_up_to_what_is_missing(found: list[RuleTally]) -> None:
    result = score(found, LIBRARY)
    assert sum(losses(found, result).values()) == pytest.approx(100 - result.value)


@given(marks(), st.sets(st.sampled_from(GROUPS)))
def test_an_unmeasured_group_leaves_the_denominator(found: list[RuleTally], without: set[str]) -> None:
    result = score(found, LIBRARY, frozenset(without))
    elsewhere = [mark for mark in found if mark.group not in without]
    assert result.measured == 100 - sum(LIBRARY[group] for group in without)
    assert result.value == score(elsewhere, LIBRARY, frozenset(without)).value


@given(marks())
def test_the_order_of_rules_does_not_matter(found: list[RuleTally]) -> None:
    assert score(found[::-1], LIBRARY).value == pytest.approx(score(found, LIBRARY).value)


def test_what_takes_everything_leaves_nothing_of_its_group() -> None:
    gone = RuleTally("tests-missing", "tests", 1.0, 1, 1)
    assert score([gone], LIBRARY).value == pytest.approx(72)
    assert losses([gone], score([gone], LIBRARY)) == pytest.approx({"tests-missing": 28})
