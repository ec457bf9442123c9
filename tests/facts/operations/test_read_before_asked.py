"""Requests that fail before the model is asked, answers in a log or a file, and what is only set."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

FLASK = """import os

import joblib
from flask import Flask, jsonify, request

app = Flask(__name__)
MODEL = joblib.load("model.joblib")
{top}

@app.route("/predict", methods=["POST"])
def predict():
    content = request.json
{body}
    return jsonify(status="ok", predict=MODEL.predict(content))
"""


def state(practice: str, body: str = "    pass", top: str = "", **more: str) -> str:
    files = {"serve.py": FLASK.format(body=body, top=top), **more}
    return answers({f"{name}.py": text for name, text in files.items()})[practice].state


TRIES = "    try:\n        rows = {call}\n    except Exception:\n        return jsonify({told})"


@pytest.mark.parametrize(
    ("call", "told", "want"),
    [
        ("TABLES.DataFrame([content])", "status='error', predict=-1", "unknown"),
        ("TABLES.DataFrame([content])", "status='ok', predict=-1", "no"),
        ("CHAIN.ask(content)", "status='error', predict=-1", "no"),
    ],
)
def test_what_reads_a_request_may_fail_before_the_model_is_asked(call: str, told: str, want: str) -> None:
    assert state("input-validated", TRIES.format(call=call, told=told)) == want


@pytest.mark.parametrize(
    ("told", "want"),
    [
        ('{"status": "error", "message": "no text"}', "yes"),
        ('{"success": False}', "yes"),
        ('{"status": "ok", "message": "no text"}', "no"),
        ('{"success": True}', "no"),
    ],
)
def test_an_answer_says_by_a_value_that_it_refuses(told: str, want: str) -> None:
    assert state("input-validated", f"    if not content:\n        return {told}") == want


def test_what_checks_answers_checks_no_request() -> None:
    assert state("input-validated", "    HELPER.validate_forecast(1)") == "no"
    assert state("input-validated", "    HELPER.validate_rows(content)") == "unknown"


@pytest.mark.parametrize(
    ("top", "want"),
    [
        ("if 'REGION' not in os.environ:\n    os.environ['REGION'] = 'here'", "no"),
        ("if 'REGION' not in os.environ:\n    raise SystemExit", "yes"),
        ("REGION = 'there' if 'REGION' in os.environ else 'here'\nos.environ['REGION'] = 'x'", "yes"),
    ],
)
def test_a_variable_that_is_given_a_value_where_it_has_none_is_not_read(top: str, want: str) -> None:
    assert state("settings-from-environment", top=top) == want


MIDDLEWARE = """import logging

from fastapi import FastAPI

logger = logging.getLogger(__name__)


class Telling:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        response_body = b""

        async def answer(message):
            nonlocal response_body
            {body}
            logger.info({told})
            await send(message)

        await self.app(scope, receive, answer)


app = FastAPI()
app.add_middleware(Telling)


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("body", "told", "want"),
    [("response_body += message['body']", "response_body", "unknown"), ("pass", "'answered'", "no")],
)
def test_a_middleware_may_log_what_was_answered(body: str, told: str, want: str) -> None:
    files = {"serve.py": MIDDLEWARE.format(body=body, told=told)}
    assert answers(files)["predictions-logged"].state == want


@pytest.mark.parametrize(
    ("path", "want"), [("FOLDER.joinpath(content['id'])", "unknown"), ("'last.txt'", "no")]
)
def test_each_answer_may_have_a_file_of_its_own(path: str, want: str) -> None:
    body = "    output = MODEL.predict(content)\n"
    body += f"    with open({path}, 'w') as file:\n        file.write(str(output))"
    assert state("predictions-logged", body) == want


TRAIN = """# In[1]:
import joblib
{imports}
from sklearn.datasets import {data}
from sklearn.linear_model import LinearRegression

# In[2]:
rows, wanted = {data}(return_X_y=True)
model = LinearRegression().fit(rows, wanted)
joblib.dump(model, "model.joblib")
{logs}
"""


@pytest.mark.parametrize(("data", "want"), [("load_boston", "yes"), ("fetch_openml", "partly")])
def test_the_library_holds_the_data(data: str, want: str) -> None:
    train = TRAIN.format(imports="", data=data, logs="").replace("# In", "# ")
    assert state("training-reproducible", train=train) == want


@pytest.mark.parametrize(
    ("logs", "want"),
    [("mlflow.sklearn.log_model(model, 'model')", "unknown"), ("mlflow.log_param('a', 1)", "no")],
)
def test_a_notebook_or_the_script_it_was_exported_to_may_run(logs: str, want: str) -> None:
    train = TRAIN.format(imports="import mlflow", data="load_iris", logs=logs)
    # Nothing is built of it.
    files = {
        "pyproject.toml": '[tool.roadworthy]\nprofile = "ml-service"\n',
        "notebooks/train_model.py": train,
    }
    files["serve.py"] = FLASK.format(body="    pass", top="")
    assert answers(files)["lineage-kept"].state == want
