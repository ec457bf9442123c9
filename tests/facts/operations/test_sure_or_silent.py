"""What looks like an answer, and is none: a count, a page, a port, a route without a request."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SPA = """from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse

app = FastAPI()
DIST = Path("page/dist")


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)

"""
PAGE = '@app.get("/{path:path}")\ndef page(path: str):\n    return FileResponse(DIST / path)\n'
ROOT = '@app.get("/")\ndef root():\n    return {"up": True}\n'


def indented(text: str) -> str:
    return "".join(f"    {line}" for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("more", "want"),
    [
        (f"if DIST.exists():\n{indented(PAGE)}else:\n{indented(ROOT)}", "unknown"),
        (f"if not DIST.exists():\n{indented(ROOT)}", "unknown"),
        # The data is answered whether there is a page or not.
        (f"{ROOT}\n\nif DIST.exists():\n{indented(PAGE)}", "partly"),
        (f"def add_to(app):\n{indented(ROOT)}\n\nadd_to(app)\n", "partly"),
        (PAGE, "no"),
    ],
)
def test_a_root_that_only_stands_in_for_a_page_may_be_the_page(more: str, want: str) -> None:
    assert answers({"serve.py": SPA + more})["health-answered"].state == want


SCALED = """import pickle

from fastapi import FastAPI
from sklearn.preprocessing import StandardScaler

app = FastAPI()


def scaled(row):
    return StandardScaler().{fits}(row)


def keep(model, path):
    with open(path, "wb") as file:
        pickle.dump(model, file)


@app.post("/predict")
def predict(row: dict):
    model = pickle.load(open("model.pkl", "rb"))
    return model.predict({gives})
"""


@pytest.mark.parametrize("practice", ["lineage-kept", "training-reproducible"])
@pytest.mark.parametrize(
    ("fits", "gives", "more", "asked"),
    [
        ("fit_transform", "scaled(row)", "", False),
        # It is kept, or not fitted to a request.
        ("fit_transform", "scaled(row)", "\n\nkeep(scaled([1]), 'scaler.pkl')\n", True),
        ("fit", "scaled(row)", "", True),
        ("fit_transform", "row", "", True),
    ],
)
def test_what_scales_the_rows_of_a_request_trains_nothing(
    practice: str, fits: str, gives: str, more: str, asked: bool
) -> None:
    code = SCALED.format(fits=fits, gives=gives) + more
    assert (answers({"serve.py": code})[practice].state != "not-applicable") is asked


DRAWN = """from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def root():
    return {{"up": True}}


@app.get("/{path}")
def draw({given}):
    return MODEL.predict({asked})

"""


@pytest.mark.parametrize(
    ("path", "given", "asked", "more", "state"),
    [
        ("draw", "", "[0]", "", "not-applicable"),
        ("draw", "size", "[size]", "", "no"),
        ("{size}", "size: str", "[size]", "", "no"),
        ("draw", "", "[request.args]", "", "no"),
        # Another route takes something, whatever asks the model there.
        ("draw", "", "[0]", '@app.post("/shape")\ndef shape(row: dict):\n    return row\n', "no"),
    ],
)
def test_a_service_that_takes_nothing_has_nothing_to_check(
    path: str, given: str, asked: str, more: str, state: str
) -> None:
    code = DRAWN.format(path=path, given=given, asked=asked) + more
    assert answers({"serve.py": code})["input-validated"].state == state


FLASK = """from flask import Flask, jsonify, request

app = Flask(__name__)


class UnknownRow(Exception):
    pass


@app.route("/predict", methods=["POST"])
def predict():
    try:
        return jsonify(MODEL.predict(request.get_json()))
    except {error}:
        return jsonify({{"error": "no such row"}}), {status}
"""


@pytest.mark.parametrize(
    ("error", "status", "state"),
    [("UnknownRow", 422, "unknown"), ("Exception", 400, "unknown"), ("UnknownRow", 500, "no")],
)
def test_what_fails_may_be_answered_as_a_bad_request(error: str, status: int, state: str) -> None:
    code = FLASK.format(error=error, status=status)
    assert answers({"serve.py": code})["input-validated"].state == state


LOADED = """import json

import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load(json.load(open("{name}"))["model"])


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("name", "settings", "state"),
    [
        ("config.json", '{"model": "models/forest_v1.pkl"}', "partly"),
        ("config.json", '{"model": "models/forest_v1.pkl", "scaler": "scaler.pkl"}', "unknown"),
        ("config.json", '{"model": "models/forest.pkl"}', "no"),
        ("other.json", '{"model": "models/forest_v1.pkl"}', "no"),
    ],
)
def test_a_file_of_settings_names_the_version_of_a_model(name: str, settings: str, state: str) -> None:
    files = {"serve.py": LOADED.format(name=name), "config.json": settings}
    assert answers(files)["model-versioned"].state == state
