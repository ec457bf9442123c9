"""The score: bounded, monotonic, exact, and none the better for padding."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.groups import EDITIONS, GROUPS, PROFILES, WEIGHTS
from roadworthy.score.score import TAKES, PracticeTally, RuleTally, losses, score

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
    fewer = [replace(m, affected=m.affected - 1) if m is mark else m for m in found]
    assert score(fewer, LIBRARY).value >= score(found, LIBRARY).value - 1e-9


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


@pytest.mark.parametrize(
    ("subjects", "affected", "kept"), [(4, 0, 1.0), (4, 1, 0.875), (4, 4, 0.5), (4, 8, 0.5), (0, 0, 1.0)]
)
def test_a_rule_takes_by_the_share_of_its_subjects_at_fault(
    subjects: int, affected: int, kept: float
) -> None:
    assert RuleTally("x", "code", 0.5, subjects, affected).kept == kept


def test_practices_earn_their_share_of_what_can_be_told() -> None:
    practices = [
        PracticeTally("a", "tests", 3, 0.5),
        PracticeTally("b", "tests", 1, None),
        PracticeTally("c", "code", 2, 0.25),
    ]
    half = RuleTally("x", "tests", 0.5, 1, 1)
    counted = score(
        [half], {"tests": 40, "code": 20, "layout": 30, "notebooks": 10}, frozenset(("layout",)), practices
    )
    assert [(group.name, group.measured, group.earned, group.value) for group in counted.groups] == [
        ("tests", 30, 15, 7.5),
        ("code", 20, 5, 5),
        ("layout", 0, 0, 0),
        ("notebooks", 10, 10, 10),
    ]
    assert counted.measured == 60
    assert counted.value == pytest.approx(100 * 22.5 / 60)


def test_who_shows_little_cannot_earn_all() -> None:
    counted = score([], {"tests": 30, "code": 70}, frozenset(("code",)))
    assert (counted.measured, counted.value) == (30, 50)
    assert score([], {"tests": 30}, frozenset(("tests",))).value == 0
