"""Practices that are kept in part: fields beside a file, a root, weights in a package, one of two names."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers, level

UPLOAD = """from typing import Literal

from fastapi import FastAPI, File, Form, HTTPException, UploadFile
from pydantic import BaseModel

app = FastAPI()


class Options(BaseModel):
    top: int


@app.post("/predict")
async def predict({types}):
    {body}
    return MODEL.predict(await image.read())
"""


@pytest.mark.parametrize(
    ("types", "body", "want"),
    [
        ("image: UploadFile, top: int = Form(1)", "pass", "half"),
        ("image: UploadFile, options: Options", "pass", "1a"),
        (
            "image: UploadFile, top: int = Form(1)",
            "if image.content_type != 'image/png':\n        raise HTTPException(422)",
            "1a",
        ),
        # Whether that is a check of the file is not read, and fields are checked.
        ("image: UploadFile, top: int = Form(1)", "validate_image(image)", "1a"),
        # What makes a number of a text checks no file.
        (
            "image: UploadFile, top: int = Form(1)",
            "top = int(SIZE) if SIZE is not TypeError else 0",
            "half",
        ),
        ("top: int", "pass", "1a"),
    ],
)
def test_fields_beside_a_file_that_is_not_checked_are_a_half(types: str, body: str, want: str) -> None:
    assert level({"serve.py": UPLOAD.format(types=types, body=body)}, "input-validated") == want


PARSED = """from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class {name}(BaseModel):
    text: str


@app.post("/ask")
async def ask(request):
    return {name}.model_validate_json(MODEL.predict(await request.body()))
"""


@pytest.mark.parametrize(("name", "want"), [("AskRequest", "1a"), ("AnswerResult", "unknown")])
def test_an_answer_that_is_parsed_is_no_check_of_the_request(name: str, want: str) -> None:
    assert level({"serve.py": PARSED.format(name=name)}, "input-validated") == want


FLASK = """from flask import Flask, jsonify, request

app = Flask("demo")


@app.post("/score")
def {name}():
    {body}
    return jsonify(MODEL({given}))
"""


@pytest.mark.parametrize(("name", "want"), [("detect_objects", "1a"), ("sign_in", "unknown")])
def test_a_handler_that_is_named_for_what_it_answers_may_refuse_requests(name: str, want: str) -> None:
    body = "if 'image' not in request.files or bad_format(request):\n        return jsonify({}), 400"
    code = FLASK.format(name=name, body=body, given="request.files['image']").replace("MODEL(", "work(")
    assert level({"serve.py": code}, "input-validated") == want


@pytest.mark.parametrize(
    ("error", "status", "made", "want"),
    [
        ("ValueError", 400, "float(request.json['a'])", "1a"),
        ("(KeyError, ValueError)", 422, "float(request.json['a'])", "1a"),
        ("ValueError", 500, "float(request.json['a'])", "unknown"),
        ("ValueError", 400, "request.json['a']", "unknown"),
    ],
)
def test_the_error_of_what_is_no_number_may_refuse_a_request(
    error: str, status: int, made: str, want: str
) -> None:
    body = (
        f"try:\n        row = {made}\n        answer = MODEL.predict([row])\n"
        f"    except {error}:\n        return jsonify({{}}), {status}"
    )
    code = FLASK.format(name="score", body=body, given="answer")
    assert level({"serve.py": code}, "input-validated") == want


PAGE = """import joblib
import streamlit as st

MODEL = joblib.load("model.pkl")
rooms = st.number_input("Rooms", min_value=1, max_value=9)
{more}
st.write(MODEL.predict([[rooms]]))
"""


@pytest.mark.parametrize(("more", "want"), [("", "yes"), ("image = st.file_uploader('Picture')", "partly")])
def test_bounds_of_a_number_say_nothing_of_the_file_that_a_page_takes(more: str, want: str) -> None:
    assert answers({"app.py": PAGE.format(more=more)})["input-validated"].state == want


ROOT = """from fastapi import {made}

