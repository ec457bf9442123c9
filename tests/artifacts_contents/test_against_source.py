"""Artifacts that do not fit the source are reported by the rule that is meant, and those that fit by none."""

from __future__ import annotations

from typing import Any

import pytest

from roadworthy.builders import build_sdist, build_wheel
from roadworthy.testing import inspect_files, plugins
from tests.artifacts.faulty import INIT

#: Wheel's arguments, more of `[project]`, more files of the source.
Case = tuple[dict[str, Any], str, tuple[str, ...]]
TYPED = "src/demo/py.typed"
FAULTY: list[tuple[str, Case]] = [
    ("artifact-version-stale", ({"version": "0.9"}, "", ())),
    ("artifact-python-mismatch", ({}, 'requires-python = ">=3.10"', ())),
    (
        "artifact-python-mismatch",
        ({"metadata": {"Requires-Python": ">=3.8"}}, 'requires-python = ">=3.10"', ()),
    ),
    ("artifact-dependencies-mismatch", ({}, 'dependencies = ["tool"]', ())),
    ("artifact-dependencies-mismatch", ({"metadata": {"Requires-Dist": "tool"}}, "dependencies = []", ())),
    ("wheel-module-missing", ({}, "", ("src/demo/core.py",))),
    ("wheel-module-missing", ({}, "", ("src/demo/_vendor/core.py",))),
    ("wheel-typed-marker-not-shipped", ({}, "", (TYPED,))),
    ("entry-point-target-missing", ({"entry_points": "[console_scripts]\ndemo = demo.cli:main\n"}, "", ())),
]
FITTING: list[Case] = [
    ({}, "", ()),
    ({}, "", ("src/demo/tests/core.py", "src/demo/test_core.py", "src/demo/migrations/0001_first.py")),
    ({}, "[tool.hatch.build]\nexclude = []", ("src/demo/core.py",)),
    ({"version": "0.8", "files": {INIT: ""}}, "dynamic = []", ()),
    ({"metadata": {"Requires-Python": "<4,>=3.10"}}, 'requires-python = ">=3.10, <4"', ()),
    ({"metadata": {"Requires-Dist": "a-tool (>=1.0)"}}, 'dependencies = ["A.Tool>=1"]', ()),
    ({"files": {INIT: "", "demo/py.typed": ""}}, "", (TYPED,)),
    ({"entry_points": "[console_scripts]\ndemo = other.cli:main\n"}, "", ()),
]


def reported(case: Case) -> set[str]:
    arguments, more, files = case
    name, data = build_wheel(**arguments)
    version = "" if "dynamic" in more else 'version = "1.0"\n'
    project = f'[project]\nname = "demo"\n{version}{more}\n'
    tree = {"pyproject.toml": project.encode(), f"dist/{name}": data, "src/demo/__init__.py": b""}
    tree |= dict.fromkeys(files, b"")
    rules = [rule for rule in plugins().rules.values() if rule.default and rule.group == "artifacts"]
    return {finding.rule for finding in inspect_files(tree, rules).findings}


@pytest.mark.parametrize(("rule", "case"), FAULTY)
def test_wheel_that_does_not_fit(rule: str, case: Case) -> None:
    assert reported(case) == {rule}


@pytest.mark.parametrize("case", FITTING)
def test_wheel_that_fits(case: Case) -> None:
    assert reported(case) == set()


def test_wheel_and_sdist_that_differ() -> None:
    pairs = (build_wheel(metadata={"Requires-Python": ">=3.10"}), build_sdist())
    rules = [rule for rule in plugins().rules.values() if rule.default and rule.group == "artifacts"]
    result = inspect_files({f"dist/{name}": data for name, data in pairs}, rules)
    assert {finding.rule for finding in result.findings} == {"wheel-sdist-mismatch"}
