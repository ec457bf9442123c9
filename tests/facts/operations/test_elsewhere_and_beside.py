"""What is served, deployed or asked elsewhere than in the code of the service, and what looks like it."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """import os

import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("crop.joblib")
DEVICE = os.getenv("DEVICE")


{route}
def predict(row: dict):
    return {{"label": MODEL.predict([row])[0], "device": DEVICE}}
"""


def serve(route: str = '@app.post("/predict")') -> str:
    return SERVE.format(route=route)


OLDER = """import bentoml
from PIL.Image import Image as Picture

runner = bentoml.sklearn.get("crop:1").to_runner()
svc = bentoml.Service("crop", runners=[runner])


@svc.api({given})
def predict(picture: {kind}):
    return runner.run(picture)
"""


@pytest.mark.parametrize(
    ("given", "kind", "want"),
    [
        ("input=bentoml.io.Image(), output=bentoml.io.JSON()", "PILImage", "no"),
        ("input=bentoml.io.JSON(pydantic_model=Ask), output=bentoml.io.JSON()", "Ask", "yes"),
    ],
)
def test_the_older_interface_of_bentoml_reads_no_types(given: str, kind: str, want: str) -> None:
    code = OLDER.format(given=given, kind=kind).replace("Image as Picture", "Image as PILImage")
    code = code.replace("import bentoml\n", "import bentoml\nfrom pydantic import BaseModel\n", 1)
    code = code.replace("\n\n@svc", "\n\nclass Ask(BaseModel):\n    height: float\n\n\n@svc")
    assert answers({"service.py": code})["input-validated"].state == want


@pytest.mark.parametrize(
    ("route", "want"),
    [
        ('@app.get("/analyseHealth")', "no"),
        ('@app.post("/plant-health")', "no"),
        ('@app.get("/model-health")', "yes"),
        ('@app.get("/api/healthCheck")', "yes"),
        ('@app.get("/plants/health")', "yes"),
    ],
)
def test_a_route_that_tells_the_health_of_plants_is_no_health_endpoint(route: str, want: str) -> None:
    assert answers({"serve.py": serve(route)})["health-answered"].state == want


RANGES = """import joblib
from fastapi import FastAPI

app = FastAPI()
KEPT = joblib.load("crop.joblib")


@app.post("/predict")
def predict(row: dict):
    notes = []
    for column, bounds in KEPT["{name}"].items():
        if not bounds["low"] < row[column] < bounds["high"]:
            notes.append(column)
    return {{"label": KEPT["model"].predict([row])[0], "notes": notes}}
"""


@pytest.mark.parametrize(("name", "want"), [("training_ranges", "unknown"), ("price_ranges", "no")])
def test_bounds_of_the_training_may_find_outliers(name: str, want: str) -> None:
    assert answers({"serve.py": RANGES.format(name=name)})["outliers-found"].state == want


CLIENT = (
    'from fastapi import FastAPI\n\nview = FastAPI()\n\n\n@view.get("/")\ndef home():\n    return {"up": 1}\n'
)
RAY = """from ray import serve


@serve.deployment
class Crop:
    def __call__(self, request):
        return MODEL.predict([request])
"""


def test_the_root_of_an_application_beside_a_server_of_models_says_nothing_of_it() -> None:
    assert answers({"client.py": CLIENT, "crop.py": RAY})["health-answered"].state == "unknown"
    alone = {"client.py": CLIENT, "serve.py": serve()}
    assert answers(alone)["health-answered"].state == "partly"


PAGE = """import os

import requests
import streamlit as st

