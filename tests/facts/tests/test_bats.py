"""Tests in Bats lead to the commands that they start, and to the plugins of the tools that they start."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

PROJECT = """[project]
name = "demo"
version = "1"
scripts = { demo = "demo.cli:run" }
entry-points."mkdocs.plugins" = { demo = "demo.plugin:Plugin" }
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""
FILES = {
    "pyproject.toml": PROJECT,
    "src/demo/__init__.py": "",
    "src/demo/cli.py": "def run():\n    return 1\n",
    "src/demo/plugin.py": "from mkdocs.plugins import BasePlugin\n\n"
    "class Plugin(BasePlugin):\n    def on_config(self):\n        return build(2)\n\n"
    "def build(number):\n    return number + 1\n\ndef apart(number):\n    return number - 1\n",
    "src/demo/model.py": "def fit(rows):\n    return sorted(rows)\n",
    "tests/test_model.py": "from demo.model import fit\n\ndef test_fit():\n    assert fit([1]) == [1]\n",
}


@pytest.mark.parametrize(
    ("command", "untested"),
    [
        ("", {"apart", "build", "run"}),
        ("run mkdocs build", {"apart", "run"}),
        ("run demo --version", {"apart", "build"}),
    ],
)
def test_what_bats_starts_is_reached(command: str, untested: set[str]) -> None:
    files = {path: text.encode() for path, text in FILES.items()}
    if command:
        files["tests/demo.bats"] = f"@test 'it works' {{\n  {command}\n}}\n".encode()
    rules = [rule for rule in installed_rules() if rule.name == "public-function-untested"]
    found = inspect_files(files, rules).findings
    messages = [message for finding in found for _, _, message in finding.known_as]
    assert {message.split("`")[1].rpartition(".")[2] for message in messages} == untested
