"""What frees memory while files are inspected: by how much was read, not by how many files."""

from __future__ import annotations

import gc

import pytest

from roadworthy.engine.sweep import OLD, YOUNG, Sweep


@pytest.fixture
def freed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the generations that are freed, in order."""
    generations: list[int] = []
    monkeypatch.setattr(gc, "collect", generations.append)
    return generations


def test_nothing_is_freed_below_a_megabyte(freed: list[int]) -> None:
    sweep = Sweep()
    sweep.after(YOUNG - 1)
    assert freed == []
    sweep.after(1)
    assert freed == [0]


def test_what_was_read_since_the_last_time_counts(freed: list[int]) -> None:
    sweep = Sweep()
    for _ in range(4):
        sweep.after(YOUNG // 2)
    assert freed == [0, 0]


def test_what_outlives_that_is_freed_after_eight_megabytes(freed: list[int]) -> None:
    sweep = Sweep()
    for _ in range(2 * OLD // YOUNG):
        sweep.after(YOUNG)
    assert freed == [*[0] * 7, 1] * 2


def test_a_large_file_frees_both_at_once_and_begins_anew(freed: list[int]) -> None:
    sweep = Sweep()
    sweep.after(OLD)
    sweep.after(YOUNG - 1)
    assert freed == [1]
    sweep.after(1)
    assert freed == [1, 0]