app = {made}()


@app.get("{route}")
def {name}():
    return {{"loaded": True}}
"""


@pytest.mark.parametrize(
    ("made", "route", "name", "want"),
    [
        ("FastAPI", "/", "health_check", "partly"),
        ("FastAPI", "/", "root", "partly"),
        ("FastAPI", "/up", "health_check", "yes"),
        # A part stands below a path.
        ("APIRouter", "/", "health_check", "yes"),
    ],
)
def test_the_root_of_an_application_is_a_half_whatever_its_handler_is_called(
    made: str, route: str, name: str, want: str
) -> None:
    whole = "from fastapi import FastAPI\n\nimport serve\n\napi = FastAPI()\napi.include_router(serve.app)\n"
    files = {"serve.py": ROOT.format(made=made, route=route, name=name)}
    files |= {"main.py": whole} if made == "APIRouter" else {}
    assert answers(files)["health-answered"].state == want


SERVE = """import {library}
from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    model = {load}
    return model.predict(row)
"""


@pytest.mark.parametrize(
    ("library", "load", "pinned", "want"),
    [
        ("spacy", "spacy.load('en_core_web_sm')", "en-core-web-sm==3.7.1", "partly"),
        ("spacy", "spacy.load('en_core_web_sm')", "en-core-web-sm>=3.7", "no"),
        ("spacy", "spacy.load('en_core_web_sm')", "spacy==3.7.1", "no"),
        (
            "spacy",
            "spacy.load('en_core_web_sm')",
            "en-core-web-sm @ https://demo.example/en_core_web_sm-3.7.1-py3-none-any.whl",
            "partly",
        ),
        ("joblib", "joblib.load('model.pkl')", "en-core-web-sm==3.7.1", "no"),
        # A package that knows the weights it fetches.
        ("easyocr", "easyocr.Reader(['en'])", "easyocr==1.7.2", "partly"),
        ("easyocr", "easyocr.Reader(['en'])", "easyocr>=1.7", "no"),
        ("easyocr", "joblib.load('model.pkl')", "easyocr==1.7.2", "no"),
    ],
)
def test_weights_in_a_package_of_a_fixed_release_are_a_half(
    library: str, load: str, pinned: str, want: str
) -> None:
    files = {"serve.py": SERVE.format(library=library, load=load), "requirements.txt": f"{pinned}\n"}
    assert answers(files)["model-versioned"].state == want


@pytest.mark.parametrize(
    ("brings", "want"),
    [("importlib.import_module(f'demo.{name}')", "unknown"), ("getattr(importlib, name)", "no")],
)
def test_what_loads_the_model_may_be_imported_by_a_name_that_code_makes(brings: str, want: str) -> None:
    serve = (
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/predict')\n"
        "def predict(row: dict):\n    return app.state.model.predict(row)\n"
    )
    package = f"import importlib\nimport pkgutil\n\nfor _, name, _ in pkgutil.iter_modules():\n    {brings}\n"
    files = {"demo/__init__.py": package, "demo/serve.py": serve}
    loads = "import joblib\n\nMODEL = joblib.load('model.pkl')\n"
    assert answers({**files, "demo/held.py": loads})["model-versioned"].state == want


@pytest.mark.parametrize(
    ("pointer", "want"),
    [("model.json.dvc", "partly"), ("other_model.json.dvc", "unknown"), ("model.dvc", "unknown")],
)
def test_a_file_whose_hash_dvc_keeps_and_that_nothing_brings_is_a_half(pointer: str, want: str) -> None:
    code = SERVE.format(library="joblib", load="joblib.load('model.json')")
    assert answers({"serve.py": code, pointer: "outs: []\n"})["model-versioned"].state == want


BENTO = """import bentoml
from constants import TAG


