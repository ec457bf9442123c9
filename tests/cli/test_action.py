"""The script of the GitHub Action, and the examples for other CI systems, run as far as their commands go."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import GOOD

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return found


def outputs(project: Path, **inputs: str) -> tuple[int, dict[str, str], str]:
    """Run the check's script as the runner does; return its exit code, its outputs, and the log."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    step = next(step for step in action()["runs"]["steps"] if step.get("id") == "check")
    output, summary = project.parent / "output", project.parent / "summary"
    output.write_text("")
    summary.write_text("")
    names = [name for name in step["env"] if name.startswith("INPUT_")]
    values = {
        name: action()["inputs"][name.removeprefix("INPUT_").lower().replace("_", "-")]["default"]
        for name in names
    }
    values |= {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    runner = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    done = subprocess.run(
        [bash, "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=project,
        env={**os.environ, **values, **runner, "PROGRAMS": str(PROGRAMS), "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = output.read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines)
    return done.returncode, told, done.stdout + done.stderr + summary.read_text()


def test_the_action_passes_and_tells_score_and_verdict(project: Path) -> None:
    code, told, log = outputs(project, fail_under="0", path="src/demo/__init__.py")
    assert (code, told["exit-code"], told["verdict"], told["score"]) == (0, "0", "passed", ""), log
    assert (project / "roadworthy.sarif").exists()
    assert "## ✅ demo: passed" in log


def test_the_action_fails_with_annotations_and_a_summary(project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text("def f():\n    breakpoint()\n")
    code, told, log = outputs(project)
    assert (code, told["exit-code"], told["verdict"]) == (1, "1", "failed")
    assert float(told["score"]) > 0
    assert "::error title=breakpoint-left" in log
    assert "## ❌ demo: failed" in log


def test_what_is_named_is_an_argument_and_no_command(project: Path) -> None:
    code, told, _ = outputs(project, path='"; touch broken; echo "', sarif_file="$(touch broken)")
    assert code == 2
    assert not (project / "broken").exists()
    assert told["exit-code"] == "2"


def test_no_input_is_put_into_a_script_and_every_action_is_pinned() -> None:
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step.get("uses", f"a@{'0' * 40}"))


def examples() -> list[str]:
    """Return the commands of Roadworthy in the pages for CI systems."""
    pages = [ROOT / "docs" / "ci.md"]
    pages += [
        ROOT / "docs" / "how-to" / f"{name}.md" for name in ("azure", "bitbucket", "circleci", "github")
    ]
    pages += [ROOT / "docs" / "how-to" / f"{name}.md" for name in ("gitlab", "jenkins")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    return sorted(set(re.findall(r"roadworthy check[^\n`'\"&]*", text)))


@pytest.mark.parametrize("command", examples())
def test_the_commands_of_the_examples_run(command: str, project: Path) -> None:
    (project / "pyproject.toml").write_text(f"{GOOD}\n[tool.roadworthy]\nfail-under = 0\nfail-on = 'never'\n")
    if "--diff-base" in command:
        git = shutil.which("git")
        if git is None:
            pytest.skip("git is not installed")
        who = "-c user.name=a -c user.email=a@a.example"
        for text in ("init -q", "add -A", f"{who} commit -qm a", "branch target"):
            subprocess.run([git, *text.split()], cwd=project, check=True)
        command = re.sub(r"--diff-base\s+\S+", "--diff-base target", command)
    for folder in re.findall(r"=(\S+)/", command):
        (project / folder).mkdir()
    words = shlex.split(command)
    done = subprocess.run(
        [str(PROGRAMS / words[0]), *words[1:]],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CI": "true"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for file in re.findall(r"=(\S+\.(?:json|xml|sarif|html|md))", command):
        assert (project / file).stat().st_size > 0
