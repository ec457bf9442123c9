"""What was unknown and can be followed: what memory holds, choices, addresses in settings, own checks."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVICE = """import csv
import io
import logging

import pandas as pd
from fastapi import FastAPI, UploadFile

app = FastAPI()
logger = logging.getLogger(__name__)


{before}
@app.post("/predict")
def predict(rows: list):
{body}
    return MODEL.predict(rows)
"""


def state(practice: str, body: str = "    pass", before: str = "", **more: str) -> str:
    files = {"serve.py": SERVICE.format(body=body, before=before)}
    files |= {f"{name}.py": text for name, text in more.items()}
    return answers(files)[practice].state


TABLE = "    table = pd.DataFrame({'p': MODEL.predict(rows)})\n"


@pytest.mark.parametrize(
    ("body", "want"),
    [
        (f"{TABLE}    out = io.StringIO()\n    table.to_csv(out, index=False)", "no"),
        (f"{TABLE}    text = table.to_csv(index=False)", "no"),
        (f"{TABLE}    out = io.StringIO()\n    csv.writer(out).writerow(list(table['p']))", "no"),
        (f"{TABLE}    table.to_csv('answers.csv', mode='a')", "yes"),
        (f"{TABLE}    out = open('p.csv', 'a')\n    csv.writer(out).writerow(list(table['p']))", "yes"),
    ],
)
def test_what_is_written_to_memory_is_not_kept(body: str, want: str) -> None:
    assert state("predictions-logged", body) == want


EMBED = """
@app.post("/embed")
def embed(rows: list):
    vector = MODEL.encode(rows)
    out = MODEL.predict(vector)
    logger.info("embedded %s", {said})
    return out

"""


@pytest.mark.parametrize(("said", "want"), [("out.shape", "no"), ("out", "partly")])
def test_the_size_of_an_answer_is_no_answer(said: str, want: str) -> None:
    assert state("predictions-logged", before=EMBED.format(said=said)) == want


ADDS = "def add_predictions(table):\n    table['p'] = MODEL.predict(table)\n    return {after}\n\n\n"
JOB = "from serve import add_predictions\n\nadd_predictions(TABLE)\n"


@pytest.mark.parametrize(("after", "want"), [("table", "no"), ("SESSION.add(table)", "unknown")])
def test_a_column_of_predictions_is_kept_by_no_one(after: str, want: str) -> None:
    assert state("predictions-logged", before=ADDS.format(after=after), job=JOB) == want


PAGE = """import streamlit as st

age = st.slider("Age", 18, 99)
{more}
st.write(MODEL.predict([[age]]))
"""


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ('city = st.selectbox("City", ["Bonn", "Ulm"])', "yes"),
        ('note = st.text_input("Note")', "partly"),
        ('note = st.text_input("Note")\nif not note:\n    st.stop()', "yes"),
        ('note = st.text_input("Note")\nif not os.getenv("KEY"):\n    st.warning("No key")', "partly"),
        ('note = st.text_input("Note")\nif note:\n    st.write(note)\nelse:\n    st.error("None")', "yes"),
    ],
)
def test_a_page_of_choices_takes_nothing_else(more: str, want: str) -> None:
    assert answers({"page.py": PAGE.format(more=more)})["input-validated"].state == want


UPLOAD = """
def validate_file(file: {kind}):
    if not file.filename.endswith(".png"):
        raise ValueError("no picture")


@app.post("/detect")
def detect(file: UploadFile):
    validate_file(file)
    return MODEL.predict(file)

"""


@pytest.mark.parametrize(("kind", "want"), [("UploadFile", "yes"), ("Path", "unknown")])
def test_a_file_that_a_request_brings_is_checked(kind: str, want: str) -> None:
    answer = answers({"serve.py": UPLOAD_SERVICE.format(body=UPLOAD.format(kind=kind))})["input-validated"]
    assert answer.state == want


UPLOAD_SERVICE = "from fastapi import FastAPI, UploadFile\n\napp = FastAPI()\n{body}"

WORKER = """import runpod
{imports}

def handler(job):
    {check}
    return MODEL.predict(job["input"])


