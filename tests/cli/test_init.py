"""`roadworthy init`: new files of what is there, never over a file, and nothing invented."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import tomli
import yaml

from roadworthy.commands.run import Request, check
from roadworthy.testing.pages import plugins
from tests.cli.conftest import Run

EXPERIMENT = Path(__file__).parents[2] / "examples" / "experiment"
MODEL = '"""A model."""\n\nimport numpy\n\n\ndef fit(rows):\n    """Fit."""\n    return numpy.array(rows)\n'
FILES = {
    "src/churn/__init__.py": '"""Churn."""\n',
    "src/churn/model.py": MODEL,
    "src/churn/cli.py": '"""The command."""\n\nfrom churn.model import fit\n\n\ndef main():\n    fit([1])\n',
    "requirements.txt": "numpy==2.1.0\n",
    "README.md": "# Churn\n\nPredicts which customers leave. Made by us.\n",
    ".github/CODEOWNERS": "* @us\n",
    ".python-version": "3.12\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "churn"
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_a_diff_is_shown_and_nothing_written(run: Run, package: Path) -> None:
    before = sorted(package.rglob("*"))
    done = run("init", cwd=package)
    assert done.returncode == 1
    assert "+++ b/pyproject.toml\n" in done.stdout
    assert "`roadworthy init --write` writes these files" in done.stderr
    assert sorted(package.rglob("*")) == before


def test_the_metadata_says_what_is_known_and_no_more(run: Run, package: Path) -> None:
    assert run("init", "--write", cwd=package).returncode == 0
    data = tomli.loads((package / "pyproject.toml").read_text())
    assert data["project"] == {
        "name": "churn",
        "version": "0.1.0",
        "description": "Predicts which customers leave",
        "readme": "README.md",
        "requires-python": ">=3.12",
        "dependencies": ["numpy>=2.1.0"],
        "scripts": {"churn": "churn.cli:main"},
    }
    assert data["tool"]["hatch"]["build"]["targets"]["wheel"] == {"packages": ["src/churn"]}


def test_a_licence_is_only_what_somebody_named(run: Run, package: Path) -> None:
    done = run("init", "--write", "--license", "MIT", cwd=package)
    assert tomli.loads((package / "pyproject.toml").read_text())["project"]["license"] == "MIT"
    assert "licence" not in done.stderr


def test_no_file_is_touched_and_a_second_time_there_is_nothing_to_do(run: Run, package: Path) -> None:
    (package / ".gitignore").write_text("mine\n")
    (package / "Dockerfile").write_text("FROM scratch\n")
    run("init", "--write", cwd=package)
    written = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    assert written[package / ".gitignore"] == b"mine\n"
    assert written[package / "Dockerfile"] == b"FROM scratch\n"
    for path, text in FILES.items():
        assert written[package / path] == text.encode()
    again = run("init", "--write", cwd=package)
    assert again.returncode == 0
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == written


def test_tests_to_be_written_fail_and_earn_nothing(run: Run, package: Path) -> None:
    def tested() -> tuple[int, int]:
        (project,) = check(Request((str(package),), plugins=plugins())).projects
        assert project.tests is not None
        return sum(f.reached for f in project.tests.functions), len(project.tests.functions)

    run("init", "--write", cwd=package)
    text = (package / "tests" / "test_model.py").read_text()
    assert '# churn.model.fit\ndef test_fit() -> None:\n    pytest.fail("write this test")' in text
    reached, every = tested()
    assert (reached, every > 0) == (0, True)


HOSTS = [("github", ".github/workflows/ci.yml"), ("gitlab", ".gitlab-ci.yml")]


@pytest.mark.parametrize(("option", "path"), HOSTS)
def test_the_pipeline_is_of_the_host(option: str, path: str, run: Run, package: Path) -> None:
    run("init", "--write", "--ci", option, cwd=package)
    data = yaml.safe_load((package / path).read_text())
    text = str(data)
    for command in ("pip install .", "pytest", "python -m build", "roadworthy check", "import churn"):
        assert command in text


def test_without_a_host_no_pipeline_is_made(run: Run, package: Path) -> None:
    shutil.rmtree(package / ".github")
    done = run("init", "--write", cwd=package)
    assert "choose the CI system" in done.stderr
    assert not (package / ".github").exists()


def test_hooks_strip_notebooks_where_there_are_any(run: Run, tmp_path: Path) -> None:
    root = tmp_path / "experiment"
    shutil.copytree(EXPERIMENT, root)
    run("init", "--write", cwd=root)
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert [hook["id"] for hook in hooks] == ["nbstripout", "roadworthy"]


def test_what_init_writes_has_no_error_of_its_own(run: Run, package: Path) -> None:
    run("init", "--write", "--license", "MIT", cwd=package)
    (project,) = check(Request((str(package),), plugins=plugins())).projects
    written = {"pyproject.toml", ".gitignore", ".pre-commit-config.yaml", "Dockerfile"}
    written.add(".github/workflows/ci.yml")
    found = [
        (finding.rule, finding.place.path)
        for finding in project.findings
        if finding.place.path.removeprefix(f"{package}/") in written and finding.severity.label == "error"
    ]
    assert found == []


@pytest.mark.parametrize("name", ["demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz"])
def test_an_artifact_is_no_project(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"")
    done = run("init", name, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        f"roadworthy: {name}: not a project: name its directory\n",
    )
