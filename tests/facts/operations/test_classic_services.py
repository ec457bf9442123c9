"""Services of models of scikit-learn, Keras and PyTorch, as repositories write them."""

from __future__ import annotations

import json

import pytest

from tests.facts.operations.support import IMAGE, answers

FLASK = """from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    {root}


@app.route("/predict")
def predict():
    {predict}
"""
ASKS = 'return {"found": MODEL.predict([1])}'


def state(practice: str, **files: str) -> str:
    """Return the state of a practice; `serve_py` is the file `serve.py`."""
    named = {name.replace("_py", ".py").replace("__", "/"): text for name, text in files.items()}
    return answers({"Dockerfile": IMAGE, **named})[practice].state


@pytest.mark.parametrize(
    ("root", "want"),
    [
        ('return {"up": True}', "partly"),
        ("return flask.jsonify(up=True)", "partly"),
        ('return render_template("index.html")', "no"),
    ],
)
def test_a_root_is_a_page_where_its_own_handler_makes_one(root: str, want: str) -> None:
    serve = FLASK.format(root=root, predict='return render_template("answer.html", MODEL.predict([1]))')
    assert state("health-answered", serve_py=serve) == want


HELD = """from fastapi import FastAPI, HTTPException, Request


class Builder:
    def __init__(self):
        self.{held} = FastAPI()

    def routes(self):
        @self.{held}.post("/predict")
        async def predict(request: Request):
            return await self.answer(request)

    async def answer(self, request):
        row = parse_row(await request.json())
        return MODEL.predict([row])


def parse_row(row):
    if len(row) > 9:
        raise ValueError("too long")
    return row
"""


@pytest.mark.parametrize(("held", "want"), [("app", "yes"), ("application", "yes"), ("client", "unknown")])
def test_an_object_may_hold_the_application(held: str, want: str) -> None:
    assert state("input-validated", serve_py=HELD.format(held=held)) == want


COMPOSE = """services:
  train:
    build: .
    image: airflow:{built}
    command: python train.py
  serving-api:
    image: airflow:{run}
    command: uvicorn serve:app
    healthcheck:
      test: python ask.py http://localhost:8000/health
"""
FASTAPI = """from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict([row])
"""


@pytest.mark.parametrize(("run", "want"), [("${TAG:-one}", "yes"), ("two", "no")])
def test_services_of_compose_share_an_image(run: str, want: str) -> None:
    files = {"serve.py": FASTAPI, "Dockerfile": IMAGE}
    files["docker-compose.yml"] = COMPOSE.format(built="${TAG:-one}", run=run)
    assert answers(files)["deployment-health-checked"].state == want


@pytest.mark.parametrize(
    ("path", "text", "want"),
    [
        ("render.yaml", "services:\n  - type: web\n    runtime: python\n", "no"),
        ("render.yaml", "services:\n  - type: web\n    healthCheckPath: /health\n", "yes"),
        ("render.yaml", "services:\n  - type: worker\n", "unknown"),
        ("appspec.yml", "hooks:\n  ApplicationStart:\n    - location: start.sh\n", "no"),
        ("appspec.yml", "hooks:\n  ApplicationStart: []\n  ValidateService: []\n", "yes"),
        ("fly.toml", "[http_service]\ninternal_port = 8080\n", "no"),
        ("fly.toml", "[[http_service.checks]]\npath = '/health'\n", "yes"),
    ],
)
def test_a_file_of_a_platform_says_what_is_requested(path: str, text: str, want: str) -> None:
    files = {"serve.py": FASTAPI, "Dockerfile": IMAGE, path: text}
    assert answers(files)["deployment-health-checked"].state == want


STATISTICS = """from django.http import JsonResponse
from django.views import View

from models import {table}


class Answer(View):
    def post(self, request):
        found = MODEL.predict([request.POST["row"]])
        {table}.objects.create(row=request.POST["row"], prediction=found)
        return JsonResponse({{"found": found}})


class {name}(View):
    def get(self, request):
        return JsonResponse({{"total": {table}.objects.count()}})
"""


@pytest.mark.parametrize(("name", "want"), [("UserStatsView", "unknown"), ("UserListView", "no")])
def test_a_class_may_be_named_for_the_statistics_that_it_shows(name: str, want: str) -> None:
    assert state("requests-counted", serve_py=STATISTICS.format(table="Fruit", name=name)) == want


FAR = """

@app.post("/score")
def score(row: dict):
    answer = MODEL.predict([row])
    alert = {test}
    return answer, alert
"""


@pytest.mark.parametrize(
    ("test", "want"),
    [
        ('abs(row["age"] - BASE["age"]["mean"]) > 3 * BASE["age"]["std"]', "unknown"),
        ('abs(row["age"] - 3)', "no"),
    ],
)
def test_what_is_far_from_a_kept_mean_may_be_an_outlier(test: str, want: str) -> None:
    assert state("outliers-found", serve_py=FASTAPI + FAR.format(test=test)) == want


@pytest.mark.parametrize(
    ("client", "text", "want"),
    [
        ("locust", '"/api/v1/status"', "no"),
        ("os", '"/api/v1/status"', "yes"),
        ("os", '"/api/v1/all?status"', "no"),
        ("os", '{"Healthy_lifestyle": 1}', "no"),
        ("os", '{"health_of_node": 1}', "unknown"),
    ],
)
def test_what_others_ask_is_no_route_of_health(client: str, text: str, want: str) -> None:
    assert state("health-answered", serve_py=FASTAPI, load_py=f"import {client}\n\nTEXT = {text}\n") == want


