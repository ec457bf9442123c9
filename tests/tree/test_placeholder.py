"""What a project template is yet to fill in is no value, whichever mark it has."""

from __future__ import annotations

import pytest

from roadworthy import Rule, has_placeholder
from roadworthy.testing import inspect_files, installed_rules

RULES = [rule for rule in installed_rules() if rule.group in ("metadata", "dependencies") and rule.default]
#: Every text that a project may state, as the one value `VALUE`.
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "VALUE"
version = "VALUE"
description = "VALUE"
readme = "VALUE"
requires-python = "VALUE"
license = "VALUE"
license-files = ["VALUE"]
authors = [{ name = "VALUE, VALUE", email = "VALUE" }]
keywords = ["VALUE, VALUE"]
classifiers = ["VALUE"]
import-names = ["VALUE"]
dynamic = ["VALUE"]
dependencies = ["VALUE"]

[project.urls]
"VALUE" = "VALUE"

[project.scripts]
"VALUE" = "VALUE"

[project.entry-points."VALUE"]
"VALUE" = "VALUE"

[project.optional-dependencies]
"VALUE" = ["VALUE"]

[dependency-groups]
"VALUE" = ["VALUE"]
"""


def found(value: str, rules: list[Rule]) -> set[str]:
    files = {"pyproject.toml": PYPROJECT.replace("VALUE", value).encode()}
    return {finding.rule for finding in inspect_files(files, rules).findings}


@pytest.mark.parametrize(
    "text", ["{{ cookiecutter.name }}", "demo-{{name}}", "{% if x %}MIT{% endif %}", "{%- raw %}", "${{ x }}"]
)
def test_marks_of_jinja_are_placeholders(text: str) -> None:
    assert has_placeholder(text)


@pytest.mark.parametrize("text", ["", "demo", "{name}", "{ {name} }", "100 %}", "}}"])
def test_other_braces_are_not(text: str) -> None:
    assert not has_placeholder(text)


@pytest.mark.parametrize(
    "value", ["{{ cookiecutter.a_value_with_a_long_name }}", "{% if x %}a quite long value{% endif %}"]
)
def test_nothing_is_said_of_placeholders(value: str) -> None:
    assert found(value, RULES) == set()


def test_the_same_texts_without_marks_are_faults() -> None:
    """So that the test above is one of the marks."""
    assert found("no such value, whichever! ä", RULES) >= {
        "author-email-invalid",
        "author-name-comma",
        "classifier-unknown",
        "dependency-group-name-invalid",
        "dependency-invalid",
        "dynamic-field-unknown",
        "entry-point-group-invalid",
        "entry-point-value-invalid",
        "extra-name-invalid",
        "import-name-invalid",
        "keyword-comma",
        "license-expression-invalid",
        "license-files-pattern-invalid",
        "project-name-invalid",
        "python-classifiers-missing",
        "readme-type-unknown",
        "requires-python-invalid",
        "url-scheme-invalid",
        "version-invalid",
    }


@pytest.mark.parametrize("text", ["%%short-version%%", "lib-@VERSION@", "@PACKAGE_NAME@"])
def test_marks_that_scripts_replace_are_placeholders(text: str) -> None:
    assert has_placeholder(text)


@pytest.mark.parametrize("text", ["%%bash", "100%% of %%", "ada@EXAMPLE.COM", "a@b@c"])
def test_other_signs_are_not(text: str) -> None:
    assert not has_placeholder(text)