runpod.serverless.start({{"handler": handler}})
"""
RULES = "from runpod.serverless.utils.rp_validator import validate"


@pytest.mark.parametrize(
    ("imports", "check", "want"), [(RULES, "validate(job['input'], SCHEMA)", "yes"), ("", "pass", "no")]
)
def test_a_worker_of_runpod_checks_its_jobs(imports: str, check: str, want: str) -> None:
    code = WORKER.format(imports=imports, check=check)
    assert answers({"worker.py": code})["input-validated"].state == want


CHECK = """import pandas as pd


def {name}(table):
    bad = table.{asks}
    if bad.any():
        raise ValueError("bad rows")


def main():
    {name}(pd.read_csv("rows.csv"))


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("name", "asks", "want"),
    [
        ("validate_data", "isnull()", "yes"),
        ("validate_data", "columns", "unknown"),
        ("plot_data", "isnull()", "no"),
    ],
)
def test_a_table_is_checked_for_missing_values(name: str, asks: str, want: str) -> None:
    check = CHECK.format(name=name, asks=asks)
    assert state("input-quality-watched", train=check) == want


TRAINS = """
def check_rows(table):
    if table.isnull().any():
        raise ValueError("no rows")


def {name}(rows):
    check_rows(rows)


@app.post("/renew")
def renew(rows: list):
    {name}(rows)
    return MODEL.predict(rows)

"""


@pytest.mark.parametrize(("name", "want"), [("prepare", "yes"), ("train_again", "unknown")])
def test_what_a_training_checks_is_no_new_input(name: str, want: str) -> None:
    found = state("input-quality-watched", before=TRAINS.format(name=name))
    assert (found == "yes") == (want == "yes")


ROUTE = """
def measures():
    return {source}


@app.get("/metrics")
def metrics():
    return measures()

"""


@pytest.mark.parametrize(
    ("source", "want"), [("{'auc': 0.8}", "no"), ("{'requests': HITS['requests']}", "unknown")]
)
def test_a_route_for_metrics_of_the_model_counts_nothing(source: str, want: str) -> None:
    assert state("requests-counted", before=ROUTE.format(source=source)) == want


def test_a_node_that_is_named_observe_counts_nothing() -> None:
    assert state("requests-counted", "    GRAPH.add_node('observe')") == "no"
    assert state("requests-counted", "    METER.observe(1)") == "unknown"


LOADS = """import mlflow
from fastapi import FastAPI

app = FastAPI()
MODEL = mlflow.pyfunc.load_model(SETTINGS["model_uri"])


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ("models:/churn/Production", "models:/churn@dev", "partly"),
        ("models:/churn/3", "models:/churn/4", "yes"),
        ("models:/churn/3", "models:/churn@dev", "unknown"),
        ("models:/{name}/3", "models:/${NAME}@dev", "unknown"),
        # A volume of Compose is no address, and a stage is one of MLflow's.
        ("./models:/churn/Production", "models:/app/models", "unknown"),
    ],
)
def test_an_address_in_settings_says_which_version(first: str, second: str, want: str) -> None:
    files = {"serve.py": LOADS, "a.yaml": f"model_uri: {first}\n", "b.yaml": f"model_uri: {second}\n"}
    assert answers(files)["model-versioned"].state == want


RUN = "services:\n  api:\n    build: .\n    environment:\n      - MODEL_URI=runs:/{run}/model\n"


@pytest.mark.parametrize(
    ("run", "want"), [("8fa7b21c43e5469fa021b6d3986a11ef", "yes"), ("newest", "unknown")]
)
def test_a_run_in_compose_is_the_one_that_is_served(run: str, want: str) -> None:
    files = {"serve.py": LOADS, "compose.yaml": RUN.format(run=run)}
    assert answers(files)["model-versioned"].state == want


ATTENDS = """
def attention_overlay(picture):
    return picture * sum(ATTENTIONS)


@app.post("/explained")
def explained(rows: list):
    {call}
    return MODEL.predict(rows)

