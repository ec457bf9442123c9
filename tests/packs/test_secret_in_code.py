"""Where a secret may stand in code: it is found in each place, once, and never printed."""

from __future__ import annotations

import pytest

from roadworthy import Module
from roadworthy_rules.code.secret_in_code import secret_in_code

SECRET = "7hk2-" + "Bq9w"
TOKEN = "ghp_" + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R"


def found(source: str, path: str = "src/demo/a.py") -> list[tuple[int, str]]:
    """Return the lines and messages of what is found; `SECRET` and `TOKEN` stand for theirs."""
    text = source.replace("SECRET", SECRET).replace("TOKEN", TOKEN)
    findings = list(secret_in_code.function(Module.parse(path, text.encode())))
    assert not any(SECRET in finding.message or TOKEN in finding.message for finding in findings)
    return [(finding.at.span.line if finding.at.span else 0, finding.message) for finding in findings]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("password = 'SECRET'", "password"),
        ("password: str = 'SECRET'", "password"),
        ("self.password = 'SECRET'", "password"),
        ("config['password'] = 'SECRET'", "password"),
        ("config = {'password': 'SECRET'}", "password"),
        ("connect(password='SECRET')", "password"),
        ("assert password == 'SECRET'", "password"),
        ("def f(a, password='SECRET'):\n    pass", "password"),
        ("def f(*, a, password='SECRET'):\n    pass", "password"),
        ("def f(a, /, password='SECRET'):\n    pass", "password"),
        ("os.environ.get('API_PASSWORD', 'SECRET')", "API_PASSWORD"),
    ],
)
def test_a_text_that_is_given_to_the_name_of_a_secret(source: str, name: str) -> None:
    assert found(source) == [(1, f"`{name}` is set to a secret of {len(SECRET)} characters")]


@pytest.mark.parametrize(
    "source",
    [
        "password = input('SECRET')",
        "password = 1\nlabel = 'SECRET'",
        "def f(password, a='SECRET'):\n    pass",
        "call('password', 'SECRET')",
        "assert password < 'SECRET'",
        "config = {**password, 'a': 'SECRET'}",
        "names[0] = 'SECRET'; password = None",
    ],
)
def test_a_text_that_something_else_gets_is_none(source: str) -> None:
    assert found(source) == []


def test_what_a_service_issues_is_found_under_any_name() -> None:
    (first,) = found("x = 'TOKEN'")
    assert first == (1, "the code contains a secret: GitHub token")
    # The name says no more than the text does.
    assert found("password = 'TOKEN'") == [first]


def test_what_a_service_issues_is_found_in_comments_but_not_twice() -> None:
    assert found("x = 1  # TOKEN") == [(1, "a comment contains a secret: GitHub token")]
    assert found("x = 'TOKEN'  # TOKEN") == [(1, "the code contains a secret: GitHub token")]


def test_a_url_with_a_password() -> None:
    assert found("x = 'https://me:SECRET@db.internal/x'") == [(1, "a URL contains a password")]
    assert found("x = 'https://me@db.internal/x:SECRET'") == []


@pytest.mark.parametrize("path", ["docs/conf.py", "doc/a.py"])
def test_documentation_shows_passwords_but_no_issued_ones(path: str) -> None:
    assert found("password = 'SECRET'\nx = 'https://me:SECRET@db.internal/x'", path) == []
    assert found("x = 'TOKEN'", path) == [(1, "the code contains a secret: GitHub token")]


def test_tests_may_hold_secrets_of_their_own() -> None:
    assert found("password = 'SECRET'", "tests/test_a.py") == []


@pytest.mark.parametrize("start", ["phc_", "pk_live_", "pk_test_"])
def test_a_key_that_is_issued_for_public_pages_is_no_secret(start: str) -> None:
    assert found(f"api_key = '{start}7hk2Bq9wXz'") == []
    assert found("api_key = 'pkc_7hk2Bq9wXz'") != []
