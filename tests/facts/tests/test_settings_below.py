"""Settings of pytest in a directory below: tests are collected there by them, and elsewhere without them."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

INI = b"[pytest]\npython_files = *_checks.py\n"
CHECK = b"from routes import answer\n\n\ndef test_answer():\n    assert answer(1) == 2\n"
ROUTES = b"def answer(row):\n    rows = [row, row]\n    return sum(rows)\n"
ROUTES += b"".join(b"\n\ndef row_%d(row):\n    return [row]\n" % number for number in range(5))


@pytest.mark.parametrize(
    ("name", "settings", "wanted"),
    [
        ("route_checks.py", INI, set()),
        ("test_route.py", INI, {"tests-missing", "test-never-run"}),
        ("route_checks.py", b"[pytest]\n", {"tests-missing", "test-never-run"}),
    ],
)
def test_a_project_has_the_tests_that_the_settings_below_collect(
    name: str, settings: bytes, wanted: set[str]
) -> None:
    files = {
        "train.py": b"def train(rows):\n    return sum(rows)\n",
        "service/routes.py": ROUTES,
        "service/pytest.ini": settings,
        f"service/tests/{name}": CHECK,
    }
    rules = [rule for rule in installed_rules() if rule.name in ("tests-missing", "test-never-run")]
    assert {finding.rule for finding in inspect_files(files, rules).findings} == wanted
