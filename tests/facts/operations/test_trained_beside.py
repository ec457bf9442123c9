"""What trains, keeps and loads the served model, and what only lies beside it."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("herd.joblib")


@app.post("/predict")
def predict(row: dict):
    return {"label": MODEL.predict([row])[0]}
"""
NAMES_VERSION = """
@app.get("/about")
def about():
    return {"model_version": read()["version"]}
"""
TRAIN = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

table = pd.read_csv("rows.csv")
model = RandomForestClassifier(random_state=7).fit(table, table["sick"])
joblib.dump(model, "herd.joblib")
"""
CHECK = """import hashlib
import pathlib

from sklearn.linear_model import LogisticRegression


def leaks(rows, labels):
    return LogisticRegression().fit(rows, labels).score(rows, labels) > 0.99


def unchanged(path, want):
    return hashlib.md5(pathlib.Path(path).read_bytes()).hexdigest() == want
{more}"""


def state(practice: str, files: dict[str, str]) -> str:
    return answers({"serve.py": SERVE, "train.py": TRAIN, **files})[practice].state


@pytest.mark.parametrize(
    ("more", "trains", "want"),
    [
        ("", TRAIN, "no"),
        ("\n\ndef keep(model, path):\n    model.save(path)\n", TRAIN, "partly"),
        ("", f"import check\n{TRAIN}", "partly"),
    ],
)
def test_a_check_that_keeps_no_model_stores_no_hash_with_it(more: str, trains: str, want: str) -> None:
    assert state("lineage-kept", {"check.py": CHECK.format(more=more), "train.py": trains}) == want


@pytest.mark.parametrize(("trains", "want"), [(TRAIN, "partly"), (f"import check\n{TRAIN}", "yes")])
def test_a_check_that_hashes_makes_no_version_of_the_model(trains: str, want: str) -> None:
    files = {"serve.py": SERVE + NAMES_VERSION, "check.py": CHECK.format(more=""), "train.py": trains}
    assert state("model-versioned", files) == want


FALLBACK = """import pandas as pd
from flask import Flask, request
from sklearn.ensemble import RandomForestClassifier

table = pd.read_csv("rows.csv")
model = RandomForestClassifier({seed}).fit(table, table["sick"])
app = Flask(__name__)


@app.route("/predict", methods=["POST"])
def predict():
    return {{"label": model.predict([request.json])[0]}}
"""


@pytest.mark.parametrize(("seed", "want"), [("", "partly"), ("random_state=7", "yes")])
def test_what_serves_and_fits_is_no_check(seed: str, want: str) -> None:
    files = {"serve.py": FALLBACK.format(seed=seed), "rows.csv": "a,sick\n1,0\n"}
    assert state("training-reproducible", files) == want


LOADS = """import pandas as pd


def rows(source="base"):
    return from_{source}()


def from_base():
    return pd.read_sql_query("SELECT * FROM herd", ENGINE)


def from_files():
    return pd.read_csv("data/rows.csv")
"""


@pytest.mark.parametrize(
    ("call", "want"),
    [("both", "unknown"), ("files", "yes"), ("base", "partly")],
)
def test_of_a_data_base_and_a_file_either_may_be_the_data(call: str, want: str) -> None:
    loads = LOADS.replace("from_{source}()", f"from_{call}()").replace(
        "from_both()", "from_base() or from_files()"
    )
    trains = TRAIN.replace('pd.read_csv("rows.csv")', "rows()").replace(
        "import pandas as pd", "from loads import rows"
    )
    files = {"loads.py": loads, "train.py": trains, "data/rows.csv": "a,sick\n1,0\n"}
    assert state("training-reproducible", files) == want


@pytest.mark.parametrize(
    ("kept", "want"),
    [("data/rows.csv.gz", "yes"), ("data/rows.csv.zip", "yes"), ("data/others.csv.gz", "unknown")],
)
def test_data_may_be_kept_packed(kept: str, want: str) -> None:
    files = {"train.py": TRAIN.replace("rows.csv", "data/rows.csv"), kept: "x"}
    assert state("training-reproducible", files) == want


STORED = """import boto3

import io
import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

sent = boto3.client("s3").get_object(Bucket=BUCKET, Key="rows")
table = pd.read_csv({read})
model = RandomForestClassifier(random_state=7).fit(table, table["sick"])
joblib.dump(model, "herd.joblib")
"""


@pytest.mark.parametrize(
    ("read", "want"),
    [
        ('io.BytesIO(sent["Body"].read())', "partly"),
        ('sent["Body"]', "partly"),
        ('"data/rows.csv"', "yes"),
    ],
)
def test_bytes_of_a_store_are_not_the_file_that_git_keeps(read: str, want: str) -> None:
    files = {"train.py": STORED.format(read=read), "data/rows.csv": "a,sick\n1,0\n"}
    assert state("training-reproducible", files) == want


SPLITS = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

table = pd.read_csv("data/rows.csv")
rows, _ = train_test_split(table, random_state=7)
model = RandomForestClassifier(**PARAMS{more}).fit(rows, rows["sick"])
joblib.dump(model, "herd.joblib")
"""


@pytest.mark.parametrize(
    ("more", "beside", "want"),
    [
        ("", {}, "unknown"),
        (", random_state=7", {}, "yes"),
        ("", {"params.yaml": "model:\n  random_state: 7\n"}, "yes"),
    ],
)
def test_settings_that_are_handed_on_may_hold_the_seed(more: str, beside: dict[str, str], want: str) -> None:
    files = {"train.py": SPLITS.format(more=more), "data/rows.csv": "a,sick\n1,0\n", **beside}
    assert state("training-reproducible", files) == want


