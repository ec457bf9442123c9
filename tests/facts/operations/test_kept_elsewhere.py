"""What is kept in runs, traces, lock files and names of files, and addresses that calls are given."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """{imports}from fastapi import FastAPI

app = FastAPI()
MODEL = {load}

{mark}
@app.post("/predict")
def predict(row: dict):
    answer = MODEL.predict(row)
    {keeps}
    return answer
"""


def serve(
    imports: str = "import joblib\n", load: str = 'joblib.load("m.pkl")', keeps: str = "pass", mark: str = ""
) -> dict[str, str]:
    return {"serve.py": SERVE.format(imports=imports, load=load, keeps=keeps, mark=mark)}


MLFLOW = "import joblib\nimport mlflow\n"


@pytest.mark.parametrize(
    ("imports", "keeps", "state"),
    [
        (MLFLOW, 'mlflow.log_text(answer, "answer.txt")', "unknown"),
        (MLFLOW, 'mlflow.log_param("size", 1)', "no"),
        ("import joblib\n", 'log_text(answer, "answer.txt")', "no"),
    ],
)
def test_a_run_may_keep_answers(imports: str, keeps: str, state: str) -> None:
    assert answers(serve(imports, keeps=keeps))["predictions-logged"].state == state


@pytest.mark.parametrize(
    ("imports", "mark", "state"),
    [
        ("import joblib\nfrom langfuse import observe\n", "@observe()", "unknown"),
        ("import joblib\nfrom langfuse import Langfuse\n", "", "no"),
        ("import joblib\nfrom own import observe\n", "@observe()", "no"),
    ],
)
def test_a_trace_may_keep_answers(imports: str, mark: str, state: str) -> None:
    code = f"\n{mark}\ndef ask(row):\n    return MODEL.predict(row)\n\n"
    assert answers(serve(imports, mark=code))["predictions-logged"].state == state


LOADED = "from xgboost import XGBRegressor\n"


@pytest.mark.parametrize(
    ("name", "state"), [("models/forest_v2.json", "partly"), ("models/forest.json", "no"), ("v2", "no")]
)
def test_a_version_in_the_name_of_a_file_that_is_loaded(name: str, state: str) -> None:
    told = answers(serve(LOADED, f'XGBRegressor().load_model("{name}")'))
    assert told["model-versioned"].state == state


LOCKED = """stages:
  fit:
    outs:
    - path: {path}
      hash: md5
      md5: 3ba5824e7bfe110757a487b526fc3d69
"""


@pytest.mark.parametrize(
    ("path", "state"), [("models/m.pkl", "partly"), ("models/other.pkl", "no"), ("data/m.csv", "no")]
)
def test_a_lock_file_keeps_the_hash_of_a_model(path: str, state: str) -> None:
    told = answers({**serve(), "dvc.lock": LOCKED.format(path=path)})
    assert told["model-versioned"].state == state


FIT = """import joblib
import mlflow
import pandas as pd
from sklearn.svm import SVC

rows = pd.read_csv("rows.csv")
with mlflow.start_run():
    joblib.dump(SVC(random_state=1).fit(rows, rows), "m.pkl")
    mlflow.log_artifact("{kept}")
"""


@pytest.mark.parametrize(("kept", "state"), [("m.pkl", "partly"), ("metrics.json", "no")])
def test_a_run_that_keeps_the_file_of_a_model_has_the_commit(kept: str, state: str) -> None:
    assert answers({**serve(), "train.py": FIT.format(kept=kept)})["lineage-kept"].state == state


COMPARED = """import pandas as pd
from scipy.stats import ks_2samp
from sklearn.model_selection import train_test_split


def detect_drift(train, test):
    return ks_2samp(train["a"], test["a"]).pvalue < 0.05


def main():
    rows = pd.read_parquet("rows.parquet")
    {cut}
    print(detect_drift(X_train, X_test))


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("cut", "state"),
    [
        ("X_train, X_test, y_train, y_test = train_test_split(rows, rows)", "no"),
        ('X_train, X_test = rows, pd.read_parquet("live.parquet")', "partly"),
    ],
)
def test_two_parts_of_a_split_are_no_drift(cut: str, state: str) -> None:
    told = answers({**serve(), "compare.py": COMPARED.format(cut=cut)})
    assert told["drift-watched"].state == state


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ('endpoint="http://10.1.2.3:6006/v1"', "partly"),
        ('base_url="http://ollama:11434"', "partly"),
        ('base_url="https://api.example.com/v1"', "yes"),
        ('base_url=os.getenv("URL", "http://ollama:11434")', "yes"),
    ],
)
def test_an_address_that_a_call_is_given_stands_in_the_code(given: str, state: str) -> None:
    imports = 'import os\nimport joblib\n\nKEY = os.environ["KEY"]\n'
    told = answers(serve(imports, keeps=f"answer = Client(KEY, {given}).ask(answer)"))
    assert told["settings-from-environment"].state == state
