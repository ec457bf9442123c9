"""Rows of predictions that are counted, models of a hub, and handlers whose helpers ask the model."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """from fastapi import FastAPI
from sqlalchemy.orm import DeclarativeBase
{imports}

app = FastAPI()


class Base(DeclarativeBase):
    pass


class {table}(Base):
    pass


@app.post("/predict")
def predict(row: dict):
    answer = MODEL.predict(row)
    SESSION.add({table}(answer=answer))
    SESSION.commit()
    return answer


@app.get("/stats")
def get_stats():
    return {{"total": {shown}}}
"""


@pytest.mark.parametrize(
    ("table", "shown", "want"),
    [
        ("Prediction", "SESSION.query(Prediction).count()", "unknown"),
        ("RecognitionLog", "SESSION.query(RecognitionLog).count()", "unknown"),
        ("Prediction", "SESSION.query(Prediction).all()", "no"),
        # How many people there are is no count of requests.
        ("Prediction", "SESSION.query(User).count()", "no"),
    ],
)
def test_statistics_that_count_rows_of_predictions_may_count_requests(
    table: str, shown: str, want: str
) -> None:
    code = SERVE.format(imports="", table=table, shown=shown)
    assert answers({"serve.py": code})["requests-counted"].state == want


HUB = "import tensorflow_hub as hub\n\n{}\n"


@pytest.mark.parametrize(
    ("loads", "want"),
    [
        ('MODEL = hub.KerasLayer("https://tfhub.dev/google/birds_V1/1")', "yes"),
        ('MODEL_URL = "https://tfhub.dev/google/birds_V1/1"\nMODEL = hub.KerasLayer(MODEL_URL)', "yes"),
        ('MODEL = hub.KerasLayer("https://tfhub.dev/google/birds_V1")', "no"),
        ('MODEL_URL = "https://example.org/models/birds/1"\nMODEL = hub.KerasLayer(MODEL_URL)', "no"),
    ],
)
def test_an_address_of_a_hub_names_a_version(loads: str, want: str) -> None:
    code = SERVE.format(imports=HUB.format(loads), table="Visit", shown="0")
    assert answers({"serve.py": code})["model-versioned"].state == want


FACES = "from insightface.app import FaceAnalysis\n\nMODEL = FaceAnalysis(name='buffalo_l')\n"


@pytest.mark.parametrize(("imports", "want"), [(FACES, "no"), ("", "unknown")])
def test_a_model_of_a_name_has_no_version(imports: str, want: str) -> None:
    code = SERVE.format(imports=imports, table="Visit", shown="0")
    assert answers({"serve.py": code})["model-versioned"].state == want


HANDLER = """from fastapi import FastAPI, HTTPException, UploadFile

import engine

app = FastAPI()


@app.post("/analyze")
def analyze(file: UploadFile):
    if not file.content_type.startswith("image/"):
        raise HTTPException(400, "no picture")
    return engine.{name}(file)
"""
ENGINE = """def run(file):
    return inner(file)


def inner(file):
    return MODEL.predict(file)


def thumbnail(file):
    return file.read()
"""


@pytest.mark.parametrize(("name", "want"), [("run", "yes"), ("thumbnail", "unknown")])
def test_a_handler_answers_by_the_model_that_its_helpers_ask(name: str, want: str) -> None:
    files = {"serve.py": HANDLER.format(name=name), "engine.py": ENGINE}
    assert answers(files)["input-validated"].state == want
