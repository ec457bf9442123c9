"""The tables that age agree with what they were taken from."""

from __future__ import annotations

import sys
from datetime import date

from roadworthy.data.dated import (
    PYTHON_RELEASES,
    REMOVED_MODULES,
    URL_LABELS,
    classifiers_date,
    described,
    standard_library,
)


def test_each_python_has_a_classifier() -> None:
    from trove_classifiers import classifiers

    assert {
        f"Programming Language :: Python :: {major}.{minor}" for major, minor in PYTHON_RELEASES
    } <= classifiers


def test_no_module_that_is_gone_is_in_a_newer_standard_library() -> None:
    gone = {name for name, without in REMOVED_MODULES.items() if without <= sys.version_info[:2]}
    assert not gone & sys.stdlib_module_names
    assert {"asyncore", "tomllib"} <= standard_library()


def test_labels_are_kept_as_they_are_compared() -> None:
    assert all(name == "".join(c for c in shown.lower() if c.isalnum()) for name, shown in URL_LABELS.items())


def test_the_list_of_classifiers_is_dated() -> None:
    listed = classifiers_date()
    assert listed is not None
    assert listed > date(2025, 1, 1)


def test_everything_that_ages_is_described_with_its_date_or_version() -> None:
    assert all(any(character.isdigit() for character in line) for line in described())