LOGS = """import mlflow


def log(model):
    with mlflow.start_run():
        mlflow.sklearn.log_model(model, "herd")
"""


@pytest.mark.parametrize(
    ("runs", "want"),
    [("import train\nimport logs\n\nlogs.log(train.model)\n", "partly"), ("import logs\n", "no")],
)
def test_what_one_script_runs_after_the_other_logs_its_model(runs: str, want: str) -> None:
    assert state("lineage-kept", {"logs.py": LOGS, "flow.py": runs}) == want


CHOOSES = """import joblib


def load_model(version: str):
    return joblib.load(f"models/{version}.joblib")
"""


@pytest.mark.parametrize(("name", "want"), [("older", "no"), ("deploy", "unknown")])
def test_only_what_deploys_chooses_another_model(name: str, want: str) -> None:
    assert state("model-versioned", {f"{name}.py": CHOOSES}) == want


ROW = """
@app.post("/row")
def row(row: dict):
    answer = MODEL.predict([row])[0]
    SESSION.add(Row(answer=answer, version_modele={value}))
    return answer
"""


@pytest.mark.parametrize(("value", "want"), [("config.MODEL_NAME", "no"), ("CARD['version']", "partly")])
def test_the_name_of_a_model_is_no_version(value: str, want: str) -> None:
    assert state("model-versioned", {"serve.py": SERVE + ROW.format(value=value)}) == want


ENDPOINT = """resource "aws_sagemaker_model" "herd" {{
  primary_container {{
    image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/{image}"
  }}
}}
"""


@pytest.mark.parametrize(
    ("image", "want"),
    [
        ("sagemaker-scikit-learn:1.4-2-cpu-py3", "not-applicable"),
        ("pytorch-inference:2.1-cpu", "not-applicable"),
        ("sagemaker-herd:1.4", "yes"),
    ],
)
def test_an_image_of_the_platform_is_no_release(image: str, want: str) -> None:
    files = {"infra/main.tf": ENDPOINT.format(image=image)}
    assert state("release-pinned", files) == want


FRAMES = """import joblib


def keep():
    joblib.dump(MODEL, "herd.joblib")


def frame(width, fit="cover"):
    return width if fit == "cover" else 0


def show(width, how):
    return frame(width, fit=how){more}
"""


@pytest.mark.parametrize(("more", "want"), [("", "not-applicable"), (" + MODEL.fit(width)", "unknown")])
def test_a_parameter_is_no_training(more: str, want: str) -> None:
    files = {"serve.py": SERVE.replace("import joblib", "import frames\nimport joblib"), "train.py": ""}
    files["frames.py"] = FRAMES.format(more=more)
    assert state("training-reproducible", files) == want


GROUPED = """
from sklearn.model_selection import GroupShuffleSplit


def split(table):
    hashes = pd.util.hash_pandas_object(table, index=False)
    return {use}
"""


@pytest.mark.parametrize(
    ("use", "want"),
    [("GroupShuffleSplit().split(table, groups=hashes)", "no"), ("str(hashes.sum())", "partly")],
)
def test_a_hash_that_groups_rows_is_not_kept(use: str, want: str) -> None:
    assert state("lineage-kept", {"train.py": TRAIN + GROUPED.format(use=use)}) == want


SAMPLER = """import torchvision


def labels(data):
    {asks}
    return data.targets
"""


@pytest.mark.parametrize(
    ("asks", "want"),
    [
        ("assert type(data) is torchvision.datasets.MNIST", "partly"),
        ("assert isinstance(data, torchvision.datasets.MNIST)", "partly"),
        ("data = data or torchvision.datasets.MNIST('data')", "yes"),
    ],
)
def test_to_ask_for_a_data_set_brings_none(asks: str, want: str) -> None:
    assert state("training-reproducible", {"sampler.py": SAMPLER.format(asks=asks)}) == want


NET = """import joblib
import torch
from fastapi import FastAPI
from torchvision import models

app = FastAPI()
NET = models.resnet50(weights=models.ResNet50_Weights.IMAGENET1K_V1)
{more}


@app.post("/predict")
def predict(row: list):
    return {{"label": NET(row)}}
"""


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ("", "yes"),
        ('HEAD = joblib.load("head.joblib")', "partly"),
        ('NET.load_state_dict(torch.load("own.pth"))', "no"),
    ],
)
def test_weights_of_a_library_beside_a_file_of_ones_own(more: str, want: str) -> None:
    assert answers({"serve.py": NET.format(more=more)})["model-versioned"].state == want


ADVICE = """

def bring():
    {line}
"""
ADDRESS = "https://github.com/owner/voices/releases/download/v1.0/voice.onnx"


@pytest.mark.parametrize(
    ("line", "want"),
    [
        (f'raise RuntimeError("bring it: curl -LO {ADDRESS}")', "no"),
        (f'os.system("curl -LO {ADDRESS}")', "yes"),
        (f'urlretrieve("{ADDRESS}", "voice.onnx")', "yes"),
    ],
)
def test_advice_to_download_brings_no_model(line: str, want: str) -> None:
    files = {"serve.py": SERVE + ADVICE.format(line=line)}
    assert state("model-versioned", files) == want
