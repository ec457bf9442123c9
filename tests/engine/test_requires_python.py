"""Which Pythons `requires-python` allows, as the metadata pack's rules ask."""

from __future__ import annotations

import pytest
from packaging.specifiers import SpecifierSet

from roadworthy_rules.metadata.python._pythons import allowed, allows, has_lower_bound


@pytest.mark.parametrize(
    ("text", "minor", "expected"),
    [
        (">=3.11", (3, 11), True),
        (">=3.11", (3, 10), False),
        (">=3.11", (2, 7), False),
        (">=3.10.4", (3, 10), True),
        (">=3.10.250", (3, 10), True),
        (">3.10", (3, 10), True),
        ("==3.11.*", (3, 11), True),
        ("==3.11.7", (3, 11), True),
        ("==3.11.7", (3, 12), False),
        ("~=3.10.4", (3, 10), True),
        ("~=3.10.4", (3, 11), False),
        ("~=3.10", (3, 13), True),
        (">=3.10,!=3.10.*", (3, 10), False),
        ("!=3.10.0,!=3.10.1", (3, 10), True),
        ("<3.12", (3, 12), False),
        ("<=3.12", (3, 12), True),
        (">=3.15.0rc1", (3, 15), True),
        ("<4.0", (3, 15), True),
        ("===3.11.2", (3, 11), True),
        ("===odd", (3, 11), False),
    ],
)
def test_a_feature_version_is_allowed_if_any_of_its_releases_is(
    text: str, minor: tuple[int, int], expected: bool
) -> None:
    assert allows(SpecifierSet(text), minor) is expected


def test_pythons_that_may_still_come_count() -> None:
    assert allowed(SpecifierSet(">=3.20"))
    assert not allowed(SpecifierSet(">=4"))
    assert allowed(SpecifierSet(">=3.9"))[0] == (3, 9)
    assert allowed(SpecifierSet("<3"))[0] == (2, 7)


def test_an_upper_limit_is_no_lower_one() -> None:
    assert not has_lower_bound(SpecifierSet("<4,!=3.11.0"))
    assert has_lower_bound(SpecifierSet("~=3.11"))
