"""What `roadworthy init` proposes is the fix of the finding that it is missing: one text, in every output."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.finding import Create
from roadworthy.core.result import ProjectResult
from roadworthy.testing.pages import inspect_files, plugins
from tests.cli.conftest import Run, run

__all__ = ["run"]

MODEL = b'''"""A model."""

import mlflow
import uvicorn
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model("models:/churn/1")


@app.post("/predict")
def predict(row: list[float]) -> float:
    return model.predict(row)


def main() -> None:
    uvicorn.run(app)
'''
SERVICE = {
    "src/churn/__init__.py": b"",
    "src/churn/serve.py": MODEL,
    "tests/__init__.py": b"",
    "requirements.txt": b"mlflow==2.1\nfastapi==0.110\nuvicorn==0.30\n",
    ".git/HEAD": b"ref: refs/heads/main\n",
    ".git/config": b'[remote "origin"]\n\turl = https://github.com/acme/churn.git\n',
}
UNTESTED = {path: data for path, data in SERVICE.items() if not path.startswith("tests/")}
#: An application lacks a pipeline once there are tests that could run in it.
LATER = {"ci-missing": ".github/workflows/ci.yml"}
CREATED = {
    "gitignore-missing": ".gitignore",
    "pyproject-missing": "pyproject.toml",
    "dockerfile-missing": "Dockerfile",
    "tests-missing": "tests/test_serve.py",
}


def created(files: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
    """Return the files that the fix of each finding creates, by rule."""
    return {
        finding.rule: {edit.file: edit.text for edit in finding.fix.edits if isinstance(edit, Create)}
        for finding in inspect_files(files).findings
        if finding.fix is not None and any(isinstance(edit, Create) for edit in finding.fix.edits)
    }


@pytest.fixture
def service(tmp_path: Path) -> Path:
    root = tmp_path / "churn"
    for path, data in UNTESTED.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def test_the_dearest_findings_offer_what_init_proposes(run: Run, service: Path) -> None:
    found = created(UNTESTED)
    assert {rule: [*files] for rule, files in found.items()} == {
        rule: [path] for rule, path in CREATED.items()
    }
    run("init", "--write", cwd=service)
    for files in (*found.values(), created(SERVICE)["ci-missing"]):
        for path, text in files.items():
            assert (service / path).read_text() == text


def test_none_but_gitignore_is_safe() -> None:
    rules = {*CREATED, *LATER}
    findings = (*inspect_files(UNTESTED).findings, *inspect_files(SERVICE).findings)
    assert {f.rule for f in findings if f.rule in rules and f.fix} == rules
    assert {f.rule for f in findings if f.rule in rules and f.fix and f.fix.safe} == {"gitignore-missing"}


@pytest.mark.parametrize("path", [*CREATED.values(), *LATER.values()])
def test_what_exists_is_created_by_no_fix(path: str) -> None:
    there = {
        **(SERVICE if path in LATER.values() else UNTESTED),
        path: b"[project]\nname = 'x'\n" if path.endswith(".toml") else b"# mine\n",
    }
    assert all(path not in files for files in created(there).values())


def test_unsafe_fixes_create_the_files_and_a_second_time_nothing(run: Run, service: Path) -> None:
    run("check", "--fix", cwd=service)
    assert (service / ".gitignore").exists()
    assert not (service / "pyproject.toml").exists()
    run("check", "--unsafe-fixes", cwd=service)
    assert all((service / path).exists() for path in (*CREATED.values(), *LATER.values()))
    after = {path: path.read_bytes() for path in service.rglob("*") if path.is_file()}
    run("check", "--unsafe-fixes", cwd=service)
    assert {path: path.read_bytes() for path in service.rglob("*") if path.is_file()} == after


def test_the_diff_and_the_reports_carry_them(run: Run, service: Path) -> None:
    diff = run("check", "--diff", "--unsafe-fixes", cwd=service).stdout
    data = json.loads(run("check", "--output-format", "json", cwd=service).stdout)
    sarif = json.loads(run("check", "--output-format", "sarif", cwd=service).stdout)
    edits = {
        edit["path"]: edit["text"]
        for finding in data["projects"][0]["findings"]
        if finding["fix"]
        for edit in finding["fix"]["edits"]
        if edit["edit"] == "create"
    }
    inserted = {
        change["artifactLocation"]["uri"]: change["replacements"][0]["insertedContent"]["text"]
        for result in sarif["runs"][0]["results"]
        for fix in result.get("fixes", ())
        for change in fix["artifactChanges"]
    }
    assert edits.keys() == set(CREATED.values())
    for path, text in edits.items():
        assert f"+++ b/{path}\n" in diff
        assert inserted[path] == text
    # What tests bring about comes in the pass after them.
    assert f"+++ b/{LATER['ci-missing']}\n" in diff


def test_tests_that_a_fix_creates_earn_nothing(run: Run, service: Path) -> None:
    def judged() -> ProjectResult:
        return check(Request((str(service),), plugins=plugins())).projects[0]

    before = judged()
    run("check", "--unsafe-fixes", "--select", "tests-missing", cwd=service)
    assert 'pytest.fail("write this test")' in (service / "tests" / "test_serve.py").read_text()
    after = judged()
    assert before.score is not None
    assert after.score is not None
    assert after.score.value <= before.score.value
    assert "tests-missing" in {finding.rule for finding in after.findings}


@pytest.mark.parametrize("path", ["requirements.txt", "src/churn/serve.py", "setup.cfg"])
def test_a_broken_file_takes_no_other_fix(path: str) -> None:
    found = created({**UNTESTED, path: b"\xff\xfe\x00[\n("})
    assert ".gitignore" in found["gitignore-missing"]


def test_a_directory_that_git_tracks_is_not_ignored() -> None:
    from roadworthy.testing.builders import git_index

    tracked = git_index(["build/__init__.py", "src/churn/__init__.py"])
    files = {**UNTESTED, "build/__init__.py": b"", ".git/index": tracked}
    assert "/build/\n" not in created(files)["gitignore-missing"][".gitignore"]
    assert "/build/\n" in created(UNTESTED)["gitignore-missing"][".gitignore"]


@pytest.mark.parametrize(
    "path",
    [
        "src/churn/a\nimport os.py",
        "src/churn/\udcff.py",
        "src/churn/x-y.py",
        "src/churn/it's.py",
    ],
)
def test_the_name_of_a_file_is_written_only_where_it_is_a_module(path: str) -> None:
    found = created({**UNTESTED, path: b"def odd():\n    return 1\n\n\ndef main():\n    return 2\n"})
    texts = [text for files in found.values() for text in files.values()]
    assert [*found["tests-missing"]] == ["tests/test_serve.py"]
    assert not any("odd" in text for text in texts)
    assert '[project.scripts]\nchurn = "churn.serve:main"\n\n' in found["pyproject-missing"]["pyproject.toml"]


def test_a_package_that_a_shell_would_misread_is_left_out() -> None:
    files = {path.replace("churn", "a; reboot"): data for path, data in UNTESTED.items()}
    assert not any("reboot" in text for made in created(files).values() for text in made.values())


PROJECT = b'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]\n'


@pytest.mark.parametrize(
    ("scripts", "expected"),
    [
        (b"", None),
        (b'scripts = { train = "churn.serve:main" }\n', None),
        (b'scripts = { churn-serve = "churn.serve:main", train = "churn.serve:main" }\n', "churn-serve"),
    ],
)
def test_an_image_starts_a_command_that_the_project_declares(scripts: bytes, expected: str | None) -> None:
    text = PROJECT + b'name = "churn"\nversion = "1.0"\ndependencies = ["mlflow", "fastapi", "uvicorn"]\n'
    profile = b'[tool.roadworthy]\nprofile = "ml-service"\n'
    found = created({**UNTESTED, "pyproject.toml": text + scripts + profile})
    made = found.get("dockerfile-missing", {}).get("Dockerfile", "")
    assert made.rpartition("\n\n")[2].endswith(f'CMD ["{expected}"]\n') if expected else not made


def test_without_a_package_no_test_and_no_image_is_proposed() -> None:
    loose = {"train.py": b"def fit(rows):\n    return rows\n", ".git/HEAD": SERVICE[".git/HEAD"]}
    assert created(loose).keys() == {"gitignore-missing", "pyproject-missing"}
