"""The tables that age agree with what they were taken from."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

import roadworthy
from roadworthy.data.dated import classifiers_date, described, url_labels
from roadworthy.data.python_releases import python_releases
from roadworthy.data.standard_library import (
    always_standard,
    has_standard_name,
    is_standard,
    removed_in,
    standard_modules,
)
from roadworthy.data.tables import tables

SOURCES = [
    path
    for package in ("roadworthy", "roadworthy_rules")
    for path in Path(__import__(package).__file__ or "").parent.rglob("*.py")
]


def test_each_python_has_a_classifier() -> None:
    from trove_classifiers import classifiers

    names = {f"Programming Language :: Python :: {major}.{minor}" for major, minor in python_releases().ends}
    assert names <= classifiers


def test_the_table_of_the_standard_library_holds_for_the_python_that_runs_the_tests() -> None:
    version = sys.version_info[:2]
    if version > max(python_releases().ends):
        pytest.skip("newer than the table")
    there = {name for name, lifetime in standard_modules().items() if lifetime.covers(version)}
    assert there == sys.stdlib_module_names


def test_the_standard_library_is_asked_of_the_table_alone() -> None:
    assert len(SOURCES) > 500
    asking = [path.name for path in SOURCES if "sys.stdlib_module_names" in path.read_text(encoding="utf-8")]
    assert asking == ["standard_library.py"]  # its docstring, which says why not


@pytest.mark.parametrize("module", ["json", "tomllib", "distutils", "imp", "zoneinfo", "os.path"])
def test_a_module_of_any_version_is_standard(module: str) -> None:
    assert is_standard(module)


@pytest.mark.parametrize("module", ["numpy", "yaml", "asyncore2", ""])
def test_other_modules_are_not(module: str) -> None:
    assert not is_standard(module)


@pytest.mark.parametrize(
    ("module", "version"),
    [
        ("asyncore", (3, 12)),
        ("cgi", (3, 13)),
        ("binhex", (3, 11)),
        ("json", None),
        ("_msi", None),
        ("numpy", None),
    ],
)
def test_which_python_came_without_a_public_module(module: str, version: tuple[int, int] | None) -> None:
    assert removed_in(module) == version


def test_what_every_maintained_python_has() -> None:
    assert {"json", "tomllib", "zoneinfo"} <= always_standard()
    assert not {"asyncore", "cgi", "sre_parse", "compression", "annotationlib", "_thread"} & always_standard()


@pytest.mark.parametrize("name", ["asyncore", "AsyncORE", "tomllib", "annotationlib", "dummy.threading"])
def test_names_that_pypi_gives_to_no_new_project(name: str) -> None:
    assert has_standard_name(name)


@pytest.mark.parametrize("name", ["asyncore-extra", "json5", "as-yncore"])
def test_names_that_are_only_like_those(name: str) -> None:
    assert not has_standard_name(name)


def test_labels_are_kept_as_they_are_compared() -> None:
    assert all(
        name == "".join(c for c in label.lower() if c.isalnum()) for name, label in url_labels().items()
    )


def test_the_list_of_classifiers_is_dated() -> None:
    listed = classifiers_date()
    assert listed is not None
    assert listed > date(2025, 1, 1)


def test_every_table_names_its_source_and_its_day_and_is_described() -> None:
    files = sorted((Path(roadworthy.__file__).parent / "data").glob("*.txt"))
    assert len(tables()) == len(files) > 5
    for table in tables():
        assert table.source
        assert table.rows
        assert date(2026, 1, 1) < table.checked
        assert any(line.startswith(f"{table.title}: {len(table.rows)} rows") for line in described())


def test_everything_that_ages_is_described_with_its_date_or_version() -> None:
    assert all(any(character.isdigit() for character in line) for line in described())
