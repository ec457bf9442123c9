"""What a repository does with a service in one of its directories: pipelines, images and Compose services."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.score_result import PracticeScore
from roadworthy.testing.pages import plugins
from tests.hostile.support import write_tree

APP = """\
import joblib
from fastapi import FastAPI
from sklearn.base import BaseEstimator

app = FastAPI()
model: BaseEstimator = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: list[float]) -> float:
    return float(model.predict([row])[0])
"""
PROJECT = "[tool.poetry]\nname = 'serving'\n"
IMAGE = 'FROM python:3.12\nCOPY . .\nRUN pip install .\nCMD ["uvicorn", "app:app"]\n'
NESTED = {
    "pyproject.toml": "[tool.poetry]\nname = 'demo'\n",
    "demo.py": "x = 1\n",
    "serving/web/pyproject.toml": PROJECT,
    "serving/web/app.py": APP,
    "serving/web/Dockerfile": IMAGE,
}
WORKFLOW = """\
on: {push: {branches: [main]}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: docker build -t ghcr.io/demo/web:$GITHUB_SHA %s && docker push ghcr.io/demo/web:$GITHUB_SHA
  deploy:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: kubectl set image deployment/web web=ghcr.io/demo/web:$GITHUB_SHA
"""


def told(top: Path, files: dict[str, str], name: str = "serving", path: str = "") -> dict[str, PracticeScore]:
    """Return the answers about the service in a directory of a checkout."""
    subprocess.run(["git", "init", "-q", str(top)], check=True)
    write_tree(top, {"pyproject.toml": None, "src/demo/__init__.py": None, **files})
    subprocess.run(["git", "-C", str(top), "add", "-A", "-f"], check=True)
    report = check(Request([str(top / path)], plugins=plugins()))
    (project,) = [project for project in report.projects if project.name == name]
    assert project.score is not None
    assert not project.crashes
    return {item.name: item for group in project.score.groups for item in group.practices}


def test_a_job_that_builds_the_directory_is_joined_with_the_one_that_deploys(tmp_path: Path) -> None:
    files = {**NESTED, ".github/workflows/ship.yml": WORKFLOW % "./serving/web"}
    found = told(tmp_path, files)
    assert found["deployed-by-pipeline"].state == "yes"
    assert found["release-pinned"].state == "yes"
    ((text, place),) = found["deployed-by-pipeline"].chain
    assert text.startswith("`kubectl set image")
    assert place is not None
    assert place.path.endswith(".github/workflows/ship.yml")
    assert ".." not in place.path
    assert place.line == 12


def test_a_job_that_ships_another_directory_leaves_it_unknown(tmp_path: Path) -> None:
    files = {**NESTED, ".github/workflows/ship.yml": WORKFLOW % "./other"}
    found = told(tmp_path, files)
    assert found["deployed-by-pipeline"].state == "unknown"
    assert found["release-pinned"].state == "not-applicable"


def test_a_comment_joins_nothing(tmp_path: Path) -> None:
    text = WORKFLOW % "other" + "      - run: |\n          # cd serving/web\n          true\n"
    assert (
        told(tmp_path, {**NESTED, ".github/workflows/a.yml": text})["deployed-by-pipeline"].state == "unknown"
    )


def test_without_a_pipeline_around_it_none_deploys(tmp_path: Path) -> None:
    assert told(tmp_path, NESTED)["deployed-by-pipeline"].state == "no"


def test_what_was_not_named_is_not_read(tmp_path: Path) -> None:
    files = {**NESTED, ".github/workflows/ship.yml": WORKFLOW % "serving/web"}
    assert told(tmp_path, files, path="serving/web")["deployed-by-pipeline"].state == "unknown"


@pytest.mark.parametrize(
    "name", ["serving/web", "packages/web", "web"], ids=["below-a-project", "in-a-monorepo", "one-word"]
)
@pytest.mark.parametrize("other", [False, True])
def test_an_image_above_the_project_that_copies_it_is_its_image(
    name: str, other: bool, tmp_path: Path
) -> None:
    source = "unlike" if other else name
    image = f"FROM python:3.12\nWORKDIR /app\nCOPY {source} ./\nRUN pip install .\nCMD uvicorn app:app\n"
    image += "HEALTHCHECK CMD curl -f http://localhost:8000/\n"
    files = {f"{name}/pyproject.toml": PROJECT, f"{name}/app.py": APP, "docker/web.Dockerfile": image}
    if name.startswith("serving"):
        files |= {
            "pyproject.toml": "[tool.poetry]\nname = 'demo'\n",
            f"{name}/Procfile": "web: uvicorn app:app\n",
        }
    found = told(tmp_path, files)
    assert (found["image-installs-project"].state == "yes") is not other
    assert (found["deployment-health-checked"].state == "yes") is not other


@pytest.mark.parametrize(("command", "state"), [("uvicorn web.app:app", "no"), ("uvicorn app:app", "yes")])
def test_an_image_of_everything_is_that_of_the_project_it_works_in(
    command: str, state: str, tmp_path: Path
) -> None:
    place = "WORKDIR /srv/packages/web\n" if state == "yes" else ""
    image = f"FROM python:3.12\nWORKDIR /srv\nCOPY . .\n{place}RUN pip install .\nCMD {command}\n"
    files = {"packages/web/pyproject.toml": PROJECT, "packages/web/app.py": APP, "Dockerfile": image}
    assert told(tmp_path, files)["image-installs-project"].state == state


@pytest.mark.parametrize(("context", "state"), [("../packages/web", "yes"), ("../packages/other", "unknown")])
def test_a_compose_service_that_is_built_of_the_project_is_its_own(
    context: str, state: str, tmp_path: Path
) -> None:
    compose = (
        f"services:\n  api:\n    build: {context}\n    healthcheck:\n      test: python ask.py localhost\n"
    )
    files = {
        "packages/web/pyproject.toml": PROJECT,
        "packages/web/app.py": APP,
        "packages/web/Dockerfile": IMAGE,
        "deploy/compose.yaml": compose,
    }
    assert told(tmp_path, files)["deployment-health-checked"].state == state
