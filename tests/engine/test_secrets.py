"""What is a secret by its shape or by its name; the samples are put together: this file holds none."""

from __future__ import annotations

import json

import pytest

from roadworthy.core.secrets import issued_secrets
from roadworthy.testing.pages import build_notebook, inspect_files
from roadworthy_rules._secrets import is_secret_setting
from tests.counting import within

RANDOM = "Q3EGRIQL5BW7TZ2MpXw9kD4sVbN8yHcJ6uFaLmRt"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("AKIA" + RANDOM[:16], "AWS access key"),
        ("ghp_" + RANDOM[:36], "GitHub token"),
        ("glpat-" + RANDOM[:20], "GitLab token"),
        ("xoxb-" + "123456789012" + "-" + RANDOM[:24], "Slack token"),
        ("sk_live_" + RANDOM[:24], "Stripe key"),
        ("AIza" + RANDOM[:35], "Google key"),
        ("-----BEGIN RSA PRIVATE " + "KEY-----\n" + RANDOM, "private key"),
    ],
)
def test_what_services_issue_is_known_by_its_shape(text: str, kind: str) -> None:
    assert [found[0] for found in issued_secrets(f"token: {text}")] == [kind]


@pytest.mark.parametrize(
    "text", ["AKIAIOSFODNN7" + "EXAMPLE", "AKIA" + "A" * 16, "ghp_" + "x" * 36, "disk-usage", "AKIA" + RANDOM]
)
def test_what_documentation_shows_is_none(text: str) -> None:
    assert list(issued_secrets(text)) == []


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("password", "7hk2-Bq9w", True),
        ("db_password", "7hk2-Bq9w", True),
        ("password", "hunter", False),
        ("password", "your-p4ss", False),
        ("password_field", "7hk2-Bq9w", False),
        ("api_key", "X-API-Key", False),
        ("secret", "{{ vault 7hk2 }}", False),
        ("api_key", "eChargeToday1", False),
        ("api_key", "q7hGm2xPaTr9", True),
        ("secret_key", "django4ever", True),
        ("DUMMY_SECRET", "FPPTH34D4E3MI2HG", False),
    ],
)
def test_a_setting_is_one_by_its_name_and_value(name: str, value: str, secret: bool) -> None:
    assert is_secret_setting(name, value) is secret


def test_a_secret_is_never_printed() -> None:
    key = "AKIA" + RANDOM[:16]
    outputs = [{"output_type": "stream", "name": "stdout", "text": [key]}]
    cells = [{"source": f'password = "7hk2-Bq9w"\nkey = "{key}"', "outputs": outputs}]
    source = f'connect("{key}", password="7hk2-Bq9w")\n'
    files = {"src/demo/model.py": source.encode(), "explore.ipynb": build_notebook(cells)}
    found = [item for item in inspect_files(files).findings if "secret" in item.rule]
    assert len(found) == 5
    shown = json.dumps([(item.message, repr(item)) for item in found])
    assert key not in shown
    assert "7hk2" not in shown


@pytest.mark.parametrize(
    "text",
    ["AKIA" * 25_000, "sk-" + "a" * 100_000, "sk-" * 33_000, "xoxb-" + "1-" * 50_000, "xoxb-" * 20_000],
)
def test_what_is_nearly_of_a_shape_takes_steps_in_proportion(text: str) -> None:
    assert within(3 * len(text), lambda: list(issued_secrets(text))) == []
