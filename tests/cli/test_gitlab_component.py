"""The GitLab component: its script is run as a runner runs it, with the inputs that a project gives."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.test_action import PROGRAMS, ROOT

TEMPLATE = (ROOT / "templates" / "roadworthy.yml").read_text(encoding="utf-8")


def job(**inputs: str) -> dict[str, Any]:
    """Return the job that GitLab makes of the component."""
    head, _, body = TEMPLATE.partition("\n---\n")
    known = yaml.safe_load(head)["spec"]["inputs"]
    values = {name: str(given["default"]).lower() for name, given in known.items()} | inputs
    assert set(inputs) <= set(known)
    for name, value in values.items():
        body = body.replace(f"$[[ inputs.{name} ]]", json.dumps(value))
    assert "$[[" not in body
    found: dict[str, Any] = yaml.safe_load(body)["roadworthy"]
    return found


def run_job(project: Path, variables: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("there is no sh")
    made = job(**inputs)
    # Nothing is fetched: what pip would install is there.
    script = "\n".join(["set -e", "pip() { :; }", *made["script"]])
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    told = {name: str(value) for name, value in made["variables"].items()}
    return subprocess.run(
        [shell, "-c", script],
        cwd=project,
        env={**os.environ, **told, **variables, "PATH": path, "GITLAB_CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_fails_a_project_with_errors_and_leaves_both_reports(project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text("def f():\n    breakpoint()\n")
    done = run_job(project, {})
    assert done.returncode == 1, done.stdout + done.stderr
    names = {found["check_name"] for found in json.loads((project / "gl-code-quality.json").read_text())}
    assert "breakpoint-left" in names
    assert (project / "roadworthy.xml").stat().st_size > 0


def test_a_threshold_and_a_path_are_given_as_they_are(project: Path) -> None:
    done = run_job(project, {}, **{"fail-under": "0", "path": "src/demo/__init__.py; touch broken"})
    assert done.returncode == 2
    assert not (project / "broken").exists()


def test_a_merge_request_fails_only_on_what_it_brings_about(project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text("def f():\n    breakpoint()\n")
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init"], ["add", "--all"], ["commit", "--message=base"], ["branch", "target"]):
        subprocess.run(["git", *who, *command], cwd=project, check=True, capture_output=True)
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "target"}
    assert run_job(project, base).returncode == 1
    assert run_job(project, base, **{"changes-only": "true"}).returncode == 0
