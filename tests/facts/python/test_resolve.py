"""Which module an import means, where several have its name."""

from __future__ import annotations

import pytest

from roadworthy.facts.python.resolve import absolute, tails_of

PATHS = ("one/src/__init__.py", "one/src/api.py", "two/src/__init__.py", "two/src/api.py")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("one/src/tests/test_api.py", "one/src/api.py"),
        ("two/src/tests/test_api.py", "two/src/api.py"),
        ("two/tests/test_api.py", "two/src/api.py"),
        ("three/test_api.py", "one/src/api.py"),
    ],
)
def test_a_service_imports_its_own_package_among_those_of_the_same_name(source: str, found: str) -> None:
    assert absolute(source, "src/api", PATHS, tails_of(PATHS)) == found
