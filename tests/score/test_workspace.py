"""The root of a workspace has no score: what it gathers is judged by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.result import ProjectResult, Verdict
from roadworthy.report.lines import verdict
from roadworthy.testing.pages import plugins
from tests.cli.conftest import GOOD

ROOT = b'[tool.uv.workspace]\nmembers = ["backend"]\n'
SCRIPT = b"def release() -> int:\n    return 1\n\n\nrelease()\n"


def judged(directory: Path, files: dict[str, bytes]) -> list[ProjectResult]:
    for path, data in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data)
    return list(check(Request((str(directory),), plugins=plugins())).projects)


def test_the_root_has_no_score_and_its_member_has_one(tmp_path: Path) -> None:
    files = {"pyproject.toml": ROOT, "scripts/release.py": SCRIPT, "backend/pyproject.toml": GOOD.encode()}
    files["backend/src/demo/__init__.py"] = b'"""A demo."""\n'
    found = {result.kind: result for result in judged(tmp_path, files)}
    assert set(found) == {"workspace", "project"}
    root, member = found["workspace"], found["project"]
    assert (root.score, root.path, root.road, root.reasons) == (None, (), (), ())
    assert member.score is not None
    report = check(Request((str(tmp_path),), plugins=plugins()))
    assert "the root of a workspace has no score, its members have theirs" in verdict(root, report)


def test_findings_of_the_root_still_fail(tmp_path: Path) -> None:
    files = {"pyproject.toml": ROOT, "scripts/release.py": SCRIPT}
    found = judged(tmp_path, {**files, "README.md": b"<<<<<<< a\none\n=======\ntwo\n>>>>>>> b\n"})[0]
    assert (found.kind, found.verdict) == ("workspace", Verdict.FAILED)


@pytest.mark.parametrize(
    "root",
    [
        pytest.param(ROOT.replace(b'["backend"]', b"[]"), id="no members"),
        pytest.param(ROOT + b'[project]\nname = "demo"\nversion = "1"\n', id="a package itself"),
        pytest.param(b"[tool.ruff]\nline-length = 100\n", id="no workspace"),
    ],
)
def test_whoever_gathers_nothing_has_a_score(tmp_path: Path, root: bytes) -> None:
    (found,) = judged(tmp_path, {"pyproject.toml": root, "scripts/release.py": SCRIPT})
    assert found.kind == "project"
    assert found.score is not None


def test_a_project_that_calls_itself_a_workspace_has_a_score(tmp_path: Path) -> None:
    code = b"\n\n".join(b"def step_%d() -> int:\n    return %d\n" % (n, n) for n in range(21))
    found = judged(tmp_path, {"pyproject.toml": ROOT, "train.py": code})[0]
    assert found.kind == "project"
    assert found.score is not None


def test_notebooks_beside_the_members_are_work_of_their_own(tmp_path: Path) -> None:
    cell = {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "outputs": [],
        "source": ["import numpy\n"],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    files = {"pyproject.toml": ROOT, "explore.ipynb": json.dumps(notebook).encode()}
    found = judged(tmp_path, files)[0]
    assert found.kind == "project"


def test_what_a_broken_file_hides_may_be_a_project(tmp_path: Path) -> None:
    found = judged(tmp_path, {"pyproject.toml": ROOT[:-2]})[0]
    assert found.kind == "project"
