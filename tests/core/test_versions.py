"""Versions, specifiers and requirements from untrusted text: what no honest file holds is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from packaging.requirements import InvalidRequirement
from packaging.specifiers import InvalidSpecifier
from packaging.version import InvalidVersion

from roadworthy.core import limits
from roadworthy.core.digits import has_long_number, is_countable, long_number
from roadworthy.core.versions import (
    canonical_version,
    is_bounded,
    parse_requirement,
    parse_specifiers,
    parse_version,
)

LONG = "1" * limits.DIGITS
DEEP = "demo; " + "(" * (limits.REQUIREMENT_DEPTH + 1) + "os_name == 'a'"


@pytest.mark.parametrize(
    ("parse", "text", "error"),
    [
        (parse_version, f"1.{LONG}", InvalidVersion),
        (parse_version, "one", InvalidVersion),
        (parse_specifiers, f">=1.{LONG}", InvalidSpecifier),
        (parse_specifiers, ">>1", InvalidSpecifier),
        (parse_requirement, f"demo>={LONG}", InvalidRequirement),
        (parse_requirement, DEEP, InvalidRequirement),
        (parse_requirement, "demo >>", InvalidRequirement),
    ],
)
def test_what_cannot_be_read_in_bounded_time_is_invalid_as_what_cannot_be_read_at_all(
    parse: Callable[[str], object], text: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        parse(text)
    assert len(str(caught.value)) < 200


def test_a_message_quotes_a_short_text_whole_and_a_long_one_in_part() -> None:
    with pytest.raises(InvalidVersion, match=r"^Invalid version: '1{60}\.\.\.'$"):
        parse_version(LONG)
    with pytest.raises(InvalidRequirement, match=r"^Invalid requirement: 'demo; \({54}\.\.\.'$"):
        parse_requirement("demo; " + "(" * 100)


def test_what_is_bounded_is_read() -> None:
    assert str(parse_version("1.0")) == "1.0"
    assert str(parse_specifiers(">=1,<2")) == "<2,>=1"
    assert parse_requirement("demo[x]>=1").extras == {"x"}


@pytest.mark.parametrize(
    ("text", "bounded"),
    [
        ("a" * limits.REQUIREMENT_SIZE, True),
        ("a" * (limits.REQUIREMENT_SIZE + 1), False),
        ("(" * limits.REQUIREMENT_DEPTH, True),
        ("(" * (limits.REQUIREMENT_DEPTH + 1), False),
        ("1" * (limits.DIGITS - 1), True),
        (LONG, False),
        (f"a{LONG}b", False),
        ("1." * limits.DIGITS, True),
    ],
)
def test_a_text_is_bounded_in_length_depth_and_digits(text: str, bounded: bool) -> None:
    assert is_bounded(text) is bounded


def test_equal_versions_are_written_alike_and_what_is_none_stays() -> None:
    assert canonical_version("1.0.0") == canonical_version("1") == "1"
    assert canonical_version("one") == "one"
    assert canonical_version(LONG) == LONG


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (1 << 4 * limits.DIGITS, True),
        ((1 << 4 * limits.DIGITS) - 1, False),
        ({"a": [1, (2, {3, 1 << 5 * limits.DIGITS})]}, True),
        ({"a": ["1" * 9999, 1.5, None, True]}, False),
    ],
)
def test_an_absurd_number_is_found_wherever_it_lies_in_data(data: object, found: bool) -> None:
    assert has_long_number(data) is found


def test_a_run_of_digits_may_be_of_any_base_and_begins_a_word_of_them() -> None:
    assert long_number(f"x = 0x{'f' * limits.DIGITS}")
    assert not long_number(f"x = {'f' * (limits.DIGITS - 1)}g")
    assert not long_number("x = 1")
    assert is_countable("a" * limits.DIGITS)