@bentoml.service
class Api:
    model = bentoml.sklearn.load_model({name})

    @bentoml.api
    def predict(self, row: dict):
        return self.model.predict(row)
"""


@pytest.mark.parametrize(
    ("name", "tag", "want"),
    [
        ("TAG", 'f"{NAME}:latest"', "partly"),
        ("TAG", '"churn:abc123"', "yes"),
        ("TAG", "read()", "unknown"),
        ("tag", '"churn:latest"', "unknown"),
    ],
)
def test_a_constant_names_the_tag_that_a_store_is_asked_for(name: str, tag: str, want: str) -> None:
    files = {"service.py": BENTO.format(name=name), "constants.py": f'NAME = "churn"\nTAG = {tag}\n'}
    assert answers(files)["model-versioned"].state == want


ASKED = """import os

from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI(base_url=os.environ["SERVER"])
NAME = os.environ.get("OCR_MODEL"{default})


@app.post("/ask")
def ask(text: str):
    return client.chat.completions.create(model=NAME, messages=[text])
"""


@pytest.mark.parametrize(
    ("default", "want"),
    [(', "demo/ocr.large"', "no"), (', "demo/ocr:v2"', "unknown"), ("", "unknown")],
)
def test_a_default_without_a_version_names_none(default: str, want: str) -> None:
    assert answers({"main.py": ASKED.format(default=default)})["model-versioned"].state == want


FIREBASE = """from fastapi import FastAPI
from firebase_admin import firestore

app = FastAPI()
db = firestore.client()
asked = db.collection("asked")


@app.post("/predict")
def predict(row: dict):
    answer = MODEL.predict(row)
    {line}
    return answer
"""


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("asked.document(row['id']).set({'row': row, 'answer': answer})", "1a"),
        ("db.collection('asked').add({'row': row, 'answer': answer})", "1a"),
        ("asked.document(row['id']).set({'row': row})", "0"),
        ("seen.set(answer)", "0"),
    ],
)
def test_firestore_keeps_the_answers_that_it_is_given(line: str, want: str) -> None:
    assert level({"main.py": FIREBASE.format(line=line)}, "predictions-logged") == want


UNSEEN = """from fastapi import FastAPI
from pymongo import MongoClient

from near import {name}

app = FastAPI()
rows = MongoClient().db.rows


@app.post("/predict")
def predict(row: dict):
    answer = {name}(row)
    rows.insert_one({{"row": row, "answer": answer}})
    return answer
"""


@pytest.mark.parametrize(("name", "want"), [("predict_tokens", "1a"), ("cleaned", "unknown")])
def test_a_function_that_is_not_in_the_code_may_be_named_for_its_answer(name: str, want: str) -> None:
    assert level({"main.py": UNSEEN.format(name=name)}, "predictions-logged") == want


ROUTES = """from fastapi import FastAPI, HTTPException, Request, UploadFile
from pydantic import BaseModel

app = FastAPI()


class Row(BaseModel):
    size: float


@app.post("/predict")
def predict(row: Row):
    return MODEL.predict([row.size])


@app.post("/other")
def other({types}):
    {body}
"""


@pytest.mark.parametrize(
    ("types", "body", "want"),
    [
        ("text: str", "return MODEL.predict([text])", "half"),
        ("rows: dict", "return MODEL.predict([rows])", "half"),
        ("picture: UploadFile", "return MODEL.predict([picture.file.read()])", "half"),
        ("row: Row", "return MODEL.predict([row.size])", "1a"),
        ("text: str, top: int", "return MODEL.predict([text])", "1a"),
        # It asks no model.
        ("text: str", "return text", "1a"),
        ("", "return MODEL.predict([HELD])", "1a"),
        (
            "text: str",
            "if not text:\n        raise HTTPException(400)\n    return MODEL.predict([text])",
            "1a",
        ),
        ("text: str", "return MODEL.predict([validate_text(text)])", "1a"),
    ],
)
def test_a_route_of_the_model_that_checks_nothing_leaves_a_half(types: str, body: str, want: str) -> None:
    assert level({"serve.py": ROUTES.format(types=types, body=body)}, "input-validated") == want


OF_MODEL = """from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    if {test}:
        raise HTTPException(status_code=400)
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("test", "want"),
    [
        ("model is None", "unknown"),
        ("model_name not in MODELS", "unknown"),
        ("not row", "1a"),
        ("row['kind'] not in MODELS", "1a"),
    ],
)
def test_a_condition_on_the_model_says_nothing_of_the_request(test: str, want: str) -> None:
    assert level({"serve.py": OF_MODEL.format(test=test)}, "input-validated") == want