{address}
st.write(requests.post(f"{{API_URL}}/predict", json={{}}).json())
"""


@pytest.mark.parametrize(
    ("address", "want"),
    [
        ('API_URL = "http://127.0.0.1:8000"', "partly"),
        ('API_URL = "http://api:8000/v1"  # of the service', "partly"),
        ('API_URL = os.getenv("API_URL", "http://127.0.0.1:8000")', "yes"),
        ('API_URL = os.environ["API_URL"]', "yes"),
        ('API_URL = "https://example.org/docs"', "yes"),
        ('url = "http://127.0.0.1:8000"\nAPI_URL = os.environ["API_URL"]', "yes"),
    ],
)
def test_the_address_of_the_service_in_the_code_of_a_page_leaves_a_half(address: str, want: str) -> None:
    files = {"serve.py": serve(), "page.py": PAGE.format(address=address)}
    assert answers(files)["settings-from-environment"].state == want


WORKFLOW = """name: deploy
on: {{push: {{branches: [main]}}}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: python tools/{script}.py --update
"""
DEPLOY = """import boto3

boto3.client("lambda").update_function_code(FunctionName="crop", ZipFile=ARCHIVE)
"""
MEASURE = """import boto3

print(boto3.client("cloudwatch").get_metric_data())
"""


@pytest.mark.parametrize(("script", "want"), [("deploy", "unknown"), ("measure", "no")])
def test_a_script_that_a_job_starts_may_deploy(script: str, want: str) -> None:
    files = {"tools/deploy.py": DEPLOY, "tools/measure.py": MEASURE, "serve.py": serve()}
    found = answers({**files, ".github/workflows/deploy.yml": WORKFLOW.format(script=script)})
    assert found["deployed-by-pipeline"].state == want


TRAIN = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

rows = pd.read_csv("rows.csv")
joblib.dump(RandomForestClassifier(random_state=3).fit(rows, rows["ill"]), "crop.joblib")
"""
NODE = '{"name": "crop", "dependencies": {"express": "4.19.2"}}\n'


def test_what_a_server_in_another_language_answers_by_may_be_trained_elsewhere() -> None:
    ask = "import onnxruntime\n\nprint(onnxruntime.InferenceSession('crop.onnx').run(None, {}))\n"
    files = {"train.py": TRAIN, "ask.py": ask, "rows.csv": "ill\n1\n"}
    for practice, want in (("training-reproducible", "yes"), ("lineage-kept", "no")):
        assert answers({**files, "package.json": NODE})[practice].state == "unknown"
        assert answers({**files, "package.json": NODE, "serve.py": serve()})[practice].state == want


COUNTED = """from fastapi import APIRouter

router = APIRouter()


@router.get("/numbers")
def numbers():
    asked = read_lines()
    {first} = len([one for one in asked if one["done"]])
    {second} = len([one for one in asked if not one["done"]])
    return {{"done": {first}, "not": {second}}}
"""


@pytest.mark.parametrize(
    ("path", "first", "second", "want"),
    [
        ("dashboard.py", "successful_requests", "failed_asks", "unknown"),
        ("dashboard.py", "large_crops", "small_crops", "no"),
        ("upload.py", "success_rows", "failed_rows", "no"),
    ],
)
def test_what_shows_successes_and_failures_may_count(path: str, first: str, second: str, want: str) -> None:
    code = serve() + f"\n\nfrom {path.removesuffix('.py')} import router\n\napp.include_router(router)\n"
    files = {"serve.py": code, path: COUNTED.format(first=first, second=second)}
    assert answers(files)["requests-counted"].state == want


KEEPS = """import joblib
from fastapi import FastAPI
from sqlalchemy.orm import Session

app = FastAPI()
MODEL = joblib.load("crop.joblib")


class Kept(Base):
    __tablename__ = "predictions"


def judge(row):
    return MODEL.predict([row])[0]


@app.post("/crop")
def {one}(row: dict, db: Session):
    label = judge(row)
    db.add(Kept(row=row, label=label))
    db.commit()
    return label


@app.post("/text")
def {other}(text: str):
    return judge(text)
"""


@pytest.mark.parametrize(("other", "want"), [("predict_text", 0.5), ("test_text", 1.0)])
def test_a_handler_that_is_named_for_a_prediction_keeps_it_or_not(other: str, want: float) -> None:
    found = answers({"serve.py": KEEPS.format(one="predict_crop", other=other)})["predictions-logged"]
    assert found.share == want


TABLE = """import joblib
from fastapi import FastAPI

app = FastAPI()
MODEL = joblib.load("crop.joblib")
PLACES = {{"north": 1}}


def place_of(name: str):
    place = PLACES.get({key})
    if {test}:
        return None
    return place


@app.post("/predict")
def predict(name: str):
    return MODEL.predict([place_of(name)])[0]
"""


@pytest.mark.parametrize(
    ("key", "test", "want"),
    [("name", "not place", "unknown"), ("name", "place is None", "unknown"), ("DEFAULT", "not place", "no")],
)
def test_what_leaves_what_its_table_lacks_may_check_requests(key: str, test: str, want: str) -> None:
    files = {"serve.py": TABLE.format(key=key, test=test)}
    assert answers(files)["input-validated"].state == want


REPORTS = """import os

{imports}

import serve

sentry_sdk.init(os.getenv("SENTRY_DSN"))
"""
GUARDED = "try:\n    import sentry_sdk\nexcept ImportError:\n    sentry_sdk = None"


@pytest.mark.parametrize(
    ("imports", "required", "want"),
    [
        (GUARDED, "fastapi==0.115.0\n", "unknown"),
        (GUARDED, "fastapi==0.115.0\nsentry-sdk[fastapi]==2.1.0\n", "yes"),
        ("import sentry_sdk", "fastapi==0.115.0\n", "yes"),
        (GUARDED, "", "yes"),
    ],
)
def test_a_tool_that_may_be_absent_and_is_not_required_may_report_nothing(
    imports: str, required: str, want: str
) -> None:
    code = serve().replace("import joblib\n", "import joblib\nimport reports\n", 1)
    files = {"serve.py": code, "reports.py": REPORTS.format(imports=imports).replace("import serve\n", "")}
    if required:
        files["requirements.txt"] = required
    assert answers(files)["errors-reported"].state == want


LARGER = """import torch

MODEL_URL = "https://crops.example/models/v0.1.0/larger.pth"


def larger(picture):
    return torch.hub.load_state_dict_from_url(MODEL_URL)(picture)
"""
COLOURS = """import cv2

NET = cv2.dnn.readNetFromCaffe("colours.prototxt", "colours.caffemodel")


def colours(picture):
    return NET.forward(picture)
"""
BOTH = """from fastapi import FastAPI, UploadFile
{imports}

app = FastAPI()


@app.post("/predict")
def predict(picture: UploadFile):
    return {asked}
"""


@pytest.mark.parametrize(
    ("imports", "asked", "want"),
    [
        ("from larger import larger", "larger(picture)", "yes"),
        ("from colours import colours\nfrom larger import larger", "colours(larger(picture))", "partly"),
    ],
)
def test_another_model_without_a_version_leaves_a_half(imports: str, asked: str, want: str) -> None:
    files = {
        "serve.py": BOTH.format(imports=imports, asked=asked),
        "larger.py": LARGER,
        "colours.py": COLOURS,
    }
    assert answers(files)["model-versioned"].state == want


MADE = """from flask import Flask, jsonify, render_template


def make():
    app = Flask(__name__)

    @app.route("/")
    def home():
        {answer}

    @app.route("/predict", methods=["POST"])
    def predict():
        return jsonify(MODEL.predict([1]))

    return app
"""


@pytest.mark.parametrize(
    ("answer", "want"),
    [
        ('return jsonify({"up": True})', "partly"),
        ('return render_template("home.html")', "no"),
        ("return greet()", "unknown"),
    ],
)
def test_the_root_of_an_application_that_a_function_makes_answers_with_data(answer: str, want: str) -> None:
    code = MADE.format(answer=answer) if "{" not in answer else MADE.replace("{answer}", answer)
    if "render" not in answer:
        code = code.replace(", render_template", "")
    assert answers({"serve.py": code})["health-answered"].state == want
