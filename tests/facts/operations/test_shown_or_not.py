"""What is shown to be kept, named or checked, and what only looks like it."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers
from tests.facts.operations.test_answer_flow import told
from tests.facts.operations.test_classic_services import FASTAPI

TABLE = """
import uuid
from sqlmodel import Field, SQLModel


class InferenceRequest(SQLModel, table=True):
    id: uuid.UUID = Field(primary_key=True)
    customer: str = ""

"""
DELETES = """
@app.delete("/asked/{one}")
def delete_inference_request(one: str, db=None):
    row = db.get(InferenceRequest, one)
    db.delete(row)
    db.commit()

"""


@pytest.mark.parametrize(
    ("more", "body", "want"),
    [
        # A table that is named for inferences, and what deletes its rows, hold no answer.
        (TABLE + DELETES, "return MODEL.predict(row)", "0"),
        (TABLE, "db.add(InferenceRequest(customer='a'))\ndb.commit()\nreturn MODEL.predict(row)", "0"),
        (TABLE, "db.add(InferenceRequest(customer=MODEL.predict(row)))\ndb.commit()", "1a"),
    ],
)
def test_a_store_is_shown_to_hold_the_answer(more: str, body: str, want: str) -> None:
    assert told(body, more) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ('found = MODEL.predict(row)\nlogger.info("masks for %s types", len(found))\nreturn found', "0"),
        ('found = MODEL.predict(row)\nlogger.info(f"{type(found)}")\nreturn found', "0"),
        (
            "found = MODEL.predict(row)\nfor number, one in enumerate(found):\n"
            '    logger.info(f"part {number}")\nreturn found',
            "0",
        ),
        (
            "found = MODEL.predict(row)\nfor number, one in enumerate(found):\n"
            '    logger.info(f"part {number}: {one}")\nreturn found',
            "half",
        ),
        ('found = MODEL.predict(row)\nlogger.info("%s: %s", len(found), found)\nreturn found', "half"),
    ],
)
def test_a_line_with_a_count_holds_no_answer(body: str, want: str) -> None:
    assert told(body) == want


OWN_MODEL = "from own import predict_proba\n"
OWN_ANSWER = "def predict_proba(row):\n    return sum(row.values()) / 7\n"


@pytest.mark.parametrize(
    ("logged", "want"), [('logger.info("%.4f", chance)', "half"), ('logger.info("asked %s", row)', "0")]
)
def test_a_model_of_the_project_s_own_that_asks_no_library_answers(logged: str, want: str) -> None:
    body = f"chance = float(predict_proba(row))\n{logged}\nreturn chance"
    assert told(body, OWN_MODEL, own=OWN_ANSWER) == want


TO_BIGQUERY = """
import pandas


def store(rows):
    pandas.DataFrame(rows).to_gbq(destination_table="asked", if_exists="append")

"""
LOADED = """
def store(rows):
    CLIENT.load_table_from_json(rows, "asked")

"""
SECOND = """
@app.post("/many")
def many(rows: list):
    return [MODEL.predict(row) for row in rows]

"""
HEALTH = """
@app.get("/health")
def health(row: str = ""):
    return {"ok": bool(MODEL.predict([row]))}

"""
INFO = """
@app.get("/")
def info():
    return {"predict": "/predict"}

"""


@pytest.mark.parametrize(
    ("more", "want"),
    [
        (TO_BIGQUERY, "1a"),
        (LOADED, "1a"),
        (TO_BIGQUERY + SECOND, "half"),
        (TO_BIGQUERY + HEALTH, "1a"),
        (TO_BIGQUERY + INFO, "1a"),
    ],
)
def test_rows_that_a_warehouse_is_given_are_kept(more: str, want: str) -> None:
    assert (
        told("label = MODEL.predict(row)\nstore([{'row': row, 'label': label}])\nreturn label", more) == want
    )


INFORMS = """from fastapi import FastAPI
from transformers import pipeline

app = FastAPI()
MODEL = pipeline("sentiment-analysis", model="some/model")


@app.post("/predict")
def predict(text: str):
    return MODEL(text)


@app.get("{path}")
def {name}():
    {body}
"""


@pytest.mark.parametrize(
    ("path", "name", "body", "want"),
    [
        ("/model/info", "model_info", 'return Info(model_name="m", version="1.0.0")', "partly"),
        ("/model", "get_model_metadata", 'return {{"name": "m", "version": "v2"}}', "partly"),
        # A word is no version, that of the interface is none of the model, and neither is a remark.
        ("/model/info", "model_info", 'return Info(model_name="m", version="local")', "no"),
        ("/info", "info", 'return Info(name="m", version="1.0.0")', "no"),
        ("/model/info", "model_info", 'return Info(model_name="m")  # version="1.0.0"', "no"),
    ],
)
def test_an_answer_on_the_model_names_its_version(path: str, name: str, body: str, want: str) -> None:
    code = INFORMS.format(path=path, name=name, body=body.replace("{{", "{").replace("}}", "}"))
    assert answers({"serve.py": code})["model-versioned"].state == want


COLOURS = """import hashlib

from sklearn.cluster import KMeans

SEEN = {}


def image_hash(picture):
    return hashlib.md5(picture).hexdigest()


