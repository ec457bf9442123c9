"""Evidence that is weaker than it looks: it earns the lower level, and what cannot be followed is unknown."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

API = """import os
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Ask(BaseModel):
    age: int


@app.post("/predict")
def predict(ask: Ask):
    return {{"label": MODEL.predict([[ask.age]])}}


{more}
"""


def state(practice: str, more: str = "", **files: str) -> str:
    named = {name.replace("__", "/") + ".py": text for name, text in files.items()}
    return answers({"serve.py": API.format(more=more), **named})[practice].state


# Settings that are read and set nothing.


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        ("URL = os.getenv('https://models.example.org')\nprint(URL)", "no"),
        ("KEY = os.getenv('sk_live_aB3dE5gH7jK9mN1pQ3sT5vW7')\nprint(KEY)", "no"),
        ("URL = os.getenv('MODEL_URL')\nprint(URL)", "yes"),
        ("URL = os.getenv('https://models.example.org')\nKEY = os.environ['KEY']\nprint(URL, KEY)", "yes"),
        ("PORT = int(os.environ.get('PORT', 8000))\n# app.run(port=PORT)", "partly"),
        ("PORT: int = os.getenv('PORT')", "partly"),
        ("PORT = int(os.environ.get('PORT', 8000))\nif PORT == 1:\n    raise SystemExit", "yes"),
        ("PORT = os.getenv('PORT')\n__all__ = ['PORT']", "yes"),
        ("PORT = os.getenv('PORT')\nKEY = os.getenv('KEY')\nprint(KEY)", "unknown"),
        ("PORT = os.getenv('PORT')\nKEY = os.getenv('KEY')\nprint(KEY, PORT)", "yes"),
        ("def headers():\n    return {'key': os.getenv('KEY')}", "no"),
        ("def headers():\n    return {'key': os.environ['KEY']}", "no"),
        ("def headers():\n    return {'key': os.getenv('KEY')}\n\nprint(headers())", "yes"),
        ("KEY = os.getenv('KEY')\nprint(KEY)\nPORT = 8081", "partly"),
        ("KEY = os.getenv('KEY')\nprint(KEY)\nPORT = int(os.getenv('PORT', '8081'))\nprint(PORT)", "yes"),
    ],
)
def test_a_setting_is_a_variable_that_is_used(lines: str, want: str) -> None:
    assert state("settings-from-environment", lines) == want


def test_a_setting_that_another_module_imports_is_used() -> None:
    settings = "import os\n\nLEVEL = os.getenv('LEVEL')\n"
    assert state("settings-from-environment", "import knobs", knobs=settings) == "partly"
    assert state("settings-from-environment", "from knobs import LEVEL", knobs=settings) == "yes"


# Workers that requests hand work to.

WORKER = """import threading
from queue import Queue
from pathlib import Path

jobs = Queue()


def transcribe_job(job):
    text = MODEL.decode(job)
    {keep}


def work():
    while True:
        transcribe_job(jobs.get())


{start}
"""


@pytest.mark.parametrize(
    ("keep", "start", "want"),
    [
        ("Path('out').joinpath(job).write_text(text)", "threading.Thread(target=work).start()", "unknown"),
        ("update_job(job, text)", "threading.Thread(target=work).start()", "unknown"),
        ("print(text)", "threading.Thread(target=work).start()", "no"),
    ],
)
def test_what_a_worker_keeps_of_answers_is_unknown(keep: str, start: str, want: str) -> None:
    worker = WORKER.format(keep=keep, start=start)
    assert state("predictions-logged", "import worker\n", worker=worker) == want


BOARD = """import json
import threading
from redis import Redis

JOBS: dict = {{}}
lock = threading.Lock()


def update_job(job, given):
    with lock:
        {body}

{more}
"""


@pytest.mark.parametrize(
    ("body", "more", "want"),
    [
        ("JOBS[job].update(given)", "", "no"),
        # Something beside it writes the table down, and what another library is given may be kept.
        ("JOBS[job].update(given)", "def close():\n    json.dump(JOBS, open('jobs', 'w'))\n", "unknown"),
        ("JOBS[job] = Redis().xadd(job, given)", "", "unknown"),
    ],
)
def test_what_a_worker_puts_into_a_table_in_memory_is_not_kept(body: str, more: str, want: str) -> None:
    worker = WORKER.format(keep="update_job(job, text)", start="threading.Thread(target=work).start()")
    files = {"worker": f"from board import update_job\n{worker}", "board": BOARD.format(body=body, more=more)}
    assert state("predictions-logged", "import worker\n", **files) == want


TRAINER = """import joblib
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score


class {owner}:
    def run(self, rows, labels):
        predicted = {model}.predict(rows)
        frame = pd.DataFrame({{"actual": labels, "predicted": predicted}})
        frame.to_csv("predictions.csv", mode="a")
        return r2_score(labels, predicted)
