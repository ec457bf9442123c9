"""What is deployed and what only lies beside it: images, tags of Terraform, trainings, saved models."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

API = """from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""
CHECKED = IMAGE + "HEALTHCHECK CMD python ask.py localhost/health\n"
COMPOSE = "services:\n  api:\n    build: {{context: ., dockerfile: {file}}}\n"
PIPELINE = """on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: docker build -f docker/Dockerfile .
"""


@pytest.mark.parametrize(
    ("checked", "compose", "more", "state"),
    [
        ("docker/Dockerfile", "docker/Dockerfile.api", {}, "no"),
        # What a pipeline builds, Compose runs, or a platform may build, is not put aside.
        ("docker/Dockerfile", "docker/Dockerfile.api", {".github/workflows/ci.yml": PIPELINE}, "yes"),
        ("docker/Dockerfile", "docker/Dockerfile", {}, "yes"),
        ("Dockerfile", "docker/Dockerfile.api", {}, "unknown"),
    ],
)
def test_a_check_of_an_image_that_nothing_runs_is_none(
    checked: str, compose: str, more: dict[str, str], state: str
) -> None:
    files = {"serve.py": API, "docker/Dockerfile.api": IMAGE, checked: CHECKED, **more}
    files["compose.yaml"] = COMPOSE.format(file=compose)
    assert answers(files)["deployment-health-checked"].state == state


MAIN = """resource "aws_lambda_function" "a" {{
  image_uri = "${{aws_ecr_repository.a.repository_url}}:{tag}"
}}
"""


@pytest.mark.parametrize(
    ("tag", "values", "state"),
    [
        ("${local.image_version}", 'locals {\n  image_version = "latest"\n}\n', "no"),
        ("${local.image_version}", 'locals {\n  image_version = "1.4.0"\n}\n', "yes"),
        ("${local.image_version}", "locals {\n  image_version = var.version\n}\n", "yes"),
        ("${var.image_tag}", 'variable "image_tag" {\n  type = string\n  default = "latest"\n}\n', "unknown"),
        ("${var.image_tag}", 'variable "image_tag" {\n  type = string\n}\n', "yes"),
    ],
)
def test_a_value_of_terraform_is_the_tag_of_an_image(tag: str, values: str, state: str) -> None:
    files = {"serve.py": API, "main.tf": MAIN.format(tag=tag), "values.tf": values}
    assert answers(files)["release-pinned"].state == state


MADE = """import json

import joblib


def save_results(model, y_pred):
    joblib.dump(model, "model.joblib")
    with open("answers.csv", "a") as file:
        file.write(json.dumps(y_pred))


def main():
    model = make_model()
    y_pred = model.predict(1)
    save_results(model, y_pred)


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(("name", "state"), [("train_model.py", "no"), ("answer.py", "yes")])
def test_a_training_that_an_image_runs_answers_no_requests(name: str, state: str) -> None:
    files = {"serve.py": API, name: MADE, "Dockerfile.job": f"FROM python:3.13\nCMD python {name}\n"}
    assert answers(files)["predictions-logged"].state == state


SAVED = """import mlflow
import mlflow.sklearn
from sklearn.linear_model import LogisticRegression


def save(model, rows):
    mlflow.sklearn.{method}(model, "model"{more})


if __name__ == "__main__":
    save(LogisticRegression().fit([[0], [1]], [0, 1]), [[0]])
"""


@pytest.mark.parametrize(
    ("method", "more", "state"),
    [
        ("save_model", ", input_example=rows", "yes"),
        ("save_model", "", "no"),
        ("log_model", ", input_example=rows", "yes"),
        ("log_model", "", "no"),
    ],
)
def test_a_saved_model_says_what_it_takes(method: str, more: str, state: str) -> None:
    code = SAVED.format(method=method, more=more)
    serve = API.replace("from fastapi", "import mlflow\nfrom fastapi")
    serve += '\n\nMODEL = mlflow.sklearn.load_model("model")\n'
    assert answers({"serve.py": serve, "train.py": code})["model-signed"].state == state
