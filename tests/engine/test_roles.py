"""What a file is for, judged by its path alone."""

from __future__ import annotations

import pytest

from roadworthy.tree.roles import role_of


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/churn/model.py", "source"),
        ("app/polls/tests.py", "test"),
        ("tests/helpers.py", "test"),
        ("src/churn/test_model.py", "test"),
        ("src/churn/testing.py", "source"),
        ("test.py", "source"),
        ("docs/conf.py", "documentation"),
        ("src/churn/_vendor/six.py", "vendored"),
        ("scripts/clean.py", "example"),
        ("src/churn/scripts/clean.py", "source"),
        ("setup.py", "configuration"),
        (".github/label.py", "configuration"),
        ("t/unit/test.py", "test"),
        ("t.py", "source"),
        ("docs_src/tutorial.py", "example"),
        ("typing-examples/api.py", "example"),
        ("exampleton/api.py", "source"),
        ("src/churn/example_request.py", "example"),
    ],
)
def test_role(path: str, role: str) -> None:
    assert role_of(path) == role