"""


@pytest.mark.parametrize(
    ("owner", "model", "want"),
    [
        ("ModelTrainer", "Ridge().fit(rows, labels)", "no"),
        ("RowScorer", "Ridge().fit(rows, labels)", "unknown"),
        ("RowScorer", "joblib.load('model.joblib')", "partly"),
    ],
)
def test_the_answers_that_a_training_measures_are_not_those_of_requests(
    owner: str, model: str, want: str
) -> None:
    route = (
        f"from steps import {owner}\n\n@app.post('/again')\ndef again():\n    {owner}().run(ROWS, LABELS)\n"
    )
    assert state("predictions-logged", route, steps=TRAINER.format(owner=owner, model=model)) == want


# Requests that a class refuses in methods which it calls by a text.

VIEWS = """from flask import Flask, request


class {error}(Exception):
    pass


class Endpoint:
    def __call__(self):
        return getattr(self, "method_" + request.method.lower())()


class Upload(Endpoint):
    def method_post(self):
        if "video" not in request.files:
            raise {error}("no video")
        return {{"faces": MODEL.predict(request.files["video"])}}


app = Flask("demo")


@app.post("/predict")
def predict():
    MODEL.predict([])
    return Upload()()
"""


@pytest.mark.parametrize(
    ("error", "want"), [("RequestValidationException", "unknown"), ("StorageException", "no")]
)
def test_what_a_method_refuses_that_is_called_by_a_text_is_unknown(error: str, want: str) -> None:
    assert answers({"serve.py": VIEWS.format(error=error)})["input-validated"].state == want


# Rows that are counted and shown.

STATS = """from rest_framework.decorators import api_view

from models import Analysis, Visit


@api_view(["POST"])
def predict(request):
    found = MODEL.predict(request.data)
    PredictionLog.objects.create(found=found)
    Analysis.objects.create(prediction=found)
    return found


@api_view(["GET"])
def api_stats(request):
    return {{"total": {table}.objects.count()}}
"""
MODELS = "from django.db import models\n\n\n"
MODELS += "".join(
    f"class {name}(models.Model):\n    prediction = models.TextField()\n\n\n"
    for name in ("Analysis", "Visit")
)
URLS = "from django.urls import path\n\nimport views\n\n"
URLS += "urlpatterns = [path('predict/', views.predict), path('stats/', views.api_stats)]\n"


@pytest.mark.parametrize(("table", "want"), [("Analysis", "unknown"), ("Visit", "no")])
def test_whether_rows_that_a_route_counts_are_requests_is_unknown(table: str, want: str) -> None:
    log = MODELS + "class PredictionLog(models.Model):\n    found = models.TextField()\n"
    views = STATS.format(table=table).replace("import Analysis,", "import Analysis, PredictionLog,")
    files = {"views.py": views, "models.py": log, "urls.py": URLS}
    assert answers(files)["requests-counted"].state == want


# What a training does is no watch over requests.

TRAIN = """import pandas as pd
from sklearn.linear_model import LogisticRegression


def {name}(rows):
    low, high = rows.quantile(0.25), rows.quantile(0.75)
    return rows[(rows > low) & (rows < high)]


if __name__ == "__main__":
    {name}(pd.read_csv("rows.csv"))
"""


@pytest.mark.parametrize(("name", "want"), [("handle_outliers", "no"), ("detect_outliers", "partly")])
def test_rows_that_a_training_cleans_are_no_watched_inputs(name: str, want: str) -> None:
    assert state("outliers-found", train=TRAIN.format(name=name)) == want


PLOT = """def {name}(model, names):
    found = model.feature_importances_
    return sorted(zip(found, names))


if __name__ == "__main__":
    {name}(MODEL, [])
"""


@pytest.mark.parametrize(
    ("name", "want"),
    [("save_feature_importance", "no"), ("feature_importance", "no"), ("feature_explanation", "partly")],
)
def test_a_saved_plot_of_a_training_explains_no_prediction(name: str, want: str) -> None:
    assert state("predictions-explained", train=PLOT.format(name=name)) == want


WEIGHTS = """@app.get("/weights")
def weights():
    {names} = ["age"]
    theta = MODEL.inverse @ MODEL.b
    return dict(zip({names}, theta))
"""


@pytest.mark.parametrize(("names", "want"), [("feature_names", "unknown"), ("columns", "no")])
def test_a_route_that_shows_weights_by_their_features_may_explain(names: str, want: str) -> None:
    assert state("predictions-explained", WEIGHTS.format(names=names)) == want


@pytest.mark.parametrize(("name", "want"), [("get_match_reasons", "unknown"), ("get_finish_reason", "no")])
def test_reasons_that_an_answer_gives_may_explain_it(name: str, want: str) -> None:
    more = f"@app.get('/pairs')\ndef pairs():\n    return MODEL.{name}(1, 2)\n"
    assert state("predictions-explained", more) == want


# Drift between parts of one data set.

DRIFT = """import numpy as np
import pandas as pd


