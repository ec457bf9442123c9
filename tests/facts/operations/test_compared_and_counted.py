"""What a comparison is given, what a list in memory counts, and which words of a path tell something."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import HEAD, answers, level
from tests.facts.operations.test_classic_services import FASTAPI

WATCH = """import pandas as pd
import yaml
from scipy.stats import ks_2samp


def drift(reference, current):
    return ks_2samp(pd.read_csv(reference), pd.read_csv(current))


def main():
    config = yaml.safe_load(open("config.yaml"))
    print(drift(config["reference_path"], config["{current}"]))


if __name__ == "__main__":
    main()
"""
PREPARE = """import pandas as pd
import yaml
{imports}

def main():
    config = yaml.safe_load(open("config.yaml"))
    first, second = {cut}(pd.read_csv(config["raw_path"]))
    first.to_csv(config["reference_path"])
    second.to_csv(config["test_path"])


main()
"""
CUT = "from sklearn.model_selection import train_test_split\n\n"


@pytest.mark.parametrize(
    ("current", "imports", "cut", "want"),
    [
        ("test_path", CUT, "train_test_split", "0"),
        ("test_path", "from cuts import split_by_date\n\n", "split_by_date", "0"),
        ("test_path", "from near import fetch\n\n", "fetch", "half"),
        # What comes in production is written by what serves.
        ("live_path", CUT, "train_test_split", "half"),
    ],
)
def test_parts_of_one_data_set_may_lie_where_settings_say(
    current: str, imports: str, cut: str, want: str
) -> None:
    files = {"serve.py": FASTAPI, "watch.py": WATCH.format(current=current)}
    assert level({**files, "prepare.py": PREPARE.format(imports=imports, cut=cut)}) == want


LISTED = """from fastapi import FastAPI

app = FastAPI()
{name} = []


@app.post("/predict")
def predict(row: dict):
    answer = MODEL.predict([row])
    {name}.append({{"seconds": 0.1}})
    return answer


@app.get("/model-metrics")
def model_metrics():
    return {{"asked": {shown}}}
"""


@pytest.mark.parametrize(
    ("name", "shown", "want"),
    [
        ("prediction_log", "len(prediction_log)", "partly"),
        ("LATENCIES", "len(LATENCIES)", "partly"),
        # What is listed may be anything else, and a list that no route shows tells nobody.
        ("colours", "len(colours)", "no"),
        ("prediction_log", "0", "no"),
    ],
)
def test_a_list_of_requests_that_a_route_counts_is_a_half(name: str, shown: str, want: str) -> None:
    code = LISTED.format(name=name, shown=shown)
    assert answers({"serve.py": code})["requests-counted"].state == want


ROUTES = """from fastapi import APIRouter, FastAPI

from {package}.sessions import Session

app = FastAPI()


@app.post("/start")
def start(name: str):
    Session().save(name)
    return "started"


@app.post("/answer")
def answer(row: dict):
    return MODEL.predict([row])
"""
SESSIONS = "class Session:\n    def save(self, name):\n        self.name = compress(name)\n"


@pytest.mark.parametrize(
    ("folder", "want"), [("LoanPrediction/", "no"), ("loans/", "no"), ("loans/prediction/", "unknown")]
)
def test_the_folder_that_all_lie_in_says_nothing_of_one_module(folder: str, want: str) -> None:
    package = folder.strip("/").replace("/", ".")
    files = {
        "pyproject.toml": HEAD,
        f"{folder}__init__.py": "",
        f"{folder}serve.py": ROUTES.format(package=package),
        f"{folder}sessions.py": SESSIONS,
        "loans/other.py": FASTAPI,
    }
    if folder == "LoanPrediction/":
        del files["loans/other.py"]
    assert answers(files)["predictions-logged"].state == want


RETRAIN = """import subprocess

from fastapi import FastAPI

from train import fit

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict([row])


@app.post("/retrain")
def retrain():
    return {call}
"""
TRAIN = """import joblib
from sklearn.ensemble import RandomForestClassifier


def fit():
    model = RandomForestClassifier(random_state=1).fit(ROWS, LABELS)
    open("weights.txt", "w").write(str(model.feature_importances_))
    joblib.dump(model, "model.joblib")
"""


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ("", "no"),
        ("\n\n@app.get('/why')\ndef why():\n    return list(MODEL.feature_importances_)\n", "unknown"),
    ],
)
def test_the_weights_that_a_training_writes_explain_no_answer(more: str, want: str) -> None:
    files = {"serve.py": RETRAIN.format(call="fit()") + more, "train.py": TRAIN}
    assert answers(files)["predictions-explained"].state == want
