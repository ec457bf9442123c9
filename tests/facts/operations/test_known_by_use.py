"""What is known by how it is used, not by its name: `/` in paths, the status of a job, pictures, imports."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

FLASK = """from flask import Flask, request
from flask_restful import Api, Resource

app = Flask(__name__)
api = Api(app)


class Predict(Resource):
    def post(self):
        {line}
        return {{"label": int(MODEL.predict([[1]])[0])}}


api.add_resource(Predict, {route})
"""


@pytest.mark.parametrize(
    ("line", "route", "want"),
    [
        ('where = FOLDER + "/" + str(1)', '"/predict"', "no"),
        ('where = FOLDER.split("/")[0]', '"/predict"', "no"),
        ('where = "/".join(PARTS)', '"/predict"', "no"),
        ("where = FOLDER + '/' + str(1)", '"/", "/predict"', "unknown"),
        ("where = 1", '"/"', "unknown"),
    ],
)
def test_a_slash_that_joins_texts_is_no_route(line: str, route: str, want: str) -> None:
    text = FLASK.format(line=line, route=route)
    assert answers({"serve.py": text})["health-answered"].state == want


PARTS = """from fastapi import FastAPI

from status import router

app = FastAPI()
app.include_router(router)


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""
STATUS = """from fastapi import APIRouter

router = APIRouter({prefix})


@router.get("{route}")
def status({given}):
    return {{"status": JOBS}}
"""


@pytest.mark.parametrize(
    ("prefix", "route", "given", "want"),
    [
        ('prefix="/status"', "/", "task_id: str", "no"),
        ("", "/status", "job_id: str", "no"),
        ("", "/status", "job_id", "no"),
        ("", "/status", "", "yes"),
        ("", "/status", "verbose: bool = False", "yes"),
        ("", "/health", "request_id: str", "yes"),
    ],
)
def test_a_status_that_is_asked_by_an_id_is_of_a_job(prefix: str, route: str, given: str, want: str) -> None:
    status = STATUS.format(prefix=prefix, route=route, given=given)
    assert answers({"serve.py": PARTS, "status.py": status})["health-answered"].state == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("import nibabel as nib; nib.save(PICTURE, '/tmp/cut.nii')", "no"),
        ("row.save()", "unknown"),
    ],
)
def test_a_volume_that_is_saved_is_no_row(line: str, want: str) -> None:
    text = FLASK.format(line=line, route='"/predict"')
    assert answers({"predict.py": text})["predictions-logged"].state == want


SERVE = """from fastapi import FastAPI
{imports}

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return {answer}


{more}
"""


@pytest.mark.parametrize(
    ("imports", "more", "want"),
    [
        ("from doclayout_yolo import YOLOv10", 'MODEL = YOLOv10("layout.pt")', "no"),
        ("from layouts import YOLOv10", 'MODEL = YOLOv10("layout.pt")', "unknown"),
    ],
)
def test_a_layout_model_is_loaded_by_its_library(imports: str, more: str, want: str) -> None:
    text = SERVE.format(imports=imports, answer="MODEL.predict(row)", more=more)
    assert answers({"serve.py": text})["model-versioned"].state == want


NET = """import numpy as np
import tensorflow.compat.v1 as tf


def train_net(x):
    rows = np.load("rows.npy")
    step = tf.train.AdamOptimizer().minimize(cost(x))
    with tf.Session() as session:
        session.run(step, feed_dict={{x: rows}})
        tf.train.Saver().save(session, "model")


{start}
"""
TREES = """import pandas as pd
import joblib
{imports}
from sklearn.ensemble import RandomForestClassifier

rows = pd.read_csv("https://example.org/rows.csv")
{data}
model = RandomForestClassifier().fit(rows, rows.pop("label"))
joblib.dump(model, "model.pkl")
"""


@pytest.mark.parametrize(("start", "want"), [("train_net(1)", "no"), ("print(1)", "not-applicable")])
def test_a_net_that_a_session_steps_is_trained(start: str, want: str) -> None:
    serve = SERVE.format(imports="", answer="MODEL.predict(row)", more="")
    files = {"serve.py": serve, "cnn.py": NET.format(start=start)}
    assert answers(files)["training-reproducible"].state == want


@pytest.mark.parametrize(("kept", "want"), [("rows.npy", "partly"), ("rows.md", "no")])
def test_arrays_that_are_loaded_are_read(kept: str, want: str) -> None:
    serve = SERVE.format(imports="", answer="MODEL.predict(row)", more="")
    net = NET.format(start="train_net(1)")
    files = {"serve.py": serve, "cnn.py": net, kept: ""}
    assert answers(files)["training-reproducible"].state == want


@pytest.mark.parametrize(("data", "want"), [("", "no"), ("rows = load_iris(as_frame=True).frame", "partly")])
def test_a_data_set_that_is_only_imported_is_not_read(data: str, want: str) -> None:
    serve = SERVE.format(imports="", answer="MODEL.predict(row)", more="")
    trees = TREES.format(imports="from sklearn.datasets import load_iris", data=data)
    assert answers({"serve.py": serve, "train.py": trees})["training-reproducible"].state == want


CACHED = """from fastapi import FastAPI

app = FastAPI()
cache_hits = 0
cache_misses = 0
CACHE = {{}}


@app.post("/predict")
def predict(row: dict):
    global cache_hits, cache_misses
    if str(row) in CACHE:
        cache_hits += 1
    else:
        {miss}
        CACHE[str(row)] = MODEL.predict(row)
    return CACHE[str(row)]


@app.get("/stats")
def stats():
    total_requests = cache_hits + cache_misses
    return {{"total": total_requests}}
"""


@pytest.mark.parametrize(("miss", "want"), [("cache_misses += 1", "partly"), ("pass", "unknown")])
def test_hits_and_misses_of_a_cache_are_a_count(miss: str, want: str) -> None:
    assert answers({"serve.py": CACHED.format(miss=miss)})["requests-counted"].state == want
