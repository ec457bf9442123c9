"""Requests that a function refuses before it asks the model, in whatever words it says so."""

from __future__ import annotations

import textwrap

import pytest

from tests.facts.operations.support import answers

FLASK = """import joblib
from flask import Flask, flash, jsonify, redirect, render_template, request, session

app = Flask(__name__)
MODEL = joblib.load("model.joblib")
SEEN = {}


def fail(message, status=400):
    return jsonify(ok=False, why=message), status


def known(text):
    return text in SEEN


@app.post("/predict")
def predict():
"""
GRADIO = """import gradio as gr
from transformers import pipeline

MODEL = pipeline("text-classification")


def classify(text):
"""
DJANGO = """import joblib
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.contrib import messages
from django.urls import path

MODEL = joblib.load("model.joblib")


def predict(request):
"""
FASTAPI = """import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict):
"""


def state(head: str, body: str, end: str = "") -> str:
    """Return whether a service of one handler checks its requests."""
    files = {"serve.py": head + textwrap.indent(body, "    ") + end}
    return answers(files)["input-validated"].state


TEXT = 'text = request.form.get("text", "").strip()\n'
FILE = 'file = request.files.get("file")\n'
ASK = "return str(MODEL.predict([text])[0])\n"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        # What is missing leads back to the page, to a text, or to a function that refuses.
        (
            FILE
            + 'if not file:\n    flash("No file")\n    return redirect("/")\n'
            + "return str(MODEL.predict(file))\n",
            "yes",
        ),
        (TEXT + 'if not text:\n    return render_template("page.html", told="Enter a text")\n' + ASK, "yes"),
        (TEXT + 'if len(text) > 500:\n    return "too long"\n' + ASK, "yes"),
        (TEXT + 'if not known(text):\n    return fail(f"what is {text}?")\n' + ASK, "yes"),
        (TEXT + 'if text == "":\n    raise LookupError("no text")\n' + ASK, "yes"),
        (
            'if "text" not in request.json:\n    return fail("no text")\ntext = request.json["text"]\n' + ASK,
            "yes",
        ),
        (
            'row = request.json\nmissing = [name for name in ("a", "b") if name not in row]\n'
            'if missing:\n    return fail("some are missing")\nreturn str(MODEL.predict([row]))\n',
            "yes",
        ),
        # Nothing else is asked in the branch, and the other one goes on.
        (
            TEXT + 'error = answer = None\nif not text:\n    error = "Enter a text"\nelse:\n'
            "    answer = MODEL.predict([text])\n"
            'return render_template("page.html", answer=answer, error=error)\n',
            "yes",
        ),
        (
            TEXT + "if text:\n    answer = MODEL.predict([text])\n    return str(answer)\nelse:\n"
            '    return render_template("page.html")\n',
            "yes",
        ),
        # A kept answer, another way to answer, and who asks refuse no input.
        (TEXT + "if text in SEEN:\n    return SEEN[text]\n" + ASK, "no"),
        (TEXT + "if len(text) > 500:\n    return str(MODEL.transform([text]))\n" + ASK, "no"),
        (TEXT + 'if not session.get("name"):\n    return redirect("/")\n' + ASK, "no"),
        (TEXT + 'if request.form.get("password") != "x":\n    return redirect("/")\n' + ASK, "no"),
        ('if request.method != "POST":\n    return render_template("page.html")\n' + TEXT + ASK, "no"),
        # What the model answered is no request, and neither is what is looked up.
        (
            TEXT + "answer = MODEL.predict([text])\nif not answer:\n    return 'none'\nreturn str(answer)\n",
            "no",
        ),
        (
            TEXT + "row = SEEN.get(text)\nif not row:\n    return 'none'\nreturn str(MODEL.predict([row]))\n",
            "no",
        ),
        (TEXT + 'if not text:\n    text = "nothing"\n' + ASK, "no"),
    ],
)
def test_a_branch_that_ends_before_the_model_is_asked_refuses(body: str, want: str) -> None:
    assert state(FLASK, body) == want


