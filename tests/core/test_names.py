"""What a misspelled name is taken for: the one place for "did you mean"."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.core.names import nearest, suggestion
from roadworthy.testing.pages import installed_rules
from tests.counting import within

NAMES = [rule.name for rule in installed_rules()]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("licence-missing", "license-missing"),
        ("breakpoint-lefd", "breakpoint-left"),
        ("Secret_In_Code", "secret-in-code"),
        ("print-in-pakage", "print-in-package"),
    ],
)
def test_near(word: str, name: str) -> None:
    assert nearest(word, NAMES) == name
    assert suggestion(word, NAMES) == f"; did you mean `{name}`?"


@pytest.mark.parametrize("word", ["print-call", "no-license", "version-dynamic", "x", "", "todo-left"])
def test_far(word: str) -> None:
    assert nearest(word, NAMES) is None
    assert suggestion(word, NAMES) == ""


def test_of_two_that_are_as_near_it_is_always_the_same() -> None:
    words = ["test-a", "test-b", "test-c"]
    assert {nearest("test-d", order) for order in (words, words[::-1])} == {"test-c"}


def test_a_long_word_takes_no_more_steps() -> None:
    assert within(50_000, lambda: nearest("license-missing" * 100_000, NAMES)) is None


def test_there_is_one_place_for_it() -> None:
    asking = [
        path.name
        for package in ("roadworthy", "roadworthy_rules")
        for path in Path(__import__(package).__file__ or "").parent.rglob("*.py")
        if "get_close_matches" in path.read_text(encoding="utf-8")
    ]
    assert asking == ["names.py"]
