"""Versions that settings give or a training names, and data that a pipeline brings or DVC locks."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """import joblib
from fastapi import FastAPI

{0}
app = FastAPI()
MODEL = joblib.load("churn.joblib")


@app.post("/predict")
def predict(row: dict):
    return {1}
"""
FIT = """import joblib
from sklearn.linear_model import LogisticRegression

{0}


def main():
    joblib.dump(LogisticRegression().fit(*{1}), "churn.joblib")
"""


def state(practice: str, files: dict[str, str]) -> str:
    return answers(files)[practice].state


HOLDER = """class Churn:
    def __init__(self, model):
        self.model = model
        self.model_version = "1.0"

    def {0}(self):
        return self.model_version

    def predict(self, row):
        return self.model.predict(row)
"""


@pytest.mark.parametrize(
    ("name", "used", "want"),
    [
        # What is stored with an object, or how it is printed, is in no answer.
        ("__repr__", "MODEL.predict(row)", "unknown"),
        ("version_of", "MODEL.predict(row)", "unknown"),
        ("version_of", "MODEL.version_of(), MODEL.predict(row)", "partly"),
    ],
)
def test_a_version_that_an_object_only_stores_is_named_by_no_answer(name: str, used: str, want: str) -> None:
    serve = SERVE.format("from holder import Churn", used).replace('joblib.load("churn.joblib")', "Churn(0)")
    files = {"serve.py": serve + "\n\njoblib.load('churn.joblib')\n", "holder.py": HOLDER.format(name)}
    assert state("model-versioned", files) == want


TRAINS = """

@app.post("/train")
def train():
    {0}
    print(run.info.run_id)
"""


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("run = mlflow.start_run()", "no"),
        ("mlflow.log_metrics({'rows': 1})\n    run = mlflow.active_run()", "no"),
        ("run = MODEL.run()", "partly"),
    ],
)
def test_the_run_of_a_training_is_not_that_of_the_model(line: str, want: str) -> None:
    serve = SERVE.format("import mlflow", "MODEL.predict(row)") + TRAINS.format(line)
    assert state("model-versioned", {"serve.py": serve}) == want


TELLS = """

@app.get("/")
def root():
    return {{"name": "churn", "version": {0}}}


@app.get("/model/info")
def model_info():
    return {1}
"""


@pytest.mark.parametrize(
    ("own", "told", "want"),
    [
        # The version of the interface, in another answer.
        ('"0.1.0"', '{"path": PATH}', "no"),
        ('"0.1.0"', '{"version": MODEL.tag}', "unknown"),
        ("MODEL.tag", '{"path": PATH}', "unknown"),
        ('"0.1.0"', '{"version": "2.1"}', "partly"),
    ],
)
def test_the_version_of_the_interface_is_not_the_models(own: str, told: str, want: str) -> None:
    serve = SERVE.format("", "MODEL.predict(row)") + TELLS.format(own, told)
    assert state("model-versioned", {"serve.py": serve}) == want


REGISTRY = """import mlflow
from fastapi import FastAPI

app = FastAPI()
cfg = read_settings()
VERSION = {0}
MODEL = mlflow.pyfunc.load_model(f"models:/{{cfg.env.model_name}}/{{VERSION}}")


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("asked", "files", "want"),
    [
        ("cfg.env.model_version", {"config/env/dev.yaml": "model_version: 3\n"}, "yes"),
        ('cfg["env"]["model_version"]', {"config/env/dev.yaml": "env:\n  model_version: '3'\n"}, "yes"),
        # A stage or the newest is no version, also if another file gives one.
        ("cfg.env.model_version", {"config/env/dev.yaml": "model_version: latest\n"}, "unknown"),
        (
            "cfg.env.model_version",
            {"config/env/dev.yaml": "model_version: 3\n", "config/env/prod.yaml": "model_version: latest\n"},
            "unknown",
        ),
        ("cfg.env.model_version", {}, "unknown"),
        ("newest_version()", {"config/env/dev.yaml": "model_version: 3\n"}, "unknown"),
    ],
)
def test_settings_may_give_the_version_of_the_registry(asked: str, files: dict[str, str], want: str) -> None:
    assert state("model-versioned", {"serve.py": REGISTRY.format(asked), **files}) == want


