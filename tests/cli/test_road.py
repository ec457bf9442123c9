"""The road: done, partly, not or unknown, by what was seen and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.road import RoadStep
from roadworthy.testing.pages import plugins
from tests.cli.conftest import GOOD, Run

WORKFLOW = "on: push\njobs:\n  release:\n    runs-on: x\n    steps:\n"
STEPS = ["code prepared", "package built", "published", "deployed", "monitored"]


def road(root: Path, *paths: str) -> dict[str, RoadStep]:
    report = check(Request(tuple(f"{root}/{path}" for path in paths) or (str(root),), plugins=plugins()))
    return {step.name: step for step in report.projects[0].road}


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def test_the_steps_come_in_their_order(tmp_path: Path) -> None:
    write(tmp_path, {"train.py": "print(1)\n"})
    assert list(road(tmp_path)) == STEPS


def test_what_is_absent_is_not_done_and_what_leaves_no_trace_is_unknown(tmp_path: Path) -> None:
    write(tmp_path, {"train.py": "import numpy\n\nmodel = numpy.ones(3)\nprint(model)\n"})
    steps = road(tmp_path)
    lacks = [sign.text for sign in steps["code prepared"].signs if sign.state == "not"]
    assert "all code is in scripts and notebooks" in lacks
    assert steps["published"].state == "unknown"
    assert "by hand it leaves no trace" in steps["published"].signs[0].text


@pytest.mark.parametrize(
    ("step", "line", "command"),
    [
        ("published", "- run: twine upload dist/*", "twine upload"),
        ("published", "- uses: pypa/gh-action-pypi-publish@v1", "pypa/gh-action-pypi-publish"),
        ("package built", "- run: |\n          uv   build", "uv build"),
    ],
)
def test_a_pipeline_is_evidence_with_its_place(step: str, line: str, command: str, tmp_path: Path) -> None:
    workflow = f"{WORKFLOW}      {line}\n"
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", ".github/workflows/r.yml": workflow})
    signs = [sign for sign in road(tmp_path)[step].signs if sign.state == "done" and command in sign.text]
    (sign,) = signs
    assert sign.place is not None
    assert sign.place.path.endswith(".github/workflows/r.yml")
    assert sign.place.line == 6


@pytest.mark.parametrize("line", ["- run: echo ok  # twine upload", "- name: twine upload"])
def test_a_word_is_no_evidence(line: str, tmp_path: Path) -> None:
    workflow = f"{WORKFLOW}      {line}\n"
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", ".github/workflows/r.yml": workflow})
    assert road(tmp_path)["published"].state == "unknown"


def test_a_partial_run_and_artifacts_have_none(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": ""})
    assert road(tmp_path, "src/demo/__init__.py") == {}


def test_the_command_prints_it(run: Run, project: Path) -> None:
    done = run("road", cwd=project)
    assert done.returncode == 0
    assert done.stdout.startswith("demo: the road to production\n\n1. code prepared: ")
    (told,) = json.loads(run("road", "--output-format", "json", cwd=project).stdout)
    assert [step["step"] for step in told["road"]] == STEPS
    screen = run("check", "--output-format", "text", cwd=project).stdout
    assert "\nRoad: code prepared " in screen
