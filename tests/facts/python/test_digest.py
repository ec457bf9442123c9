"""Bodies that are equal but for what never runs have one digest."""

from __future__ import annotations

import pytest

from roadworthy.facts.python.module import Module
from roadworthy.facts.python.visitor import walk

BODY = [
    "total = 0",
    "for row in rows:",
    "    if row:",
    "        total += row",
    "print(total)",
    "return total",
]


def _digest(lines: list[str]) -> str:
    text = "def f(rows):\n" + "".join(f"    {line}\n" for line in lines)
    return walk(Module.parse("demo.py", text.encode()), {}).definitions[0].digest


@pytest.mark.parametrize(
    "lines",
    [
        ['"""Say what it does."""', *BODY],
        ["# In passing.", *BODY[:2], "", *BODY[2:]],
        [*BODY[:1], "", "# Rows may be none.", *BODY[1:]],
    ],
)
def test_docstrings_comments_and_blank_lines_do_not_count(lines: list[str]) -> None:
    assert _digest(lines) == _digest(BODY) != ""


def test_another_body_has_another_digest() -> None:
    assert _digest(BODY) != _digest([*BODY[:-1], "return -total"])


@pytest.mark.parametrize("lines", [BODY[4:], ['"""Only this."""'], ["pass"], ["x = [", *["    1,"] * 2, "]"]])
def test_short_bodies_have_none(lines: list[str]) -> None:
    assert _digest(lines) == ""