STEP = """import numpy as np


def arrays(path):
    with open(path, "rb") as file:
        return np.array(np.load(file))
"""
BRINGS = """from pymongo import MongoClient
import pandas as pd


def bring():
    pd.DataFrame(list(MongoClient()["churn"]["rows"].find())).to_csv("rows.csv")
"""
RUNS = "import bring\nimport fit\n\nbring.bring()\nfit.main()\n"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        # The pipeline runs the step that brings the data before the training: neither seed nor pinned data.
        ({"training_pipeline.py": RUNS, "bring.py": BRINGS}, "no"),
        ({"training_pipeline.py": RUNS, "bring.py": BRINGS, "data/rows.csv": "a\n"}, "no"),
        # Nothing is seen to make the arrays.
        ({}, "unknown"),
    ],
)
def test_arrays_that_are_loaded_are_not_made(files: dict[str, str], want: str) -> None:
    fit = FIT.format("from steps import arrays", 'arrays("rows.npz")')
    fit = fit.replace("LogisticRegression()", "RandomForestClassifier()").replace(
        "sklearn.linear_model import LogisticRegression", "sklearn.ensemble import RandomForestClassifier"
    )
    serve = SERVE.format("", "MODEL.predict(row)")
    files = {"serve.py": serve, "fit.py": fit, "steps.py": STEP, **files}
    assert state("training-reproducible", files) == want


def test_arrays_of_literal_values_are_made() -> None:
    fit = FIT.format("import numpy as np", "(np.array([[1], [2]]), np.array([0, 1]))")
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "fit.py": fit}
    assert state("training-reproducible", files) == "yes"


LOCK = """schema: '2.0'
stages:
  bring:
    deps:
    - path: bring.py
      md5: 0123
{0}    outs:
    - path: rows.csv
      md5: 4567
  fit:
    deps:
    - path: rows.csv
      md5: 4567
    outs:
    - path: churn.joblib
      md5: 89ab
"""
REMOTE = "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://churn\n"


@pytest.mark.parametrize(
    ("given", "more", "want"),
    [
        # What a step brings from a data base, and no remote of DVC is seen to keep.
        ("", {}, "unknown"),
        ("", {".dvc/config": "[core]\n    analytics = false\n"}, "unknown"),
        ("", {".dvc/config": REMOTE}, "yes"),
        # What a step is given is pinned where it lies.
        ("    - path: data/raw.csv\n      md5: cdef\n", {}, "yes"),
    ],
)
def test_a_lock_pins_what_a_step_is_given_or_a_remote_keeps(
    given: str, more: dict[str, str], want: str
) -> None:
    fit = FIT.format("import pandas as pd\nfrom bring import bring", "pd.read_sql(QUERY, BASE)")
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "fit.py": fit, "bring.py": BRINGS, **more}
    told = answers({**files, "dvc.lock": LOCK.format(given)})
    assert told["training-reproducible"].state == want
    # The hashes are stored all the same.
    assert told["lineage-kept"].state == "yes"


TREES = """import joblib
import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("{0}")
with mlflow.start_run():
    mlflow.set_tag("git_commit", COMMIT)
    mlflow.{1}(rows)
    joblib.dump(LogisticRegression().fit(rows, rows), "churn.joblib")
    mlflow.log_artifact("churn.joblib")
"""


@pytest.mark.parametrize(
    ("named", "want"),
    [
        ("samples/data/rows.csv", "yes"),
        ("rows.csv", "yes"),
        ("../data/rows.csv", "yes"),
        ("/srv/data/rows.csv", "yes"),
        # Another file of that name, which Git does not keep.
        ("artifacts/ingested/rows.csv", "partly"),
    ],
)
def test_a_file_of_another_folder_is_another_file(named: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "samples/data/rows.csv": "a\n"}
    assert (
        state("training-reproducible", {**files, "samples/fit.py": TREES.format(named, "log_text")}) == want
    )


@pytest.mark.parametrize(("call", "want"), [("log_input", "yes"), ("log_text", "partly")])
def test_a_run_keeps_the_hash_of_its_input_also_where_the_model_is_a_file_of_it(call: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "fit.py": TREES.format("rows.csv", call)}
    assert state("lineage-kept", files) == want


