"""A request that trains, a file that each request writes over, and a server that stands beside the code."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVICE = """from fastapi import FastAPI, Request
import pandas as pd

import checks

app = FastAPI()


@app.get("/{route}")
def {route}(request: Request):
    checks.run(request)


@app.post("/predict")
def predict(request: Request):
    table = MODEL.predict(request)
{body}
    return table
"""


def state(practice: str, body: str = "    pass", route: str = "train", **more: str) -> str:
    files = {"serve.py": SERVICE.format(body=body, route=route), "checks.py": "def run(rows):\n    pass\n"}
    files |= {name.replace("_py", ".py").replace("_json", ".json"): text for name, text in more.items()}
    return answers(files)[practice].state


# Both sides of a comparison are parts of what a training cuts.

WATCH = """import pandas as pd
from scipy.stats import ks_2samp


def run(rows):
    config = settings()
    first = pd.read_csv(config.{first})
    compare_drift(first, pd.read_csv(config.{second}))


def compare_drift(base, other):
    return ks_2samp(base["size"], other["size"])
"""
CUT = """import pandas as pd


def cut(rows, config):
    first, second = {cut}(rows)
    first.to_csv(config.training_file_path)
    second.to_csv(config.testing_file_path)
"""


@pytest.mark.parametrize(
    ("first", "second", "cut", "want"),
    [
        ("train_file_path", "test_file_path", "train_val_test_split", "no"),
        ("trained_file_path", "test_file_path", "train_test_split", "no"),
        ("trained_file_path", "live_file_path", "train_test_split", "partly"),
        # What writes them takes them from elsewhere.
        ("trained_file_path", "test_file_path", "fetch", "partly"),
    ],
)
def test_a_training_and_its_test_show_no_drift(first: str, second: str, cut: str, want: str) -> None:
    files = {"checks_py": WATCH.format(first=first, second=second), "near_py": CUT.format(cut=cut)}
    assert state("drift-watched", **files) == want


# What a training checks is no request.

CHECKS = "def run(rows):\n    validate_rows(rows)\n\n\n"
CHECKS += "def validate_rows(rows):\n    if not len(rows):\n        raise ValueError(rows)\n"
OUTLIERS = "def run(rows):\n    find_outlier_rows(rows)\n\n\n"
OUTLIERS += "def find_outlier_rows(rows):\n    return outliers_of(rows)\n"


# What the other route of the model takes is not checked.
@pytest.mark.parametrize(("route", "want"), [("train", "no"), ("score", "partly")])
def test_what_a_training_checks_is_no_request(route: str, want: str) -> None:
    assert state("input-validated", route=route, checks_py=CHECKS) == want


@pytest.mark.parametrize(("route", "want"), [("train", "no"), ("score", "unknown")])
def test_outliers_of_a_training_are_of_its_own_data(route: str, want: str) -> None:
    assert state("outliers-found", route=route, checks_py=OUTLIERS) == want


@pytest.mark.parametrize(("given", "want"), [("schema_file", "no"), ("validate_file", "unknown")])
def test_where_a_schema_lies_checks_nothing(given: str, want: str) -> None:
    assert state("input-validated", f"    table = shaped(table, {given}=PLACE)") == want


FORM = """from rest_framework.decorators import api_view


@api_view(["POST"])
def {name}(request):
    form = Form(data=request.data)
    if not form.is_valid():
        return form.errors
    return {made}


@api_view(["POST"])
def ask(request):
    return MODEL.predict(request.data)
"""


@pytest.mark.parametrize(
    ("name", "made", "want"),
    [("sign_on", "form.save()", False), ("classify", "MODEL.predict(form.data)", True)],
)
def test_what_another_handler_checks_is_no_request_of_the_model(name: str, made: str, want: bool) -> None:
    found = answers({"views.py": FORM.format(name=name, made=made)})["input-validated"]
    # The other route of the model checks nothing.
    assert (found.state == "partly") is want
    assert found.state != "yes"


# A file that each request writes over.


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("    table.to_csv('out/last.csv', index=False)", "no"),
        ("    table.to_csv(path_or_buf='out/last.csv')", "no"),
        ("    table.to_csv('out/last.csv', mode=MODE)", "yes"),
        ("    table.to_csv(f'out/{request.id}.csv')", "yes"),
        ("    pd.concat([pd.read_csv('out/last.csv'), table]).to_csv('out/last.csv')", "yes"),
        ("    old = pd.read_csv('out/last.csv')\n    table.to_csv('out/last.csv')", "yes"),
    ],
)
def test_a_file_that_each_request_writes_over_keeps_no_answers(body: str, want: str) -> None:
    assert state("predictions-logged", body) == want


# A server in another language.


@pytest.mark.parametrize(
    ("library", "want"), [('"express": "^4.19.0"', "unknown"), ('"react": "^18.0.0"', "no")]
)
@pytest.mark.parametrize("practice", ["errors-reported", "predictions-logged", "requests-counted"])
def test_what_a_server_of_another_language_does_is_not_read(practice: str, library: str, want: str) -> None:
    package = f'{{"dependencies": {{{library}}}}}'
    assert state(practice, package_json=package) == want


TREND = """from sklearn.linear_model import LinearRegression


class Trend:
    def {name}(self, rows):
        fitted = LinearRegression()
        fitted.fit(rows, rows)
        return fitted.predict(rows)
"""
SAVES = "class Row:\n    def add(self):\n        self.save()\n"


@pytest.mark.parametrize(
    ("name", "more", "want"),
    [
        # What is fitted to the rows of a request, and kept by nothing, is no training.
        ("predict", {}, "not-applicable"),
        ("predict", {"rows_py": SAVES}, "not-applicable"),
        ("prepare", {"rows_py": SAVES}, "no"),
        ("predict", {"rows_py": "import joblib\n\n\ndef keep(model):\n    joblib.dump(model, 'm')\n"}, "no"),
    ],
)
def test_what_is_fitted_for_one_answer_has_no_lineage(name: str, more: dict[str, str], want: str) -> None:
    assert state("lineage-kept", trend_py=TREND.format(name=name), **more) == want
