"""What only looks like evidence: sums of a cache, listed runs, parsed texts, unused imports."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

SUMMED = """class {owner}:
    def __init__(self):
        self.hits = 0
        self.misses = 0

    def get(self, row):
        if row:
            self.hits += 1
        else:
            self.misses += 1

    def get_stats(self):
        total_requests = self.hits + self.misses
        return {{"total": total_requests}}
"""
COUNTING = """from fastapi import FastAPI

from store import {owner}

app = FastAPI()
STORE = {owner}()


@app.post("/predict")
def predict(row: dict):
    STORE.get(row)
    return MODEL.predict(row)


@app.get("/stats")
def stats():
    return STORE.get_stats()
"""


@pytest.mark.parametrize(("owner", "state"), [("VoiceCache", "unknown"), ("Totals", "partly")])
def test_what_a_cache_adds_up_is_no_count_of_requests(owner: str, state: str) -> None:
    files = {"serve.py": COUNTING.format(owner=owner), "store.py": SUMMED.format(owner=owner)}
    assert answers(files)["requests-counted"].state == state


RUN = """import joblib{imports}
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("model.joblib")


@app.post("/predict")
def predict(row: dict):
    run_id = {run}
    return {{"run_id": run_id, "answer": MODEL.predict(row)}}
"""


@pytest.mark.parametrize(
    ("imports", "run", "state"),
    [
        ("", "make_run()", "no"),
        ("\nimport mlflow", "mlflow.get_run('a').info.run_id", "partly"),
        ("\nimport mlflow", "mlflow.search_runs('a')[0].info.run_id", "no"),
    ],
)
def test_a_run_is_of_a_model_where_runs_are_kept(imports: str, run: str, state: str) -> None:
    code = RUN.format(imports=imports, run=run)
    assert answers({"serve.py": code})["model-versioned"].state == state


HUB = """from fastapi import FastAPI
from sentence_transformers import SentenceTransformer
{imports}

app = FastAPI()
MODEL = SentenceTransformer("all-MiniLM-L6-v2")


@app.post("/encode")
def encode(text: str):
    return MODEL.encode(text){more}
"""
INDEX = """import joblib
from sklearn.feature_extraction.text import TfidfVectorizer

vectors = TfidfVectorizer()
vectors.fit_transform(open("texts.txt"))
joblib.dump(vectors, "vectors.joblib")
"""


@pytest.mark.parametrize(
    ("imports", "more", "asked"),
    [
        ("import joblib", "", False),
        ("import joblib", ' + joblib.load("vectors.joblib").transform([text])', True),
        ("import mlflow", ' + mlflow.log_text(text, "a")', False),
        ("import mlflow", ' + mlflow.sklearn.load_model("a").transform([text])', True),
    ],
)
def test_a_training_of_what_nothing_brings_back_is_not_asked(imports: str, more: str, asked: bool) -> None:
    told = answers({"serve.py": HUB.format(imports=imports, more=more), "index.py": INDEX})
    for practice in ("lineage-kept", "training-reproducible"):
        assert (told[practice].state != "not-applicable") is asked


LIMIT = "deploy: {resources: {limits: {memory: 1G}}}"
BUILT = "build: {context: ., dockerfile: Dockerfile}"


@pytest.mark.parametrize(
    ("production", "other", "state"),
    [
        ("compose.prod.yaml", "beat: {{{built}, command: celery -A serve beat}}", "yes"),
        ("compose.prod.yaml", "worker: {{{built}, command: python -m work}}", "partly"),
        ("compose.gpu.yaml", "beat: {{{built}, command: celery -A serve beat}}", "partly"),
    ],
)
def test_what_production_limits_is_limited(production: str, other: str, state: str) -> None:
    files = {
        "serve.py": HUB.format(imports="", more=""),
        "Dockerfile": IMAGE,
        "compose.yaml": f"services:\n  api: {{{BUILT}}}\n",
        production: f"services:\n  api: {{{BUILT}, {LIMIT}}}\n  {other.format(built=BUILT)}\n",
    }
    assert answers(files)["deployment-limited"].state == state


PARSING = """import re

from fastapi import FastAPI, Request

app = FastAPI()


def parse_query(text):
    found = re.search("[0-9]+", text)
    {fails}
    return found


@app.post("/predict")
async def predict(request: Request):
    return MODEL.predict(parse_query(await request.json()))
"""


@pytest.mark.parametrize(
    ("fails", "state"), [("pass", "no"), ("if not found:\n        raise ValueError(text)", "yes")]
)
def test_what_is_parsed_and_never_refused_is_not_checked(fails: str, state: str) -> None:
    assert answers({"serve.py": PARSING.format(fails=fails)})["input-validated"].state == state


SOCKET = """import cv2
import numpy as np
from flask import Flask
from flask_socketio import SocketIO

app = Flask(__name__)
socket = SocketIO(app)


@socket.on("detect")
def detect(data):
    image = cv2.imdecode(np.frombuffer(data, np.uint8), 1)
    {check}
    socket.emit("found", MODEL.predict(image))
"""


@pytest.mark.parametrize(("check", "refused"), [("if image is None:\n        return", True), ("pass", False)])
def test_a_socket_leaves_pictures_that_cannot_be_decoded(check: str, refused: bool) -> None:
    told = answers({"serve.py": SOCKET.format(check=check)})["input-validated"]
    assert (told.state in ("yes", "unknown")) is refused


FACES = """import os

import cv2
import numpy as np

images = [cv2.imread(f"faces/data/{name}", 0) for name in os.listdir("faces/data")]
model = cv2.face.LBPHFaceRecognizer_create()
model.train(images, np.array(range(len(images))))
model.save("faces.yml")
"""
FACE_SERVICE = """import cv2
from fastapi import FastAPI

app = FastAPI()
MODEL = cv2.face.LBPHFaceRecognizer_create()
MODEL.read("faces.yml")


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("listed", "state"),
    [('[{"file": "ann.jpg"}, {"file": "bob.jpg"}]', "yes"), ('[{"file": "ann.jpg"}]', "partly")],
)
def test_few_pictures_that_a_list_names_are_the_data(listed: str, state: str) -> None:
    files = {"serve.py": FACE_SERVICE, "train.py": FACES, "faces/data/names.json": listed}
    files |= {"faces/data/ann.jpg": "-", "faces/data/bob.jpg": "-"}
    assert answers(files)["training-reproducible"].state == state
