"""The newest day that lock files speak of."""

from __future__ import annotations

from datetime import date

import pytest

from roadworthy.facts.project.treedate import TreeDate, tree_date
from roadworthy.tree.tree import MemoryTree


@pytest.mark.parametrize(
    ("path", "text", "day"),
    [
        (
            "uv.lock",
            '{ url = "x", upload-time = "2025-03-04T01:02:03Z" }\n{ upload-time = "2025-03-05T00:00:00Z" }',
            date(2025, 3, 5),
        ),
        ("uv.lock", '[options]\nexclude-newer = "2026-01-01T00:00:00Z"', date(2026, 1, 1)),
        ("pylock.toml", "upload-time = 2025-06-07T08:09:10Z", date(2025, 6, 7)),
        ("pylock.test.toml", "created-at = 2025-06-07", date(2025, 6, 7)),
        ("uv.lock", 'upload-time = "2025-13-40T00:00:00Z"', None),
        ("uv.lock", "version = 1", None),
        ("notes.txt", 'upload-time = "2025-03-04"', None),
        ("docs/uv.lock", 'upload-time = "2025-03-04"', None),
    ],
)
def test_it_is_the_newest_one_of_any_lock_file_at_the_root(path: str, text: str, day: date | None) -> None:
    assert tree_date(MemoryTree({path: text.encode()})).day == day


def test_data_is_outlived_after_a_year() -> None:
    assert TreeDate(date(2026, 6, 2)).outlives(date(2025, 6, 1))
    assert not TreeDate(date(2026, 6, 1)).outlives(date(2025, 6, 1))


def test_nothing_is_outlived_where_nothing_is_dated() -> None:
    assert not TreeDate().outlives(date(2000, 1, 1))
    assert not TreeDate(date(2026, 1, 1)).outlives(None)