def measure_drift(reference, current):
    return abs(np.mean(reference) - np.mean(current))


if __name__ == "__main__":
    measure_drift(pd.read_csv("data/test.csv"), pd.read_csv("data/production.csv"))
"""
CUT = """import pandas as pd

rows = pd.read_csv("all.csv")
rows.iloc[:100].to_csv("data/test.csv")
rows.iloc[100:].to_csv("data/{name}.csv")
"""


@pytest.mark.parametrize(("name", "want"), [("production", "no"), ("train", "partly")])
def test_parts_of_one_data_set_show_no_drift(name: str, want: str) -> None:
    assert state("drift-watched", drift=DRIFT, prepare=CUT.format(name=name)) == want


# Which of several applications serves.

OTHER = (
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('{route}')\ndef up():\n    return {{}}\n"
)


@pytest.mark.parametrize(("route", "want"), [("/", "partly"), ("/rows", "unknown"), ("/health", "yes")])
def test_a_health_route_of_one_of_several_applications(route: str, want: str) -> None:
    health = "@app.get('/health')\ndef health():\n    return {}\n"
    other = OTHER.format(route=route)
    assert state("health-answered", health, other=other) == want
    # What is started is known.
    image = 'FROM python:3.13-slim\nCOPY . .\nUSER 1000\nCMD ["uvicorn", "serve:app"]\n'
    files = {"serve.py": API.format(more=health), "other.py": other, "Dockerfile": image}
    assert answers(files)["health-answered"].state == "yes"


# Versions that only some models have, and that a model says itself.

LOADS = "from transformers import AutoModel\n\n\n"
LOADS += "def load():\n    return AutoModel.from_pretrained('{name}'{given})\n"


@pytest.mark.parametrize(("given", "want"), [("", "partly"), (", revision='1b2c3d4'", "yes")])
def test_a_revision_of_one_of_several_models_is_a_half(given: str, want: str) -> None:
    first = LOADS.format(name="one", given=", revision='a1b2c3d'")
    second = LOADS.format(name="two", given=given)
    assert state("model-versioned", "import first\nimport second", first=first, second=second) == want


KEPT = """import pickle

CURRENT_VERSION = "v3"


def load():
    model = pickle.load(open("model.pkl", "rb"))
    if model.{name} != CURRENT_VERSION:
        raise SystemExit
    return model
"""


@pytest.mark.parametrize(("name", "want"), [("version", "partly"), ("columns", "no")])
def test_a_version_that_the_model_is_asked_for_is_a_half(name: str, want: str) -> None:
    more = "from kept import load\n\n\n@app.get('/size')\ndef size():\n    return len(load())\n"
    assert state("model-versioned", more, kept=KEPT.format(name=name)) == want


# Data that is another one each time.

REWARDS = """import pickle

import numpy as np
from sklearn.linear_model import SGDClassifier
{seed}
rows = np.array([[1.0], [2.0]])
labels = {labels}
pickle.dump(SGDClassifier().fit(rows, labels), open("model.pkl", "wb"))
"""


@pytest.mark.parametrize(
    ("seed", "labels", "want"),
    [
        ("", "np.random.random(2)", "no"),
        ("", "np.array([0, 1])", "partly"),
        ("np.random.seed(1)", "np.random.random(2)", "yes"),
    ],
)
def test_data_that_is_drawn_without_a_seed_is_not_pinned(seed: str, labels: str, want: str) -> None:
    assert state("training-reproducible", train=REWARDS.format(seed=seed, labels=labels)) == want


FIT = """import joblib
import pandas as pd
from sklearn.linear_model import SGDClassifier

rows = pd.read_csv("data/heart.csv")
joblib.dump(SGDClassifier(random_state=1).fit(rows, rows["label"]), "model.joblib")
"""
FETCH = "import urllib.request\n\nurllib.request.urlretrieve('https://example.org/heart', 'data/heart.csv')\n"


@pytest.mark.parametrize(("run", "want"), [("RUN python data/fetch.py", "partly"), ("", "yes")])
def test_data_that_an_image_brings_anew_is_not_pinned(run: str, want: str) -> None:
    image = f'FROM python:3.13-slim\nCOPY . .\n{run}\nUSER 1000\nCMD ["uvicorn", "serve:app"]\n'
    files = {"serve.py": API.format(more=""), "train.py": FIT, "data/fetch.py": FETCH, "Dockerfile": image}
    files["data/heart.csv"] = "age,label\n1,0\n"
    assert answers(files)["training-reproducible"].state == want
