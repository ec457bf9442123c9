"""Names of libraries that look like checks, constants that no code uses, and searches without a seed."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

APP = """import os

from fastapi import FastAPI

{top}

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    {body}
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("PART.unlink(missing_ok=True)", "no"),
        ("CLIENT.poll(allowed_updates=ALL)", "no"),
        ("shown = EXPLAINER.expected_value", "no"),
        ("allowed_values = CHOICES", "unknown"),
        ("missing_fields = NAMES - set(row)", "unknown"),
    ],
)
def test_an_argument_of_a_library_checks_no_request(body: str, want: str) -> None:
    assert answers({"serve.py": APP.format(top="", body=body)})["input-validated"].state == want


BUCKET = "REGION = os.getenv('REGION')\nDATA_BUCKET = 'some-bucket'"


TAKES = "from serve import DATA_BUCKET\n\ndef open():\n    pass\n"


@pytest.mark.parametrize(
    ("body", "more", "want"),
    [
        ("STORE.open(REGION)", "", "yes"),
        ("STORE.open(REGION, DATA_BUCKET)", "", "partly"),
        (
            "STORE.open(REGION, helper.open())",
            "from serve import DATA_BUCKET\n\ndef open():\n    pass\n",
            "partly",
        ),
    ],
)
def test_a_constant_that_no_code_uses_is_no_setting(body: str, more: str, want: str) -> None:
    top = f"import helper\n\n{BUCKET}" if more else BUCKET
    files = {"serve.py": APP.format(top=top, body=body)} | ({"helper.py": more} if more else {})
    assert answers(files)["settings-from-environment"].state == want


def test_a_framework_uses_settings_by_their_names() -> None:
    top = f"import flask\n\n{BUCKET}\nflask.Flask('x').config.from_object('serve')"
    files = {"serve.py": APP.format(top=top, body="STORE.open(REGION)")}
    assert answers(files)["settings-from-environment"].state == "partly"


SEARCH = """import joblib
import numpy
import pandas
from {library} import fmin
from sklearn.model_selection import train_test_split
from xgboost import XGBRegressor

rows = pandas.read_csv("rows.csv")
train, test = train_test_split(rows, random_state=3)
best = fmin(fn=lambda given: 1, max_evals=5{given})
joblib.dump(XGBRegressor(**best).fit(train, train), "model.joblib")
"""


@pytest.mark.parametrize(
    ("library", "given", "want"),
    [
        ("hyperopt", "", "no"),
        ("hyperopt", ", rstate=numpy.random.default_rng(3)", "partly"),
        ("scipy.optimize", "", "partly"),
    ],
)
def test_a_search_of_hyperopt_draws_what_it_tries(library: str, given: str, want: str) -> None:
    files = {"train.py": SEARCH.format(library=library, given=given)}
    files["serve.py"] = APP.format(top="import joblib\n\nMODEL = joblib.load('model.joblib')", body="pass")
    assert answers(files)["training-reproducible"].state == want


@pytest.mark.parametrize(
    ("target", "want"),
    [
        ("FOLDER + 'found.csv'", "no"),
        ("os.path.join(FOLDER, 'found.csv')", "no"),
        ("folder + 'found.csv'", "yes"),
        ("FOLDER + 'found.csv', mode='a'", "yes"),
    ],
)
def test_a_file_of_a_fixed_name_is_written_over(target: str, want: str) -> None:
    body = f"folder = row['who']\n    PANDAS.DataFrame(MODEL.predict(row)).to_csv({target})"
    assert answers({"serve.py": APP.format(top="", body=body)})["predictions-logged"].state == want
