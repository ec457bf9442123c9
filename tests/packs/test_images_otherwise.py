"""An image of the project that no Dockerfile builds, and a project that has none."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import SERVE, answers

FILES = {"serve.py": SERVE, "watch.py": "def check(row, other): ...\n", "requirements.txt": "fastapi\n"}
DEPLOY = "on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n"
DEPLOY += "      - run: gcloud run deploy churn {}\n"
COMPOSE = "services:\n  one:\n    image: {}\n"


@pytest.mark.parametrize(
    ("path", "text", "want"),
    [
        ("Procfile", "web: uvicorn serve:app\n", "no"),
        ("render.yaml", "services: [{type: web, startCommand: uvicorn serve:app}]\n", "no"),
        ("page.py", "import streamlit\n", "no"),
        ("docker-compose.yml", COMPOSE.format("mongo:7"), "no"),
        ("infra/docker-compose.yml", COMPOSE.format("redis:7"), "no"),
        ("docker-compose.yml", COMPOSE.format("ghcr.io/acme/churn:1"), "unknown"),
        (".github/workflows/ship.yml", DEPLOY.format("--source ."), "unknown"),
        (".github/workflows/ship.yml", DEPLOY.format("--image eu.pkg.dev/acme/churn:1"), "unknown"),
        ("deploy.sh", "rsync -a . host:/srv/churn\nssh host systemctl restart churn\n", "no"),
        ("deploy.sh", "docker pull acme/churn && docker run acme/churn\n", "unknown"),
        ("k8s/app.yaml", "kind: Deployment\n", "unknown"),
        ("infra/main.tf", 'resource "aws_lambda_function" "f" {\n  filename = "f.zip"\n}\n', "no"),
        ("infra/main.tf", 'resource "aws_ecs_task" "t" {\n  image = "churn:1"\n}\n', "unknown"),
        ("stack.py", "import modal\n", "unknown"),
    ],
)
def test_without_a_dockerfile_there_is_an_image_where_something_builds_one(
    path: str, text: str, want: str
) -> None:
    assert answers({**FILES, path: text})["image-installs-project"].state == want


@pytest.mark.parametrize(
    ("path", "text", "want"),
    [
        ("bentofile.yaml", "service: serve:svc\ninclude: ['*.py']\npython: {packages: [pandas]}\n", "partly"),
        ("bentofile.yaml", "python: {requirements_txt: requirements.txt}\n", "partly"),
        ("bentofile.yaml", "service: serve:svc\n", "unknown"),
        ("bentofile.yaml", "- : [\n", "unknown"),
        ("cog.yaml", "build: {python_packages: [torch==2.1]}\npredict: serve.py:Predictor\n", "partly"),
        ("cog.yaml", "build: 3\n", "unknown"),
    ],
)
def test_a_file_of_bentoml_or_cog_says_what_is_in_the_image(path: str, text: str, want: str) -> None:
    assert answers({**FILES, path: text})["image-installs-project"].state == want


INSTALLS = "FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"


@pytest.mark.parametrize(("more", "want"), [("", "no"), ("COPY . .\n", "unknown")])
def test_an_image_for_development_that_holds_no_source_is_none_of_the_project(more: str, want: str) -> None:
    files = {**FILES, "Dockerfile.dev": INSTALLS + more}
    assert answers(files)["image-installs-project"].state == want


@pytest.mark.parametrize(
    ("place", "more", "want"),
    [
        ("../Dockerfile", "", "no"),
        ("Dockerfile", "", "unknown"),
        ("../Dockerfile", "CMD uvicorn serve:app\n", "unknown"),
        ("../Dockerfile", "COPY . .\n", "partly"),
    ],
)
def test_the_image_of_a_development_container_is_none_of_the_project(
    place: str, more: str, want: str
) -> None:
    described = f'{{\n  // the editor builds it\n  "build": {{"dockerfile": "{place}"}}\n}}\n'
    files = {**FILES, "Dockerfile": INSTALLS + more, ".devcontainer/devcontainer.json": described}
    assert answers(files)["image-installs-project"].state == want