def colour_of(pixels):
    found = KMeans(n_clusters=3, random_state=42)
    found.fit(pixels)
    SEEN[image_hash(pixels)] = found.cluster_centers_[0]
    return found.cluster_centers_[0]
"""
SEGMENTS = """from fastapi import FastAPI, UploadFile
from transformers import pipeline

from colours import colour_of

app = FastAPI()
MODEL = pipeline("image-segmentation", model="some/model")


@app.post("/predict")
def predict(file: UploadFile):
    found = MODEL(file.file.read())
    open("last.txt", "w").write("seen")
    return {"found": found, "colour": str(colour_of(file.file.read()))}
"""


@pytest.mark.parametrize(
    ("old", "new", "want"),
    [
        ("", "", "not-applicable"),
        # What may answer other requests later, and what keeps it, may be a training.
        ("KMeans(n_clusters=3, random_state=42)", "MODEL", "unknown"),
        ("KMeans", "RandomForestClassifier", "unknown"),
    ],
)
def test_what_is_fitted_to_one_answer_is_no_training(old: str, new: str, want: str) -> None:
    found = answers({"serve.py": SEGMENTS, "colours.py": COLOURS.replace(old, new) if old else COLOURS})
    assert found["lineage-kept"].state == found["training-reproducible"].state == want


SLIM = "FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\n{more}RUN pip install fastapi\nCMD uvicorn serve:app\n"
CHECKED = """services:
  api:
    build: .
    ports: ["8000:8000"]
    healthcheck:
      test: {test}
"""


@pytest.mark.parametrize(
    ("test", "more", "want"),
    [
        ('["CMD", "curl", "-f", "http://localhost:8000/health"]', "", "partly"),
        ("curl -f http://localhost:8000/health", "", "partly"),
        ('["CMD-SHELL", "curl -f http://localhost:8000/health"]', "", "partly"),
        (
            '["CMD", "curl", "-f", "http://localhost:8000/health"]',
            "RUN apt-get install -y curl\n",
            "yes",
        ),
        ('["CMD", "python", "check.py"]', "", "yes"),
    ],
)
def test_a_check_of_compose_runs_what_the_image_has(test: str, more: str, want: str) -> None:
    files = {"serve.py": FASTAPI, "Dockerfile": SLIM.format(more=more)}
    files["docker-compose.yml"] = CHECKED.format(test=test)
    assert answers(files)["deployment-health-checked"].state == want


@pytest.mark.parametrize(
    ("readme", "check", "want"),
    [
        ("---\ntitle: Demo\nsdk: docker\n---\n# Demo\n", "", "no"),
        ("---\ntitle: Demo\nsdk: docker\n---\n# Demo\n", "HEALTHCHECK CMD python check.py\n", "yes"),
        ("# Demo\n\nsdk: docker\n", "", "unknown"),
    ],
)
def test_a_space_of_a_hub_asks_for_nothing(readme: str, check: str, want: str) -> None:
    files = {"serve.py": FASTAPI, "Dockerfile": SLIM.format(more=check), "README.md": readme}
    assert answers(files)["deployment-health-checked"].state == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        # What a function is called says nothing of what its line holds.
        ('logger.info("in %s", named(row))', "?"),
        ('logger.info("asked")', "0"),
        ('logger.info("found %s", MODEL.predict(row))', "half"),
    ],
)
def test_a_line_holds_an_answer_by_what_it_is_given(line: str, want: str) -> None:
    assert told(f"{line}\nreturn MODEL.predict(row)", "from texts import named\n") == want


REGISTERS = """

@app.post("/{path}")
def {name}(person: dict, db=None):
    made(person).save()
"""


@pytest.mark.parametrize(("name", "want"), [("register", "0"), ("classify_later", "?")])
def test_what_keeps_accounts_keeps_no_predictions(name: str, want: str) -> None:
    serve = "from fastapi import FastAPI\n\nimport own\n\napp = FastAPI()\napp.include_router(own.router)\n"
    own = "from fastapi import APIRouter\nfrom texts import made\n\napp = router = APIRouter()\n"
    own += "\n\n@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(row)\n"
    own += REGISTERS.format(path=name, name=name)
    files = {"classifier/serve.py": serve.replace("import own", "from classifier import own")}
    files |= {"classifier/own.py": own, "other/__init__.py": "", "classifier/__init__.py": ""}
    found = answers(files)["predictions-logged"]
    assert {"no": "0", "unknown": "?"}.get(found.state, found.state) == want


FETCHED = """from fastapi import FastAPI

app = FastAPI()

@app.post("/predict")
async def predict(text: str):
    answer = MODEL.predict(text)
    await base.{method}({statement}, text, answer)
    return answer
"""


@pytest.mark.parametrize(
    ("method", "statement", "want"),
    [
        ("execute", "'INSERT INTO answers VALUES ($1, $2)'", "yes"),
        ("fetchrow", "'INSERT INTO answers VALUES ($1, $2) RETURNING id'", "yes"),
        ("fetchval", "'INSERT INTO answers VALUES ($1, $2) RETURNING id'", "yes"),
        ("fetchrow", "'SELECT id FROM answers WHERE text = $1 AND answer = $2'", "no"),
    ],
)
def test_a_statement_that_gives_its_row_back_may_keep_it(method: str, statement: str, want: str) -> None:
    code = FETCHED.format(method=method, statement=statement)
    assert answers({"serve.py": code})["predictions-logged"].state == want