HASHES = """import hashlib

import joblib


def {name}(text):
    return hashlib.md5(text).hexdigest()


def train(rows):
    model = MODEL.fit(rows)
    joblib.dump(model, {name}("rows"))
"""


@pytest.mark.parametrize(("name", "want"), [("cache_key", "no"), ("fingerprint", "partly")])
def test_the_hash_of_a_key_is_none_of_the_data(name: str, want: str) -> None:
    assert state("lineage-kept", serve_py=FASTAPI, train_py=HASHES.format(name=name)) == want


@pytest.mark.parametrize(
    ("image", "want"),
    [
        ("gcr.io/cloud-sql-connectors/cloud-sql-proxy:latest", "not-applicable"),
        ("gcr.io/demo/scoring:latest", "no"),
    ],
)
def test_the_proxy_of_a_data_base_is_of_others(image: str, want: str) -> None:
    compose = f"services:\n  one:\n    image: {image}\n"
    files = {"serve.py": FASTAPI, "Dockerfile": IMAGE, "docker-compose.yml": compose}
    assert answers(files)["release-pinned"].state == want


@pytest.mark.parametrize(
    ("image", "want"),
    [
        ("${aws_ecr_repository.app.repository_url}:latest", "no"),
        ("${aws_ecr_repository.app.repository_url}:1.4.2", "yes"),
        ("${var.machine}:latest", "not-applicable"),
    ],
)
def test_terraform_may_make_the_registry_of_an_image(image: str, want: str) -> None:
    task = f'resource "aws_ecs_task_definition" "app" {{\n  image = "{image}"\n}}\n'
    files = {"serve.py": FASTAPI, "Dockerfile": IMAGE, "infra/main.tf": task}
    assert answers(files)["release-pinned"].state == want


PAGE = """import pandas as pd
import streamlit as st
from scipy.stats import ks_2samp


def load_report():
    old = pd.read_csv("data/churn-80.csv")
    new = pd.read_csv("data/{second}")
    return ks_2samp(old["age"], new["age"])


st.write(load_report(), MODEL.predict([1]))
"""


@pytest.mark.parametrize(
    ("second", "kept", "want"),
    [
        ("churn-20.csv", "churn-20.csv", "unknown"),
        ("current.csv", "current.csv", "partly"),
        ("churn-20.csv", "other.csv", "partly"),
    ],
)
def test_two_files_of_the_repository_may_be_parts_of_one_data_set(second: str, kept: str, want: str) -> None:
    files = {
        "page.py": PAGE.format(second=second),
        "data/churn-80.csv": "age\n1\n",
        f"data/{kept}": "age\n1\n",
    }
    assert answers(files)["drift-watched"].state == want


WEIGHTS = """from fastapi import FastAPI
from torchvision import models
from torchvision.models import ResNet18_Weights

app = FastAPI()
MODEL = models.resnet18(weights=ResNet18_Weights.{weights}).eval()


@app.post("/predict")
def predict(row: dict):
    return MODEL.forward(row)
"""


@pytest.mark.parametrize(("weights", "want"), [("IMAGENET1K_V1", "yes"), ("DEFAULT", "no")])
def test_weights_of_torchvision_have_a_version(weights: str, want: str) -> None:
    assert state("model-versioned", serve_py=WEIGHTS.format(weights=weights)) == want


LISTS = """import os

import joblib
import numpy as np
from sklearn.svm import SVC


def train():
    rows = np.array([features(name) for name in {names}])
    joblib.dump(SVC(random_state=4).fit(rows), "model.pkl")
"""


@pytest.mark.parametrize(("names", "share"), [('os.listdir("data")', 0.5), ("[1, 2, 3]", 1.0)])
def test_a_folder_that_git_does_not_keep_pins_no_data(names: str, share: float) -> None:
    files = {"serve.py": FASTAPI, "train.py": LISTS.format(names=names), "Dockerfile": IMAGE}
    assert answers(files)["training-reproducible"].share == share


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("import joblib\nfrom sklearn.svm import SVC\njoblib.dump(SVC().fit(x, y), 'm.pkl')", "no"),
        (
            "import joblib, mlflow\nfrom sklearn.svm import SVC\njoblib.dump(SVC().fit(x, y), 'm.pkl')",
            "unknown",
        ),
        ("from sklearn.svm import SVC\nSVC().fit(x, y)", "not-applicable"),
    ],
)
def test_a_notebook_may_be_the_only_training(code: str, want: str) -> None:
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": code,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    files = {"serve.py": FASTAPI, "notebooks/train.ipynb": notebook, "Dockerfile": IMAGE}
    assert answers(files)["lineage-kept"].state == want


@pytest.mark.parametrize(("name", "want"), [("rf_contributions", "partly"), ("rf_importances", "no")])
def test_a_training_may_sort_what_its_features_weigh(name: str, want: str) -> None:
    code = f"def {name}(model):\n    return sorted(model.featureImportances)\n\n\n"
    code += f'if __name__ == "__main__":\n    {name}(MODEL.fit([1]))\n'
    assert state("predictions-explained", serve_py=FASTAPI, train_py=code) == want
