"""Services of models of scikit-learn, Keras and PyTorch, as repositories write them."""

from __future__ import annotations

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
    ("root", "want"), [('return {"up": True}', "unknown"), ('return render_template("index.html")', "no")]
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
    image: demo:{built}
    command: python train.py
  serving-api:
    image: demo:{run}
    command: uvicorn serve:app
    healthcheck:
      test: curl -f http://localhost:8000/health
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


@pytest.mark.parametrize(("name", "want"), [("UserStatsView", "partly"), ("UserListView", "no")])
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