@pytest.mark.parametrize(("kept", "want"), [("rows.csv.dvc", "yes"), ("forest.pkl.dvc", "partly")])
def test_the_hash_of_a_stored_model_pins_no_data(kept: str, want: str) -> None:
    files = {
        "serve.py": SERVE.format("", "MODEL.predict(row)"),
        "fit.py": TREES.format("rows.csv", "log_text"),
    }
    assert state("training-reproducible", {**files, kept: "outs: []\n"}) == want


@pytest.mark.parametrize("lock", ["", "stages: {}\n", "<<<<<<< HEAD\n    outs:\n=======\n    deps:\n"])
def test_a_lock_that_lists_nothing_is_read(lock: str) -> None:
    fit = FIT.format("import pandas as pd", "pd.read_sql(QUERY, BASE)")
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "fit.py": fit, "dvc.lock": lock}
    assert state("training-reproducible", files) == "yes"


PASSED = """class Answer:
    def of(self, {0}):
        return {{"label": MODEL.predict({0}), "model_version": {1}}}
"""


@pytest.mark.parametrize(
    ("value", "want"),
    [
        # The version of a row, or of what was sent, is of what wrote it.
        ("row.model_version", "unknown"),
        ("None", "unknown"),
        ('"1.2"', "partly"),
        ("settings.model_version", "partly"),
        # So is the version of the interface.
        ("settings.api_version", "unknown"),
        # The name of a model is no version of it, and neither is an example of the name.
        ('settings.model_name, "shown": {"model_version": "acme/forest"}', "no"),
        ('settings.model_name, "shown": {"model_version": "forest-2"}', "partly"),
    ],
)
def test_a_version_that_is_only_handed_on_is_none_of_the_model(value: str, want: str) -> None:
    serve = SERVE.format("from told import Answer", "Answer().of(row)")
    assert state("model-versioned", {"serve.py": serve, "told.py": PASSED.format("row", value)}) == want


@pytest.mark.parametrize(
    ("answer", "want"),
    [("MODEL.predict(row), MODEL.version", "no"), ("told(), MODEL.predict(row)", "partly")],
)
def test_a_line_of_the_log_names_the_version_that_the_model_holds(answer: str, want: str) -> None:
    told = "import logging\nimport pickle\n\n\ndef told():\n    with open('forest.pkl', 'rb') as file:\n"
    told += "        model_wrapper = pickle.load(file)\n    logging.info(f'{model_wrapper.version}')\n"
    files = {"serve.py": SERVE.format("from told import told", answer), "told.py": told}
    assert state("model-versioned", files) == want


@pytest.mark.parametrize(
    ("folder", "want"),
    [('MODELS / "forest_v3"', "partly"), ('MODELS / "forest"', "no"), ('MODELS / "forest.v3.md"', "no")],
)
def test_a_folder_with_a_version_in_its_name_is_a_half(folder: str, want: str) -> None:
    more = f"from pathlib import Path\n\nMODELS = Path('models')\nmodel_path = {folder}"
    assert state("model-versioned", {"serve.py": SERVE.format(more, "MODEL.predict(row)")}) == want


BASE = """import joblib
import snowflake.connector
{0}

def rows():
    cursor = snowflake.connector.connect().cursor()
    cursor.execute("SELECT * FROM trips")
    return {1}


joblib.dump(LogisticRegression(random_state=1).fit(rows(), rows()), "churn.joblib")
"""


@pytest.mark.parametrize(
    ("imports", "read", "want"),
    [
        ("from sklearn.linear_model import LogisticRegression", "cursor.fetchall()", "partly"),
        # What Git keeps is read where a table is read.
        (
            "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression",
            "cursor.fetchall(), pd.read_csv('data/zones.csv')",
            "yes",
        ),
    ],
)
def test_rows_of_a_data_base_are_not_the_file_that_a_page_reads(imports: str, read: str, want: str) -> None:
    page = 'ZONES = "data/zones.csv"\n'
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "page.py": page, "data/zones.csv": "a\n"}
    assert state("training-reproducible", {**files, "fit.py": BASE.format(imports, read)}) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        (
            "RUN wget https://example.org/models/speech-model-0.22.zip && unzip speech-model-0.22.zip",
            "partly",
        ),
        ("RUN wget https://example.org/models/speech-model.zip", "no"),
        ("RUN curl -O https://example.org/0.22/tools-0.22.zip", "no"),
        ("# RUN wget https://example.org/models/speech-model-0.22.zip", "no"),
    ],
)
def test_an_image_may_download_a_model_with_a_version_in_its_name(line: str, want: str) -> None:
    image = f"FROM python:3.13-slim\n{line}\nCOPY . .\nCMD uvicorn serve:app\n"
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "Dockerfile": image}
    assert state("model-versioned", files) == want


