"""The story of the examples: what a notebook leaves behind in the one is nowhere in the other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from roadworthy import Severity
from roadworthy.commands.run import Request, check
from roadworthy.core.result import ProjectResult, Verdict
from roadworthy.testing.pages import plugins
from tests.cli.conftest import Run

EXAMPLES = Path(__file__).parents[2] / "examples"
GROUPS = ("code", "layout", "notebooks")


def found(name: str) -> set[tuple[str, Severity]]:
    """Return the rules of the three packs that an example breaks, each with its severity."""
    report = check(Request(paths=(str(EXAMPLES / name),), select=GROUPS))
    return {(item.rule, item.severity) for project in report.projects for item in project.findings}


def test_the_experiment_breaks_ten_rules_and_more() -> None:
    told = found("experiment")
    assert len({rule for rule, _ in told}) >= 24
    assert len({rule for rule, severity in told if severity is not Severity.NOTE}) >= 10


def test_production_breaks_none() -> None:
    assert found("production") == set()


#: What a person writes, of the finished example: the package, its tests, how it is deployed, and words.
WRITTEN = ("src", "tests", "deploy", "data", "LICENSE", "README.md", "requirements.txt")
#: The lines of files that `init` saves.
SAVED = 60


UNWRITTEN = shutil.ignore_patterns("__pycache__")


def judged(root: Path) -> ProjectResult:
    return check(Request((str(root),), plugins=plugins())).projects[0]


@pytest.fixture
def taken(tmp_path: Path, run: Run) -> Path:
    """Return a copy of the experiment whose code was moved into a package, and that `init` completed."""
    root = tmp_path / "churn"
    shutil.copytree(EXAMPLES / "experiment", root)
    assert judged(root).verdict is Verdict.FAILED
    for path in [*root.glob("*.py"), *root.glob("*.ipynb"), root / "data" / "churn.csv"]:
        path.unlink()
    for name in WRITTEN:
        source = EXAMPLES / "production" / name
        if source.is_dir():
            shutil.copytree(source, root / name, dirs_exist_ok=True, ignore=UNWRITTEN)
        else:
            shutil.copy(source, root / name)
    done = run("init", "--write", "--license", "MIT", "--ci", "github", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def test_an_experiment_passes_once_its_code_is_a_package_and_init_has_run(taken: Path) -> None:
    found = judged(taken)
    assert found.verdict is Verdict.PASSED, found.reasons
    made = (
        "pyproject.toml",
        ".gitignore",
        ".pre-commit-config.yaml",
        ".github/workflows/ci.yml",
        "Dockerfile",
    )
    assert sum(len((taken / path).read_text().splitlines()) for path in made) >= SAVED
    assert {step.name: step.state for step in found.road}["code prepared"] in ("done", "partly")


def test_what_passes_can_be_built_installed_and_imported(taken: Path, tmp_path: Path) -> None:
    """The steps of the pipeline and of the image, as far as they need no network: build, install, import."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    done = subprocess.run(build, cwd=taken, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = (taken / "dist").glob("*.whl")
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    programs = environment / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(programs / "python")
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps"]
    done = subprocess.run([*install, str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # NumPy cannot be had without a network: a stand-in is imported with the package.
    code = (
        "import sys, importlib.metadata as m; from unittest.mock import MagicMock;"
        " sys.modules.update({'numpy': MagicMock(), 'numpy.typing': MagicMock()}); import churn;"
        " print(m.version('churn'), len(m.entry_points(group='console_scripts')))"
    )
    done = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "0.1.0 1\n", done.stderr
    assert judged(taken).pypi is not None
