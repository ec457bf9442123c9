"""A classifier that is newer than the installed list is no mistake, in pyproject.toml or in a wheel."""

from __future__ import annotations

import json

import pytest

from roadworthy.testing import build_wheel, inspect_files, installed_rules
from roadworthy_rules._classifiers import is_newer

NAMES = ("classifier-unknown", "artifact-classifier-refused")
RULES = [rule for rule in installed_rules("roadworthy") if rule.name in NAMES]
NEWER = [
    "Programming Language :: Python :: 3.99",
    "Framework :: Django :: 99.0",
    "Framework :: Wagtail :: 99",
]
UNKNOWN = [
    "Programming Language :: Python :: 2.99",
    "Framework :: Django :: 0.5",
    "No Such Framework :: 1.0",
    "Framework :: Django :: 99.0rc1",
    "Framework :: Djangoo",
]


def found(name: str) -> set[str]:
    metadata = f"Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nClassifier: {name}\n"
    filename, data = build_wheel(files={"demo-1.0.dist-info/METADATA": metadata})
    pyproject = f'[project]\nname = "demo"\nversion = "1.0"\nclassifiers = [{json.dumps(name)}]\n'
    files = {"pyproject.toml": pyproject.encode(), f"dist/{filename}": data}
    return {finding.rule for finding in inspect_files(files, RULES).findings}


@pytest.mark.parametrize("name", NEWER)
def test_the_next_number_of_a_series_is_newer(name: str) -> None:
    assert is_newer(name)
    assert found(name) == set()


@pytest.mark.parametrize("name", UNKNOWN)
def test_anything_else_is_unknown_to_both_rules(name: str) -> None:
    assert not is_newer(name)
    assert found(name) == set(NAMES)
