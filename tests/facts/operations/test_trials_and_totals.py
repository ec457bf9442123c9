"""Trials beside the training, totals of rows, and other signs that look like practices."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """import os

import joblib
from fastapi import FastAPI

{more}
app = FastAPI()
MODEL = joblib.load("herd.joblib")
REGION = os.getenv("REGION")


@app.post("/predict")
def predict(row: dict):
{body}
    return {{"label": MODEL.predict([row])[0], "region": REGION}}
"""
TRAIN = """import joblib
import numpy as np
from sklearn.ensemble import RandomForestClassifier

rng = np.random.default_rng(7)
rows = rng.normal(size=(200, 3))
model = RandomForestClassifier(random_state=7).fit(rows, rows[:, 0] > 0)
joblib.dump(model, "herd.joblib")
"""
TRIAL = """from sklearn.model_selection import train_test_split
import tensorflow as tf
import pandas as pd

table = pd.read_csv("rows.csv")
x, y = train_test_split(table, random_state=1)
net = tf.keras.Sequential([tf.keras.layers.Dense(1)])
net.compile("adam")
net.fit(x, y)
{end}
"""


def serve(body: str = "    pass", more: str = "") -> str:
    return SERVE.format(body=body, more=more)


def state(practice: str, files: dict[str, str]) -> str:
    return answers({"serve.py": serve(), **files})[practice].state


@pytest.mark.parametrize(
    ("end", "want"),
    [("", "yes"), ("net.save('other.keras')", "yes"), ("net.save(NAME)", "no")],
)
def test_a_trial_that_keeps_no_model_is_not_the_training_of_the_served_one(end: str, want: str) -> None:
    assert state("training-reproducible", {"train.py": TRAIN, "trial.py": TRIAL.format(end=end)}) == want


# A table that is refused.

CHECK = """import pandas as pd
from pandas.api.types import is_numeric_dtype


def {name}(datos):
{body}


if __name__ == "__main__":
    {name}(pd.read_csv("rows.csv"))
"""


@pytest.mark.parametrize(
    ("name", "body", "want"),
    [
        (
            "validar",
            "    if datos.empty:\n        print('vacio')\n        return False\n"
            "    if 'edad' not in datos.columns or not is_numeric_dtype(datos['edad']):\n"
            "        print('falta')\n        return False\n    return True",
            "yes",
        ),
        (
            "prepare",
            "    if 'age' not in datos.columns:\n        raise ValueError('no age')\n"
            "    return datos.dropna()",
            "unknown",
        ),
        # What changes a table refuses none.
        (
            "limpiar",
            "    for one in datos.columns:\n        if is_numeric_dtype(datos[one]):\n"
            "            datos[one] = datos[one].fillna(0)\n    return datos",
            "no",
        ),
        (
            "evaluate",
            "    if 'age' not in datos.columns:\n        raise ValueError\n    datos.dropna()",
            "no",
        ),
    ],
)
def test_a_function_of_any_name_may_refuse_a_table(name: str, body: str, want: str) -> None:
    assert state("input-quality-watched", {"look.py": CHECK.format(name=name, body=body)}) == want


# A key, a bucket and a port.


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("app.secret_key = 'a1$$b2(c3'", "partly"),
        ("app.secret_key = '${SECRET}'", "yes"),
        ("app.secret_key = '$SECRET'", "yes"),
        ("bucket_name = 'herd-models'\nprint(bucket_name)", "partly"),
        # An argument's default is none, and neither is what no code uses.
        ("def fetch(\n    bucket_name = 'herd-models',\n):\n    print(bucket_name)\n", "yes"),
        ("bucket_name = 'herd-models'", "yes"),
    ],
)
def test_keys_with_dollar_signs_and_names_of_buckets_are_settings(line: str, want: str) -> None:
    code = serve(more="").replace("REGION =", f"{line}\nREGION =")
    assert state("settings-from-environment", {"serve.py": code}) == want


@pytest.mark.parametrize(
    ("call", "want"), [("main()", "partly"), ("make().run(port=8000)", "partly"), ("print('no')", "yes")]
)
def test_a_port_in_what_a_script_calls_is_a_setting(call: str, want: str) -> None:
    end = "\n\ndef main():\n    uvicorn.run(app, port=8000)\n\n\nif __name__ == '__main__':\n"
    code = serve(more="import uvicorn") + end + f"    {call}\n"
    assert state("settings-from-environment", {"serve.py": code}) == want


# What is counted, printed and logged.

VIEWS = """from django.shortcuts import render

from models import PredictionLog


def predict(request):
    found = MODEL.predict(request.POST)
    PredictionLog.objects.create(found=found)
    return found


def stats(request):
    return {answer}
"""
MODELS = (
    "from django.db import models\n\n\nclass PredictionLog(models.Model):\n    found = models.TextField()\n"
)
URLS = "from django.urls import path\n\nimport views\n\n"
URLS += "urlpatterns = [path('predict/', views.predict), path('stats/', views.stats)]\n"


@pytest.mark.parametrize(
    ("answer", "want"),
    [
        ("render(request, 'a.html', {'n': PredictionLog.objects.count()})", "no"),
        ("{'n': PredictionLog.objects.count()}", "unknown"),
    ],
)
def test_totals_of_rows_on_a_page_count_no_requests(answer: str, want: str) -> None:
    files = {"views.py": VIEWS.format(answer=answer), "models.py": MODELS, "urls.py": URLS}
    assert answers(files)["requests-counted"].state == want


# A run that logs the model beside what trains it.

LOGS = """import mlflow
import mlflow.sklearn