"""


@pytest.mark.parametrize(
    ("call", "want"), [("attention_overlay(rows)", "yes"), ("drift_heatmap(rows)", "no")]
)
def test_what_a_transformer_attends_to_explains_it(call: str, want: str) -> None:
    assert state("predictions-explained", before=ATTENDS.format(call=call)) == want


DOCKERFILE = "# {words}\nFROM python:3.13-slim\nCOPY . .\nRUN pip install .\n"


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("baking it into the image is also fine for local testing", "yes"),
        ("use this image for local testing", "unknown"),
    ],
)
def test_an_image_that_is_also_good_for_tests_is_deployed(words: str, want: str) -> None:
    files = {"serve.py": LOADS, "Dockerfile": DOCKERFILE.format(words=words)}
    assert answers(files)["image-installs-project"].state == want


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"Procfile": "web: uvicorn serve:app\n"}, "unknown"),
        ({"Procfile": "web: uvicorn serve:app\n", "Dockerfile": "FROM python:3.13\nCOPY Procfile .\n"}, "no"),
        ({"app.yaml": "runtime: python312\n"}, "unknown"),
        ({"configs/app.yaml": "kafka:\n  topic: rows\n"}, "no"),
        ({"vercel.json": "{}"}, "unknown"),
        ({"page/vercel.json": "{}", "page/package.json": "{}"}, "no"),
        ({"app.json": '{"name": "demo"}'}, "unknown"),
        ({"app.json": '{"expo": {}}'}, "no"),
    ],
)
def test_a_file_is_of_a_platform_by_what_it_says(files: dict[str, str], want: str) -> None:
    index = {".git/HEAD": "ref: refs/heads/main\n", "serve.py": LOADS}
    assert answers({**index, **files})["deployed-by-pipeline"].state == want


RECOMMENDS = """from flask import Flask, jsonify, request

app = Flask(__name__)


@app.post("/ask")
def get_{what}():
    title = request.json.get("title")
    if not title:
        return jsonify({{"error": "no title"}}), 400
    return jsonify(TABLE[title])


@app.post("/predict")
def predict():
    return jsonify(MODEL.predict(request.json))
"""


@pytest.mark.parametrize(("what", "want"), [("recommendations", "yes"), ("titles", "no")])
def test_recommendations_are_answers(what: str, want: str) -> None:
    found = answers({"serve.py": RECOMMENDS.format(what=what)})["input-validated"].state
    assert (found == "yes") == (want == "yes")


CALLS = """from flask import Flask, request

app = Flask(__name__)


@app.post("/ask")
def ask():
    return {body}
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("MODEL.classify_image(request.data)", "no"),
        ("cosine_similarity(request.data, TABLE)", "no"),
        ("DESK.forward(request.data)", "unknown"),
    ],
)
def test_what_answers_is_found_by_what_it_calls(body: str, want: str) -> None:
    assert answers({"serve.py": CALLS.format(body=body)})["predictions-logged"].state == want


ROWS = """from fastapi import FastAPI
from sqlmodel import Session, SQLModel

app = FastAPI()


class Asked(SQLModel):
    age: int


class Case({base}):
    id: int


@app.post("/predict")
def predict(row: Asked, session: Session):
    case = Case(**row.model_dump(), kind=MODEL.predict(row))
    session.add(case)
    session.commit()
    return case
"""


@pytest.mark.parametrize(("base", "want"), [("Asked, table=True", "yes"), ("Plain", "unknown")])
def test_a_row_may_be_one_by_the_base_of_its_base(base: str, want: str) -> None:
    assert answers({"serve.py": ROWS.format(base=base)})["predictions-logged"].state == want


BLURRED = """
def {name}(picture):
    return cv2.Laplacian(picture).var()


@app.post("/seen")
def seen(rows: list):
    {name}(rows)
    return MODEL.predict(rows)

"""


@pytest.mark.parametrize(("name", "want"), [("check_sharpness", "yes"), ("raise_sharpness", "no")])
def test_the_quality_of_a_picture_is_measured(name: str, want: str) -> None:
    assert state("input-quality-watched", before=BLURRED.format(name=name)) == want


def test_the_variance_that_parts_explain_explains_no_answer() -> None:
    assert state("predictions-explained", "    SHARE = PCA.explained_variance_ratio_") == "no"
    assert state("predictions-explained", "    SHARE = PCA.explained(rows)") == "unknown"


