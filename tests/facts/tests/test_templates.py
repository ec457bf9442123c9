"""Methods and properties that only templates read."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

MODEL = b"""
import jinja2

class Plan:
    def __init__(self, rows):
        self.rows = rows

    def total(self):
        return sum(self.rows)

class Other:
    def total(self):
        return 1 + 1

def total(rows):
    return 2

def render(rows):
    return jinja2.Environment().get_template("plan.html").render(plan=Plan(rows))
"""
TEST = b"from demo.model import render\n\ndef test_render():\n    assert render([1]) == '1'\n"


@pytest.mark.parametrize(
    ("path", "text", "model", "untested"),
    [
        ("src/demo/templates/plan.html", "<b>{{ plan.total }}</b>", MODEL, {"Other.total", "total"}),
        ("src/demo/plan.j2", "{% if plan.total() > 1 %}x{% endif %}", MODEL, {"Other.total", "total"}),
        # No tag, no template, and nothing that renders it.
        (
            "src/demo/templates/plan.html",
            "plan.total {{ total }}",
            MODEL,
            {"Plan.total", "Other.total", "total"},
        ),
        ("src/demo/plan.html", "{{ plan.total }}", MODEL, {"Plan.total", "Other.total", "total"}),
        (
            "src/demo/templates/plan.html",
            "{{ plan.total }}",
            MODEL.replace(b"jinja2", b"engine"),
            {"Plan.total", "Other.total", "total"},
        ),
    ],
    ids=["html", "jinja", "no tag", "no template", "no renderer"],
)
def test_what_a_template_reads_is_reached_with_its_class(
    path: str, text: str, model: bytes, untested: set[str]
) -> None:
    files = {
        "pyproject.toml": b'[project]\nname = "demo"\nversion = "1"\n',
        "src/demo/__init__.py": b"",
        "src/demo/model.py": model,
        "tests/test_model.py": TEST,
        path: text.encode(),
    }
    rules = [rule for rule in installed_rules() if rule.name == "public-function-untested"]
    found = inspect_files(files, rules).findings
    messages = [message for finding in found for _, _, message in finding.known_as]
    assert {message.split("`")[1].removeprefix("demo.model.") for message in messages} == untested