{imports}


def keep(rows):
    with mlflow.start_run():
        mlflow.sklearn.log_model(rows, "model")
"""


@pytest.mark.parametrize(("imports", "want"), [("import train", "partly"), ("", "no")])
def test_what_logs_the_model_for_the_training_keeps_the_revision(imports: str, want: str) -> None:
    files = {"train.py": TRAIN, "runs.py": LOGS.format(imports=imports)}
    assert state("lineage-kept", files) == want


# Models and checks of platforms.

HOSTED = """import requests
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return requests.post("https://{host}/" + "{name}", json=row).json()
"""


@pytest.mark.parametrize(
    ("host", "name", "want"),
    [
        ("detect.roboflow.com", "leaf-spots/3", "yes"),
        ("detect.roboflow.com", "leaf-spots", "unknown"),
        ("models.example.org", "leaf-spots/3", "unknown"),
    ],
)
def test_a_host_that_counts_versions_is_asked_for_one(host: str, name: str, want: str) -> None:
    code = HOSTED.format(host=host, name=name)
    assert answers({"serve.py": code})["model-versioned"].state == want


@pytest.mark.parametrize(
    ("line", "want"), [('"healthcheckPath": "/health"', "yes"), ('"numReplicas": 1', "not-applicable")]
)
def test_a_platform_that_builds_the_source_may_ask_for_health(line: str, want: str) -> None:
    text = '{"deploy": {\n' + line + "\n}}\n"
    assert state("deployment-health-checked", {"railway.json": text}) == want


# An application for the sites of others.

PACKAGE = """[project]
name = "chat"
version = "1"
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[tool.roadworthy]
profile = "ml-service"
"""
APPS = 'from django.apps import AppConfig\n\n\nclass Chat(AppConfig):\n    name = "chat"\n'
SITE = "from django.core.wsgi import get_wsgi_application\n\napplication = get_wsgi_application()\n"


@pytest.mark.parametrize(("site", "want"), [({}, "not-applicable"), ({"wsgi.py": SITE}, "no")])
def test_a_package_for_other_sites_is_not_deployed(site: dict[str, str], want: str) -> None:
    files = {"pyproject.toml": PACKAGE, "views.py": VIEWS.format(answer="None"), "urls.py": URLS}
    files |= {"models.py": MODELS, "apps.py": APPS, **site}
    assert answers(files)["deployed-by-pipeline"].state == want


# A function that a cleaning calls, a model of a request, a library in another one, and what reads back.

CLEANING = """import joblib
from sklearn.ensemble import RandomForestClassifier


def iqr_outliers(rows):
    low, high = rows.quantile(0.25), rows.quantile(0.75)
    return rows[(rows > low) & (rows < high)]


def {name}(rows):
    return iqr_outliers(rows)


def train(rows):
    model = RandomForestClassifier().fit({name}(rows), rows)
    joblib.dump(model, "herd.joblib")


if __name__ == "__main__":
    train([])
"""


@pytest.mark.parametrize(("name", "want"), [("remove_outliers", "no"), ("look", "partly")])
def test_what_only_a_cleaning_calls_finds_no_outliers(name: str, want: str) -> None:
    assert state("outliers-found", {"train.py": CLEANING.format(name=name)}) == want


FLASK = """from flask import Flask, request
{imports}
app = Flask(__name__)


{more}


@app.route("/predict", methods=["POST"])
def predict():
{body}
    return str(MODEL.predict([request.json])[0])
"""
UPDATE = "from pydantic import BaseModel\n\n\nclass {name}(BaseModel):\n    text: str\n"


@pytest.mark.parametrize(("name", "want"), [("Update", "unknown"), ("Reply", "no")])
def test_a_model_that_is_made_beside_a_request_may_check_it(name: str, want: str) -> None:
    code = FLASK.format(imports="import joblib", more='MODEL = joblib.load("a.joblib")', body="    {body}")
    code = code.replace("{body}", f"{name}(**request.json)") + f"\n\n{UPDATE.format(name=name)}"
    assert answers({"serve.py": code})["input-validated"].state == want


@pytest.mark.parametrize(("held", "want"), [("sklearn.externals", "no"), ("unknown_store", "unknown")])
def test_the_joblib_that_scikit_learn_held_loads_a_model(held: str, want: str) -> None:
    imports = f"from sklearn import svm\nfrom {held} import joblib"
    code = FLASK.format(
        imports=imports, more="LABELS = svm", body="    global MODEL\n    MODEL = joblib.load('a')"
    )
    assert answers({"serve.py": code})["model-versioned"].state == want


CHAT = """import logging
import openai
from fastapi import FastAPI

logger = logging.getLogger()
app = FastAPI()


class Desk:
    def {name}(self, row):
        logger.info(f"reading {{row}}")
        result = [one.text for one in self.client.get_messages(row, 30)]
        return result


DESK = Desk()


@app.post("/ask")
def ask(row: dict):
    found = openai.ChatCompletion.create(model="gpt-4o", messages=DESK.{name}(row))
    return {{"reply": found.choices[0].message.content}}
"""


@pytest.mark.parametrize(("name", "want"), [("get_chat_history", "no"), ("get_chat_reply", "unknown")])
def test_what_reads_back_a_chat_logs_no_answer(name: str, want: str) -> None:
    assert answers({"serve.py": CHAT.format(name=name)})["predictions-logged"].state == want
