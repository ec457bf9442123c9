"""Two messy projects become ready: `init`, what a person writes, and nothing else; then they really work."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from roadworthy.core.result import Verdict
from tests.cli import messy
from tests.cli.conftest import Run
from tests.cli.test_story import judged


@dataclass(frozen=True)
class Messy:
    """A project as it is found, what is deleted and written by hand, and what its command then prints."""

    files: dict[str, str]
    deleted: tuple[str, ...]
    edits: dict[str, str]
    host: str
    pipeline: str
    command: tuple[str, str]
    printed: str
    #: The most lines that may have to be written by hand, tests and licence included.
    budget: int


PROJECTS = {
    "textstats": Messy(
        messy.LIBRARY,
        ("test_stats.py",),
        messy.LIBRARY_EDITS,
        "gitlab",
        ".gitlab-ci.yml",
        ("textstats", "README.md"),
        "6.666666666666667\n",
        budget=80,
    ),
    "scores": Messy(
        messy.SCRIPTS,
        ("utils.py", "train.py", "predict.py", "Untitled1.ipynb"),
        messy.SCRIPTS_EDITS,
        "github",
        ".github/workflows/ci.yml",
        ("scores", "data.csv"),
        "anna -1.0\njon 1.0\n",
        budget=85,
    ),
}


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


@pytest.fixture(params=PROJECTS, scope="module")
def named(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def project(named: str, tmp_path: Path) -> Path:
    root = tmp_path / named
    write(root, PROJECTS[named].files)
    return root


@pytest.fixture
def finished(named: str, project: Path, run: Run) -> Path:
    """Return the project after its edits and `init --write`."""
    for path in PROJECTS[named].deleted:
        (project / path).unlink()
    write(project, PROJECTS[named].edits)
    done = run("init", "--write", "--license", "MIT", "--ci", PROJECTS[named].host, cwd=project)
    assert done.returncode == 0, done.stderr
    return project


def test_it_fails_as_it_is_found(project: Path) -> None:
    result = judged(project)
    assert result.verdict is Verdict.FAILED
    assert result.score is not None
    assert result.score.value < 50


def test_it_passes_after_init_and_what_is_written_by_hand(finished: Path) -> None:
    result = judged(finished)
    assert result.verdict is Verdict.PASSED, [finding.message for finding in result.findings]
    assert result.score is not None
    assert result.score.value >= 90


def test_what_is_written_by_hand_stays_within_a_budget(named: str) -> None:
    before, after = PROJECTS[named].files, PROJECTS[named].edits
    typed = sum(
        line not in before.get(path, "").splitlines()
        for path, text in after.items()
        for line in text.splitlines()
        if line.strip()
    )
    assert typed <= PROJECTS[named].budget


def test_it_is_built_installed_and_its_pipeline_runs(named: str, finished: Path, tmp_path: Path) -> None:
    """Every command of the pipeline and of the image runs, but those that fetch from an index."""
    told = PROJECTS[named]
    site = _installed(finished, tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = []
    for command in _commands((finished / told.pipeline).read_text(encoding="utf-8")):
        words = shlex.split(command)
        module = words[2:] if words[:2] == ["python", "-m"] else words
        if module[0] in ("pytest", "roadworthy"):
            done = subprocess.run(
                [sys.executable, "-m", *module],
                cwd=finished,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            ran.append(module[0])
    assert ran == ["pytest", "roadworthy"]
    program, argument = told.command
    script = [sys.executable, str(site / "bin" / program), str(finished / argument)]
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == told.printed, done.stderr


def _installed(project: Path, tmp_path: Path) -> Path:
    """Build the wheel with the backend of the project, and return where it is installed, alone."""
    backend = (project / "pyproject.toml").read_text().partition('build-backend = "')[2].partition('"')[0]
    pytest.importorskip(backend.partition(".")[0])
    dist, site = tmp_path / "dist", tmp_path / "site"
    dist.mkdir()
    code = f"import sys, importlib as i; i.import_module({backend!r}).build_wheel(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(dist)], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = dist.glob("*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--target",
        str(site),
    ]
    subprocess.run([*install, str(wheel)], check=True)
    return site


def _commands(pipeline: str) -> list[str]:
    """Return the commands of the one job of a pipeline, in order."""
    (job,) = (jobs := yaml.safe_load(pipeline)).get("jobs", jobs).values()
    lines = job["script"] if "script" in job else [step["run"] for step in job["steps"] if "run" in step]
    return [command.strip() for line in lines for command in line.split("&&")]