VECTORS = """from fastapi import FastAPI
from sentence_transformers import SentenceTransformer

app = FastAPI()
model = SentenceTransformer("small")
{more}

@app.post("/rows")
def {name}(text: str):
    embedding = model.encode(text)
    base.fetchrow({statement}, text, embedding)
    return embedding
"""


@pytest.mark.parametrize(
    ("name", "statement", "more", "want"),
    [
        ("embed_row", "'INSERT INTO rows VALUES (?, ?)'", "", "unknown"),
        # What only looks for vectors keeps none.
        ("recommend", "'SELECT * FROM rows'", "", "no"),
        # Where another model answers, vectors are what it answers from.
        (
            "embed_row",
            "'INSERT INTO rows VALUES (?, ?)'",
            "from openai import OpenAI\nclient = OpenAI()\n\n@app.post('/ask')\ndef ask(text: str):\n"
            "    return client.chat.completions.create(messages=[text], model='m')\n",
            "no",
        ),
    ],
)
def test_vectors_may_be_all_that_a_service_answers(name: str, statement: str, more: str, want: str) -> None:
    code = VECTORS.format(name=name, statement=statement, more=more)
    assert answers({"serve.py": code})["predictions-logged"].state == want


RECORDS = """from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from openai import OpenAI

app = FastAPI()
client = OpenAI()

class Ask(BaseModel):
    text: str

def {name}(key):
    return rows.pop(key)

@app.delete("/{{key}}")
def forget(key: str):
    return {name}(key)

@app.post("/ask")
def ask(body: Ask):
    return client.responses.create(input=body.text)
"""


@pytest.mark.parametrize(("name", "want"), [("delete_model", "yes"), ("upsert_model", "yes")])
def test_what_changes_a_list_of_models_asks_none(name: str, want: str) -> None:
    assert answers({"serve.py": RECORDS.format(name=name)})["input-validated"].state == want


SHEET = """import pandas as pd


def {name}(table):
    if not all(name in table.columns for name in ("age", "heat")):
        {says}
        return False
    return {asks}


def main():
    if not {name}(pd.read_csv("rows.csv")):
        return


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("name", "says", "asks", "want"),
    [
        # The name may be of any language: what it looks at, and that it says why, tells what it does.
        ("revisar", 'print("columns")', "bool(table.notna().all())", "yes"),
        ("load_and_validate_rows", 'raise ValueError("columns")', "bool(table.notna().all())", "yes"),
        ("revisar", "pass", "bool(table.notna().all())", "unknown"),
        ("revisar", 'print("columns")', "True", "no"),
    ],
)
def test_a_table_is_checked_by_what_a_function_looks_at(name: str, says: str, asks: str, want: str) -> None:
    code = SHEET.format(name=name, says=says, asks=asks)
    assert state("input-quality-watched", train=code) == want


CHECKER = """import pandas as pd


class Rows:
    def {name}(self, table):
        {looks}
        if table.isna().any():
            raise ValueError("missing values")


def main():
    Rows().{name}(pd.read_csv("rows.csv"))


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("name", "looks", "want"),
    [
        ("_validate", "kept = set(table.columns)", "yes"),
        ("_shape", "kept = set(table.columns)", "no"),
        ("_validate", "kept = set(table.rows)", "no"),
    ],
)
def test_a_method_checks_a_table_by_its_columns(name: str, looks: str, want: str) -> None:
    check = CHECKER.format(name=name, looks=looks)
    assert (state("input-quality-watched", train=check) == "yes") is (want == "yes")


ISOLATED = """from sklearn.ensemble import IsolationForest


def main():
    forest = IsolationForest().fit(ROWS)
    keep(forest, forest.decision_function(ROWS))


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(("asks", "want"), [("decision_function", "yes"), ("transform", "partly")])
def test_a_model_of_outliers_may_be_kept_by_a_training(asks: str, want: str) -> None:
    body = f"    MODEL.predict(row)\n    return MODEL.{asks}(row)"
    assert state("outliers-found", body, train=ISOLATED) == want
