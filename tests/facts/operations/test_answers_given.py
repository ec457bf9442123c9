"""Answers that were unknown of services whose code can be read, and what still cannot be told."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.facts.operations.support import answers

ROUTE = "\n\n@app.post('/ask')\ndef ask(row: dict):\n"
APP = "from fastapi import FastAPI\n\napp = FastAPI()\n"


def _profile(imports: str, body: str) -> str:
    code = f"{imports}\n{APP}{ROUTE}    {body}\n"
    return inspect_files({"serve.py": code.encode(), "Dockerfile": b"FROM python:3.13\n"}, []).profile


def _state(practice: str, files: dict[str, str]) -> str:
    return answers(files)[practice].state


@pytest.mark.parametrize(
    ("imports", "body"),
    [
        ("from sklearn.neighbors import NearestNeighbors", "return KNN.kneighbors([row])"),
        ("from sklearn.neighbors import KernelDensity", "return DENSITY.score_samples([row])"),
        ("from sklearn.svm import SVC", "return MODEL.decision_function([row])"),
        ("from statsmodels.tsa.arima.model import ARIMA", "return FITTED.get_forecast(row['steps'])"),
        ("from prophet import Prophet", "return MODEL.predict(MODEL.make_future_dataframe(7))"),
        ("import implicit", "return MODEL.recommend(row['user'], ROWS)"),
        ("import faiss", "return faiss.read_index('rows.faiss').search(row['vector'], 5)"),
        ("from annoy import AnnoyIndex", "return INDEX.get_nns_by_vector(row['vector'], 5)"),
    ],
)
def test_a_model_is_asked_for_neighbours_forecasts_and_recommendations(imports: str, body: str) -> None:
    assert _profile(imports, body) == "ml-service"
    # What is imported, and not asked, answers nothing; and a method of another library has a name by chance.
    assert _profile(imports, "return row") == "application"
    assert _profile("import json", body) == "application"


PART = (
    "from fastapi import APIRouter\nfrom notes import Report\n\nrouter = APIRouter()\n\n\n"
    "@router.post('/report', response_model=Report)\ndef report(row: dict):\n    return Report(row)\n"
)
REPORT = (
    "import logging\n\nlogger = logging.getLogger(__name__)\n\n\nclass Report:\n"
    "    def __str__(self):\n        logger.error('it failed')\n        return ''\n"
)


@pytest.mark.parametrize(("included", "want"), [(False, "no"), (True, "partly")])
def test_what_no_application_includes_leads_nowhere(included: bool, want: str) -> None:
    more = "from part import router\n\napp.include_router(router)\n" if included else ""
    serve = f"{APP}{more}{ROUTE}    return MODEL.predict([row])\n"
    assert _state("errors-reported", {"serve.py": serve, "part.py": PART, "notes.py": REPORT}) == want


METHODS = (
    "from fastapi import APIRouter, FastAPI\nfrom pydantic import BaseModel\n\n\n"
    "class Row(BaseModel):\n    size: int\n\n\nclass Ask:\n    def __init__(self):\n"
    "        self.router = APIRouter()\n        self.router.add_api_route('/ask', self.ask)\n\n"
    "    def ask(self, row: {}):\n        return MODEL.predict([row])\n\n\n"
    "app = FastAPI()\napp.include_router(Ask().router)\n"
)


@pytest.mark.parametrize(("type_", "want"), [("Row", "yes"), ("dict", "no")])
def test_a_class_adds_routes_of_its_own_methods(type_: str, want: str) -> None:
    assert _state("input-validated", {"serve.py": METHODS.format(type_)}) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("    except OSError as error:\n        logger.warning('not found: %s', error)", "partly"),
        ("    except OSError as error:\n        text = str(error)\n        logger.warning(text)", "partly"),
        # What warns of something else may be no failure.
        ("    except OSError:\n        logger.warning('the cache is cold')", "unknown"),
        ("    except OSError as error:\n        raise ValueError from error", "no"),
    ],
)
def test_a_warning_of_what_was_caught_is_a_log_of_failures(body: str, want: str) -> None:
    head = f"import logging\n\n{APP}\nlogger = logging.getLogger(__name__)\n{ROUTE}"
    code = (
        f"{head}    try:\n        row = open(row['path']).read()\n{body}\n    return MODEL.predict([row])\n"
    )
    assert _state("errors-reported", {"serve.py": code}) == want


RESTX = (
    "from flask import Flask, request\nfrom {library} import Api, Resource, fields\n\n"
    "api = Api(Flask('demo'))\nROW = api.model('Row', {{'size': fields.Float(required=True)}})\n\n\n"
    "@api.route('/ask')\nclass Ask(Resource):\n    @api.expect(ROW{more})\n    def post(self):\n"
    "        return MODEL.predict([request.json['size']])\n"
)


@pytest.mark.parametrize(
    ("library", "more", "want"),
    [
        ("flask_restx", ", validate=True", "yes"),
        ("flask_restplus", ", validate=True", "yes"),
        # It only documents what it is not told to check, and another library has a method of its own.
        ("flask_restx", "", "no"),
        ("flask_restx", ", validate=False", "unknown"),
        ("own_api", ", validate=True", "unknown"),
    ],
)
def test_what_a_handler_of_flask_restx_expects_is_checked_where_it_says_so(
    library: str, more: str, want: str
) -> None:
    assert _state("input-validated", {"serve.py": RESTX.format(library=library, more=more)}) == want


@pytest.mark.parametrize(
    ("call", "want"),
    [
        ("rows.insert(0, '')", "no"),
        ("TABLE.insert(CLIENT.found(row))", "unknown"),
    ],
)
def test_a_list_that_a_page_inserts_into_is_no_store(call: str, want: str) -> None:
    code = (
        "import streamlit as st\n\n\ndef shown(row):\n    rows = ROWS.unique()\n"
        f"    {call}\n    return rows\n\n\nst.write(shown(st.text_input('row')))\n"
        "st.write(MODEL.predict(['a']))\n"
    )
    assert _state("predictions-logged", {"page.py": code}) == want


@pytest.mark.parametrize(
    ("name", "near", "want"),
    [("create_embedding", False, "no"), ("create_ticket", True, "no"), ("create_ticket", False, "unknown")],
)
def test_a_handler_answers_by_the_model_beside_it_or_is_named_for_it(
    name: str, near: bool, want: str
) -> None:
    """Where the module of a handler brings the model back, its name need not say what it does."""
    made = "from sentence_transformers import SentenceTransformer\n\nMODEL = SentenceTransformer('small')\n"
    code = (
        f"import asyncio\n\n{APP}\n{made if near else 'from held import MODEL'}\n\n@app.post('/ask')\n"
        f"async def {name}(row: dict):\n    return await asyncio.to_thread(MODEL.encode, row['text'])\n"
    )
    files = {"serve.py": code} if near else {"serve.py": code, "held.py": made}
    assert _state("predictions-logged", files) == want


@pytest.mark.parametrize(
    ("method", "lineage", "training"), [("train_model", "no", "partly"), ("answer", "", "")]
)
def test_an_object_that_trains_holds_its_model(method: str, lineage: str, training: str) -> None:
    code = (
        "from sklearn.neighbors import NearestNeighbors\n\n\nclass Matcher:\n"
        f"    def {method}(self, rows):\n        self.model = NearestNeighbors()\n"
        "        self.model.fit(rows)\n        return self.model.kneighbors(rows)\n"
    )
    serve = f"from match import Matcher\n{APP}{ROUTE}    return Matcher().{method}([row])\n"
    found = answers({"serve.py": serve, "match.py": code})
    told = found["lineage-kept"].state
    assert told == (lineage or "not-applicable")
    assert (found["training-reproducible"].state != "not-applicable") == bool(training)


@pytest.mark.parametrize(
    ("made", "more", "want"),
    [
        ("mlflow = setup_mlflow()", "", "no"),
        ("mlflow = setup_mlflow()", ", input_example=rows", "yes"),
        ("store = setup_store()", "", "not-applicable"),
    ],
)
def test_mlflow_may_come_from_a_function(made: str, more: str, want: str) -> None:
    name = made.partition(" ")[0]
    function = made.partition("= ")[2].removesuffix("()")
    code = (
        f"from tracking import {function}\n\n\ndef train(model, rows):\n    {made}\n    model.fit(rows)\n"
        f"    {name}.sklearn.log_model(model, 'model'{more})\n\n\n"
        "if __name__ == '__main__':\n    train(1, 2)\n"
    )
    serve = f"{APP}{ROUTE}    return MODEL.predict([row])\n"
    assert _state("model-signed", {"serve.py": serve, "train.py": code}) == want


@pytest.mark.parametrize(
    ("saved", "want"),
    [
        # A file that is sent has a name of its own; a model that has one is one of several.
        ("request.files['image'].save(f'{uuid4()}.png')", "no"),
        ("MODEL.save(f'{uuid4()}.keras')", "unknown"),
    ],
)
def test_a_file_that_is_sent_is_none_of_several_models(saved: str, want: str) -> None:
    code = (
        "from uuid import uuid4\n\nfrom flask import Flask, request\nfrom keras.models import load_model\n\n"
        "app = Flask('demo')\nMODEL = load_model('model.keras')\n\n\n@app.post('/ask')\ndef ask():\n"
        f"    {saved}\n    return MODEL.predict([request.json])\n"
    )
    assert _state("model-versioned", {"serve.py": code}) == want


def test_a_cascade_of_opencv_is_loaded_from_a_name_without_a_version() -> None:
    code = (
        f"import cv2\n{APP}\nFACES = cv2.CascadeClassifier('faces.xml')\n{ROUTE}"
        "    return FACES.detectMultiScale(row['image'])\n"
    )
    assert _state("model-versioned", {"serve.py": code}) == "no"
    assert _state("model-versioned", {"serve.py": code.replace("CascadeClassifier", "resize")}) == "unknown"


@pytest.mark.parametrize(
    ("name", "want"),
    [("novelty_bonus", "no"), ("novelty_detection", "unknown"), ("detect_novelty", "unknown")],
)
def test_the_novelty_of_a_recommendation_is_no_outlier(name: str, want: str) -> None:
    code = f"{APP}\n\ndef {name}(row):\n    return len(row)\n{ROUTE}    return MODEL.predict([{name}(row)])\n"
    assert _state("outliers-found", {"serve.py": code}) == want
