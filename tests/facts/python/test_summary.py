"""Relative imports lead to the same module for every caller."""

from __future__ import annotations

import pytest

from roadworthy.core.finding import Span
from roadworthy.facts.python import Import


@pytest.mark.parametrize(
    ("importer", "is_package", "level", "module", "expected"),
    [
        ("demo.model.fit", False, 0, "numpy.linalg", "numpy.linalg"),
        ("demo.model.fit", False, 1, "", "demo.model"),
        ("demo.model.fit", False, 1, "data", "demo.model.data"),
        ("demo.model.fit", False, 2, "data.load", "demo.data.load"),
        ("demo.model", True, 1, "data", "demo.model.data"),
        ("demo.model", True, 2, "data", "demo.data"),
        ("demo", False, 1, "data", "data"),
        ("demo.model", False, 9, "data", "data"),
        ("demo.model.fit.deep.er", False, 7, "data", "data"),
    ],
)
def test_import_leads_to_one_module(
    importer: str, is_package: bool, level: int, module: str, expected: str
) -> None:
    item = Import(module, "x", None, level, Span(1, 1, 1, 1), False)
    assert ".".join(item.target(importer.split("."), is_package=is_package)) == expected
