"""Requests that bounds, choices and conversions check, and commands of npm that deploy."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

TYPED = """from enum import Enum, StrEnum

from fastapi import FastAPI, Form, Query

app = FastAPI()


class Kind(StrEnum):
    A = "a"


class Plain:
    pass


@app.post("/predict")
def predict({given}):
    return MODEL.predict(given)
"""


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("given: str = Form(..., min_length=1)", "yes"),
        ("given: str = Query(default='a', pattern='[ab]')", "yes"),
        ("given: Kind", "yes"),
        # These take any text.
        ("given: str = Form(...)", "no"),
        ("given: str = Form(description='min_length')", "no"),
        ("given: Plain", "no"),
    ],
)
def test_bounds_and_choices_check_a_request(given: str, want: str) -> None:
    assert answers({"serve.py": TYPED.format(given=given)})["input-validated"].state == want


CONVERTED = """from flask import Flask, jsonify, request

app = Flask("demo")


@app.route("/predict", methods=["POST"])
def predict():
    rows = request.get_json()
    try:
        {body}
    except {caught}:
        return jsonify(error="no number"), 400
    return jsonify(MODEL.predict(row))
"""


@pytest.mark.parametrize(
    ("body", "caught", "want"),
    [
        ("row = float(rows['row'])", "ValueError", "yes"),
        ("row = float(rows.get('row'))", "Exception", "yes"),
        ("row = [float(one) for one in rows]", "Exception as error", "yes"),
        # What the model says of it may be caught, too, and no number is made.
        ("row = MODEL.predict(float(rows['row']))", "Exception", "unknown"),
        ("row = rows['row']", "Exception", "no"),
    ],
)
def test_a_number_that_is_made_of_a_request_checks_it(body: str, caught: str, want: str) -> None:
    code = CONVERTED.format(body=body, caught=caught)
    assert answers({"serve.py": code})["input-validated"].state == want


CHECKING = """from fastapi import FastAPI

app = FastAPI()


def {name}(row):
    if "x" not in row:
        raise ValueError("x")


@app.post("/predict")
def predict(row: dict):
    {name}(row)
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("name", "want"), [("check_input", "yes"), ("check_payload", "yes"), ("check_disk", "no")]
)
def test_a_function_that_is_named_for_it_checks_a_request(name: str, want: str) -> None:
    assert answers({"serve.py": CHECKING.format(name=name)})["input-validated"].state == want


@pytest.mark.parametrize(
    ("command", "want"),
    [
        ("npx serverless deploy --stage prod", "yes"),
        ("npx --yes serverless@3 deploy", "yes"),
        ("npx @railway/cli up", "yes"),
        ("bunx netlify-cli deploy --prod", "yes"),
        ("npx serverless print", "no"),
        ("npx", "no"),
        ("npx npx npx", "no"),
    ],
)
def test_programs_that_npm_runs_deploy(command: str, want: str) -> None:
    pipeline = f"on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: {command}\n"
    files = {"serve.py": TYPED.format(given="given: int"), "Dockerfile": IMAGE}
    files[".github/workflows/cd.yml"] = pipeline
    assert answers(files)["deployed-by-pipeline"].state == want