MAKES = """import sqlite3

import numpy as np
import pandas as pd


def make():
    rng = np.random.default_rng({seed})
    rows = pd.DataFrame(rng.normal(size=9))
    rows.to_csv("data/made.csv")
    rows.{writes}("made", sqlite3.connect("rows.db"))
"""
FITS = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

import make

rows = pd.read_csv("data/{file}")
joblib.dump(RandomForestRegressor(random_state=1).fit(rows, rows), "churn.joblib")
"""


@pytest.mark.parametrize(
    ("file", "writes", "want"),
    [("made.csv", "to_sql", "yes"), ("other.csv", "to_sql", "partly"), ("made.csv", "read_sql", "partly")],
)
def test_a_module_that_the_training_imports_may_make_its_data(file: str, writes: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "fit.py": FITS.format(file=file)}
    files["make.py"] = MAKES.format(seed=1, writes=writes)
    assert state("training-reproducible", files) == want


FILLED = """import os

import mlflow

{given}


def bring():
    return mlflow.pyfunc.load_model(f"models:/churn/{{{name}}}")
"""


@pytest.mark.parametrize(
    ("name", "given", "env", "want"),
    [
        ("VERSION", "VERSION = os.getenv('VERSION', '3')", "", "yes"),
        ("VERSION", "VERSION = '3'", "", "yes"),
        # What the checkout gives the environment counts before the default.
        ("VERSION", "VERSION = os.getenv('VERSION', 'latest')", "VERSION=4\n", "yes"),
        ("VERSION", "VERSION = os.getenv('VERSION', '3')", "VERSION=latest\n", "partly"),
        ("VERSION", "VERSION = os.getenv('VERSION', 'latest')", "", "partly"),
        ("VERSION", "VERSION = os.getenv('VERSION')", "", "unknown"),
    ],
)
def test_a_name_may_give_an_address_its_version(name: str, given: str, env: str, want: str) -> None:
    serve = SERVE.format("from loads import bring", "bring().predict(row)")
    files = {"serve.py": serve, "loads.py": FILLED.format(name=name, given=given)}
    assert state("model-versioned", {**files, **({".env.example": env} if env else {})}) == want


AT_ROOT = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

rows = {read}
joblib.dump(RandomForestRegressor(random_state=1).fit(rows, rows), "churn.joblib")
"""


@pytest.mark.parametrize(
    ("read", "kept", "want"),
    [
        ("pd.read_csv('grades.csv')", "grades.csv", "yes"),
        ("pd.read_csv('grades.csv')", "marks.csv", "partly"),
        ("pd.read_csv('grades.csv')", "results.csv", "partly"),
        # A training opens a file of lines by itself.
        ("list(open('site/grades.jsonl'))", "site/grades.jsonl", "yes"),
        ("list(open('site/other.jsonl'))", "site/grades.jsonl", "unknown"),
    ],
)
def test_a_training_in_a_folder_reads_what_lies_at_the_root(read: str, kept: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)"), "site/fit.py": AT_ROOT.format(read=read)}
    assert state("training-reproducible", {**files, kept: "a\n1\n"}) == want


BUCKETS = """import hashlib

import joblib
import pandas as pd
from sklearn.ensemble import RandomForestRegressor


def {name}(value):
    return hashlib.sha256({hashed}).hexdigest()


rows = pd.read_csv("https://example.org/rows.csv")
part = {name}("a")
joblib.dump(RandomForestRegressor(random_state=1).fit(rows, rows), "churn.joblib")
"""


@pytest.mark.parametrize(
    ("name", "hashed", "want"),
    [
        ("stable_bucket", "value", "no"),
        # The hash of one text says where a row belongs, and that of a file is of the data.
        ("digest_of", "str(value).encode()", "no"),
        ("digest_of", "open(value, 'rb').read()", "partly"),
    ],
)
def test_the_hash_of_one_text_is_none_of_the_data(name: str, hashed: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "MODEL.predict(row)")}
    assert state("lineage-kept", {**files, "fit.py": BUCKETS.format(name=name, hashed=hashed)}) == want
