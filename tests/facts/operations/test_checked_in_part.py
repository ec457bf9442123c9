"""Requests that are checked in part: by one of several routes, beside a file, or after the model."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers, level

FLASK = """import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
MODEL = joblib.load("model.joblib")


@app.post("/predict")
def predict():
    text = request.get_json().get("text")
    if not text:
        return jsonify(error="no text"), 400
    return jsonify(label=MODEL.predict([text]))


@app.post("/batch")
def predict_batch():
    texts = request.get_json()["texts"]
{}    return jsonify(labels=MODEL.predict(texts))
"""


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ("", "half"),
        ("    if len(texts) > 9:\n        return jsonify(message='too many')\n", "1a"),
        ("    texts = cleaned(texts)\n", "1a"),
    ],
)
def test_another_route_of_the_model_may_check_nothing(more: str, want: str) -> None:
    found = answers({"main.py": FLASK.format(more)})["input-validated"]
    assert (found.share == 0.5) is (want == "half"), found
    assert found.state == ("partly" if want == "half" else "yes")


LATE = """import joblib
from fastapi import FastAPI, HTTPException

app = FastAPI()
MODEL = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict):
{}"""
CAUGHT = """    try:
        return MODEL.predict([row["size"]])
    except {}:
        raise HTTPException(status_code=400, detail="bad")
"""
BEFORE = """    if "size" not in row:
        raise HTTPException(status_code=400, detail="bad")
    try:
        return MODEL.predict([row["size"]])
    except Exception:
        raise HTTPException(status_code=400, detail="bad")
"""


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (CAUGHT.format("KeyError"), "partly"),
        (CAUGHT.format("Exception"), "partly"),
        # What the code that asks the model raises itself may be its check.
        (CAUGHT.format("ValueError"), "yes"),
        (BEFORE, "yes"),
    ],
)
def test_what_fails_beside_the_model_is_refused_late(body: str, state: str) -> None:
    assert answers({"main.py": LATE.format(body)})["input-validated"].state == state


OTHERS = """import joblib
from flask import Flask, request

app = Flask(__name__)
MODEL = joblib.load("model.joblib")


def validate_request(code):
    if len(code) != 6:
        raise ValueError(code)


@app.post("/coupons")
def coupons():
    validate_request(request.json["code"])
    return {{}}


@app.post("/predict")
def predict():
{}    return {{"label": MODEL.predict([request.json["size"]])}}
"""


def test_the_check_of_another_route_is_none_of_the_model() -> None:
    assert answers({"main.py": OTHERS.format("")})["input-validated"].state != "yes"
    own = OTHERS.format('    validate_request(request.json["size"])\n')
    assert level({"main.py": own}, "input-validated") == "1a"


UPLOAD = """from typing import Literal

import joblib
from fastapi import FastAPI, File, Form, UploadFile
from pydantic import BaseModel

app = FastAPI()
MODEL = joblib.load("model.joblib")
Language = Literal["en", "ta"]


class Ask(BaseModel):
    text: str


@app.post("/predict")
def predict(ask: Ask):
    return MODEL.predict([ask.text])


@app.post("/file")
def predict_file(file: UploadFile = File(...), language: Language = Form("en")):
{}    return MODEL.predict([file.file.read()])
"""


def test_a_choice_beside_a_file_says_nothing_of_it() -> None:
    assert level({"main.py": UPLOAD.format("")}, "input-validated") == "half"
    checked = UPLOAD.format("    if not file.filename:\n        raise HTTPException(status_code=400)\n")
    checked = checked.replace("UploadFile\n", "HTTPException, UploadFile\n", 1)
    assert level({"main.py": checked}, "input-validated") == "1a"


AGENT = """from fastapi import FastAPI

from parts import {owner}

app = FastAPI()


@app.post("/ask")
async def main(text: str):
    return await {owner}.run(text)
"""


@pytest.mark.parametrize(("owner", "want"), [("rag_agent", "no"), ("query_engine", "no"), ("job", "unknown")])
def test_what_runs_an_agent_answers_by_a_model(owner: str, want: str) -> None:
    files = {"main.py": AGENT.format(owner=owner), "parts.py": f"{owner} = build()\n"}
    assert answers(files)["input-validated"].state == want
