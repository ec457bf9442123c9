"""A few inputs of each kind, always the same ones; `python -m tests.fuzz` tries many."""

from __future__ import annotations

import pytest

from tests.fuzz.run import made, tried
from tests.fuzz.seeds import seeds

KINDS = (
    "coverage dockerfile git ini lock native notebook other prose python recipe requirements sdist toml wheel"
    " yaml".split()
)
#: Inputs that once went wrong, so that they are tried for ever.
ONCE: dict[str, tuple[int, ...]] = {}


def test_every_kind_has_seeds() -> None:
    assert sorted(seeds()) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_no_input_makes_an_inspection_fail(kind: str) -> None:
    troubles = [tried(kind, number) for number in (*range(20), *ONCE.get(kind, ()))]
    assert [trouble for trouble in troubles if trouble is not None] == []


@pytest.mark.parametrize("kind", KINDS)
def test_inputs_are_the_same_each_time_and_differ(kind: str) -> None:
    assert made(kind, 1) == made(kind, 1)
    assert len({made(kind, number)[1] for number in range(10)}) > 5