STATUS = """from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="{prefix}")


@router.get("{route}")
def told():
    return {{"connected": True}}


@app.post("/score")
def predict(row: dict):
    return MODEL.predict(row)


@app.get("/")
def root():
    return {{"name": "demo"}}


app.include_router(router)
"""


@pytest.mark.parametrize(
    ("prefix", "route", "want"),
    [
        ("/camera", "/status", "partly"),
        ("/camera", "/health", "yes"),
        ("/api/v1", "/status", "yes"),
        ("/system", "/status", "yes"),
    ],
)
def test_the_status_of_a_part_is_none_of_the_service(prefix: str, route: str, want: str) -> None:
    code = STATUS.format(prefix=prefix, route=route)
    assert answers({"serve.py": code})["health-answered"].state == want


def test_a_part_of_an_application_is_imported_by_the_name_of_its_folder() -> None:
    files = {
        "src/demo/main.py": "from fastapi import FastAPI\n\nfrom .api import add_routes\n\n"
        "app = FastAPI()\nadd_routes(app)\n",
        "src/demo/api/__init__.py": "from fastapi import FastAPI\n\n\ndef add_routes(app: FastAPI):\n"
        '    @app.get("/health")\n    def health():\n        return {}\n\n'
        '    @app.post("/predict")\n    def predict(row: dict):\n        return MODEL.predict(row)\n',
    }
    assert answers(files)["health-answered"].state == "yes"


@pytest.mark.parametrize(("shown", "want"), [("asked_total", "no"), ("request_count", "partly")])
def test_a_count_of_requests_that_a_route_shows_is_a_half(shown: str, want: str) -> None:
    code = (
        'from flask import Flask, request\n\napp = Flask("demo")\nrequest_count = 0\n\n\n'
        '@app.post("/analyze")\ndef analyze():\n    global request_count\n    request_count += 1\n'
        "    return MODEL.predict(request.json)\n\n\n"
        f'@app.get("/status")\ndef status():\n    return {{"asked": {shown}}}\n'
    )
    state = answers({"serve.py": code})["requests-counted"].state
    assert state == ("unknown" if want == "no" else want)


SAYS = """from flask import Flask, jsonify, render_template, request

app = Flask("demo")


@app.post("/predict")
def predict():
    text = request.form.get("text")
    {lines}
    return jsonify(label=MODEL.predict([text]))
"""


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        ('if not text:\n        return jsonify({"error": "no text"})', "1a"),
        ('if not text:\n        return {"error": "no text"}', "1a"),
        (
            'if "text" not in request.form:\n        return render_template("page.html", error="no text")',
            "1a",
        ),
        ('if not text:\n        return jsonify({"label": "nothing"})', "0"),
        # What was answered is no request.
        ('found = MODEL.predict(text)\n    if not found:\n        return {"error": "nothing"}', "0"),
        ('if not MODEL:\n        return {"error": "no model"}', "0"),
        (
            'data = ask(text)\n    if "error" in data:\n        return {"error": data["error"]}',
            "0",
        ),
    ],
)
def test_an_answer_that_says_that_the_request_is_wrong_refuses_it(lines: str, want: str) -> None:
    assert level({"serve.py": SAYS.format(lines=lines)}, "input-validated") == want