@pytest.mark.parametrize(
    ("head", "body", "end", "want"),
    [
        (
            FASTAPI,
            'if "text" not in row:\n    return {"told": None}\nreturn {"told": MODEL.predict([row])}\n',
            "",
            "yes",
        ),
        (FASTAPI, 'return {"told": MODEL.predict([row])}\n', "", "no"),
        (
            DJANGO,
            'text = request.POST.get("text")\nif not text:\n    messages.error(request, "Enter a text")\n'
            '    return redirect("/")\nreturn JsonResponse({"told": MODEL.predict([text])})\n',
            'urlpatterns = [path("predict/", predict)]\n',
            "yes",
        ),
        (
            DJANGO,
            'text = request.POST.get("text")\ntold = {}\nif not text:\n    told["error"] = "Enter a text"\n'
            'else:\n    told["answer"] = MODEL.predict([text])\nreturn render(request, "page.html", told)\n',
            'urlpatterns = [path("predict/", predict)]\n',
            "yes",
        ),
        (
            GRADIO,
            'if not text.strip():\n    return "Enter a text"\nreturn MODEL(text)[0]["label"]\n',
            'gr.Interface(fn=classify, inputs="text", outputs="text").launch()\n',
            "yes",
        ),
        (
            GRADIO,
            'return MODEL(text)[0]["label"]\n',
            'gr.Interface(fn=classify, inputs="text", outputs="text").launch()\n',
            "no",
        ),
    ],
)
def test_it_refuses_in_other_frameworks(head: str, body: str, end: str, want: str) -> None:
    assert state(head, body, end) == want


@pytest.mark.parametrize(
    ("told", "want"),
    [
        ('jsonify({"why": "no text"}), 404', "yes"),
        ('jsonify({"why": "later"}), 503', "no"),
        ('jsonify({"label": "none"})', "no"),
        ("jsonify(success=True)", "no"),
        ("jsonify(label=None)", "yes"),
    ],
)
def test_an_answer_that_says_that_all_is_well_refuses_nothing(told: str, want: str) -> None:
    assert state(FLASK, TEXT + f"if not text:\n    return {told}\n" + ASK) == want


@pytest.mark.parametrize(("other", "want"), [("ROWS", "yes"), ("rows", "no")])
def test_what_was_looked_up_is_no_request(other: str, want: str) -> None:
    assert state(FLASK, TEXT + f'if text != {other}:\n    return "no"\n' + ASK) == want


def test_a_parameter_beside_the_handlers_is_no_request() -> None:
    helper = (
        'def ask(rows):\n    if not rows:\n        return "none"\n    return str(MODEL.predict(rows))\n\n\n'
    )
    head = FLASK.replace("@app.post", f"{helper}@app.post")
    assert state(head, "return ask([1])\n") == "no"


HELPED = """from fastapi import FastAPI, HTTPException

app = FastAPI()


def {name}(row):
    if {test}:
        raise HTTPException(status_code={status}, detail="no")


@app.post("/predict")
def predict(row: dict):
    {name}(row)
    return MODEL.predict([row])
"""


@pytest.mark.parametrize(
    ("name", "test", "status", "want"),
    [
        ("look", '"text" not in row', 400, "yes"),
        ("look", '"text" not in row', 500, "no"),
        ("look_for_user", '"user" not in row', 422, "no"),
        ("look", "MODEL is None", 400, "no"),
    ],
)
def test_a_function_that_a_handler_calls_refuses_for_it(name: str, test: str, status: int, want: str) -> None:
    code = HELPED.format(name=name, test=test, status=status)
    assert (answers({"serve.py": code})["input-validated"].state == "yes") is (want == "yes")


@pytest.mark.parametrize(
    ("error", "status", "want"),
    [
        ("UnidentifiedImageError", 400, "yes"),
        ("(OSError, binascii.Error)", 422, "yes"),
        ("binascii.Error", 500, "no"),
        ("OSError", 400, "unknown"),
    ],
)
def test_what_cannot_be_read_is_refused(error: str, status: int, want: str) -> None:
    body = (
        "try:\n    told = MODEL.predict(request.data)\n"
        f"except {error}:\n    return jsonify(why='unread'), {status}\nreturn str(told)\n"
    )
    assert state(FLASK, body) == want


OTHERS = """

@app.post("/pay")
def pay():
    if not request.json:
        return jsonify(error="none"), 400
    return "ok"
"""


def test_what_a_handler_refuses_that_asks_no_model_is_none() -> None:
    body = "return str(MODEL.predict(request.data))\n"
    assert state(FLASK, body, OTHERS) == "no"


FORMED = """import joblib
from flask import Flask, render_template

from forms import Ask

app = Flask(__name__)
MODEL = joblib.load("model.joblib")


@app.post("/predict")
def predict():
    form = Ask()
    if {test}:
        return str(MODEL.predict([form.text.data]))
    return render_template("page.html", form=form)
"""


@pytest.mark.parametrize(
    ("test", "want"), [("form.validate_on_submit()", "yes"), ("form.is_submitted()", "no")]
)
def test_a_form_of_flask_checks_what_is_submitted(test: str, want: str) -> None:
    assert answers({"serve.py": FORMED.format(test=test)})["input-validated"].state == want
