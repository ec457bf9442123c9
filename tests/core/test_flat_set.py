from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.flat_set import FlatSet
from roadworthy.core.plain import from_data, to_data

words = st.lists(st.text(max_size=3), max_size=12)


@given(words, words)
def test_a_flat_set_answers_as_a_frozenset_does(one: list[str], other: list[str]) -> None:
    flat, plain, against = FlatSet(one), frozenset(one), frozenset(other)
    assert flat == plain == flat
    assert hash(flat) == hash(plain)
    assert len(flat) == len(plain)
    assert list(flat) == sorted(plain)
    assert [word in flat for word in other] == [word in plain for word in other]
    assert flat.isdisjoint(other) == plain.isdisjoint(other)
    assert flat.union(other) == flat | against == against | flat == plain | against
    assert flat.difference(other) == flat - against == plain - against
    assert against - flat == against - plain
    assert flat & against == against & flat == plain & against
    assert (flat <= against) == (plain <= against)


def test_what_operators_make_is_a_frozenset() -> None:
    assert type(FlatSet("ab") | {"c"}) is frozenset


def test_flat_sets_of_other_values_differ() -> None:
    assert FlatSet("ab") != FlatSet("ac")
    assert FlatSet("ab") != ("a", "b")


@pytest.mark.parametrize("values", [["b", "a"], []])
def test_a_flat_set_is_written_and_read(values: Iterable[str]) -> None:
    found = FlatSet(values)
    read = from_data(to_data(found, FlatSet[str]), FlatSet[str])
    assert type(read) is FlatSet
    assert read == found


def test_a_text_that_is_read_twice_is_held_once() -> None:
    one, other = (from_data("".join(("sc", "ore")), str) for _ in range(2))
    assert one is other


def test_the_repr_is_the_expression() -> None:
    assert repr(FlatSet("ba")) == "FlatSet(['a', 'b'])"


def test_a_set_that_is_changed_by_a_flat_set_stays_a_set() -> None:
    found = {"a", "b", "c"}
    found |= FlatSet("d")
    found &= FlatSet("abd")
    found -= FlatSet("b")
    found.add("e")
    assert found == {"a", "d", "e"}
