"""Every faulty artifact is reported by exactly the rule that is meant, and its clean parents by none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from roadworthy.testing.builders import build_sdist, build_wheel
from roadworthy.testing.pages import inspect_files, plugins
from tests.artifacts.faulty import EXTENSION, INIT, LINUX, SDISTS, WHEELS, Arguments, scripts

Builder = Callable[..., tuple[str, bytes]]
#: Without a project beside them, artifacts are judged by these rules.
GROUPS = ("artifacts", "engine")
CLEAN: list[tuple[Builder, dict[str, Any]]] = [
    (build_wheel, {}),
    (build_wheel, {"compression": "deflated", **scripts("demo = demo:main")}),
    (build_wheel, {"tag": LINUX, "files": {INIT: "", **EXTENSION}}),
    (build_wheel, {"tag": "1-py3-none-any"}),
    (build_sdist, {}),
    (build_sdist, {"name": "Demo.Extra", "version": "1.0.post1"}),
]


def reported(build: Builder, arguments: Arguments) -> set[str]:
    given = dict(arguments)
    file = given.pop("file", "")
    name, data = build(**given)
    rules = [rule for rule in plugins().rules.values() if rule.default and rule.group in GROUPS]
    return {finding.rule for finding in inspect_files({f"dist/{file or name}": data}, rules).findings}


@pytest.mark.parametrize(("build", "arguments"), CLEAN)
def test_clean_artifacts_are_silent(build: Builder, arguments: Arguments) -> None:
    assert reported(build, arguments) == set()


@pytest.mark.parametrize(("rule", "arguments"), [item[1:] for item in WHEELS], ids=[i[0] for i in WHEELS])
def test_faulty_wheel(rule: str, arguments: Arguments) -> None:
    assert reported(build_wheel, arguments) == {rule}


@pytest.mark.parametrize(("rule", "arguments"), [item[1:] for item in SDISTS], ids=[i[0] for i in SDISTS])
def test_faulty_sdist(rule: str, arguments: Arguments) -> None:
    # Most of these have no licence's text, which is a fault of its own.
    assert reported(build_sdist, arguments) - {"sdist-license-text-missing"} == {rule}
