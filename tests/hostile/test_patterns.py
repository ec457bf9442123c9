"""No regular expression of ours takes more than linear time, whatever it is pumped with."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.hostile.patterns import Found, expressions
from tests.hostile.pumping import slow


@pytest.fixture(scope="module")
def found() -> list[Found]:
    return expressions()


def test_all_are_found(found: list[Found]) -> None:
    assert len(found) > 300


@pytest.mark.xfail(reason="patterns of newer rules are still to be rewritten", strict=False)
# In parts, so that several processes share the work.
@pytest.mark.parametrize("part", range(6))
def test_none_takes_more_than_linear_time(found: list[Found], part: int) -> None:
    offenders = [
        f"{one.place}: {way} on {text}"
        for one in found[part::6]
        for way in one.ways
        if (text := slow(_caller(one.pattern, way), _as_text(one.pattern)))
    ]
    assert offenders == []


@pytest.mark.parametrize(
    "expression",
    [
        r"(a+)+b",
        r"(?:\s*,\s*)*;",
        r"(a|a)*b",
        r"\s+x",
        r"(.*)<(.*)<(.*)>",
        r"\w*generated\w*\.py",
        r"'(?:[^'\\]|\\.)*'",
    ],
)
def test_an_ambiguous_one_would_be_found(expression: str) -> None:
    pattern = re.compile(expression)
    assert any(slow(_caller(pattern, way), pattern) for way in ("search", "match"))


@pytest.mark.parametrize("expression", [r"(?<!a)a++b", r"(?<!\s)\s++x", r"<[^<>]*+>", r"^(?:a|b)*+c"])
def test_an_unambiguous_one_would_not(expression: str) -> None:
    pattern = re.compile(expression)
    assert [slow(_caller(pattern, way), pattern) for way in ("search", "match", "fullmatch")] == [None] * 3


def _as_text(pattern: re.Pattern[Any]) -> re.Pattern[str]:
    if isinstance(pattern.pattern, bytes):
        return re.compile(pattern.pattern.decode("latin-1"), pattern.flags & ~re.UNICODE)
    return pattern


def _caller(pattern: re.Pattern[Any], way: str) -> Callable[[str], object]:
    method = getattr(pattern, way)
    if isinstance(pattern.pattern, bytes):
        return lambda text: method(text.encode("latin-1", "replace"))
    return method  # type: ignore[no-any-return]
