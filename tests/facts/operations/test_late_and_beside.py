"""What is refused late, logged beside a text or by a decorator, handed to a queue, or set elsewhere."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

HEAD = "from fastapi import FastAPI\nfrom pydantic import BaseModel\n\napp = FastAPI()\n\n\n"


def state(practice: str, files: dict[str, str]) -> str:
    return answers(files)[practice].state


# Django's error of what is not valid, where it is all that fails with the model.

VIEW = """from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView


class Price(APIView):
    def post(self, request):
        {before}
        try:
            return MODEL.predict(request.data)
        except Exception as error:
            raise ValidationError(str(error))
"""


@pytest.mark.parametrize(
    ("before", "want"),
    [
        ("rows = request.data", "partly"),
        ("rows = Rows(data=request.data).is_valid(raise_exception=True)", "yes"),
    ],
)
def test_an_error_of_what_fails_with_the_model_checks_in_part(before: str, want: str) -> None:
    assert state("input-validated", {"views.py": VIEW.format(before=before)}) == want


# A model of a request that a function makes in another module.

TYPED = "from {module} import Ask\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
TYPED += "@app.post('/predict')\ndef predict(rows: Ask):\n    return MODEL.predict(rows)\n"
MADE = "from pydantic import create_model\n\nAsk = create_model('Ask', size=(int, ...))\n"


@pytest.mark.parametrize(("schema", "sure"), [(MADE, True), ("Ask = dict\n", False)])
def test_a_model_of_another_module_checks_requests(schema: str, sure: bool) -> None:
    files = {"serve.py": TYPED.format(module="schema"), "schema.py": schema}
    assert (state("input-validated", files) == "yes") is sure


# A request that a worker at a queue answers.

QUEUED = (
    HEAD
    + """class Ask(BaseModel):
    text: str


@app.post("/jobs")
def submit(ask: Ask):
    QUEUE.{hand}("asked", ask.model_dump_json())
    return {{"id": 1}}


@app.get("/predictions/{{job}}")
def get_prediction(job: str):
    return QUEUE.get(job)
"""
)


@pytest.mark.parametrize(("hand", "want"), [("lpush", "yes"), ("peek", "unknown")])
def test_what_is_handed_to_a_worker_is_checked_before(hand: str, want: str) -> None:
    assert state("input-validated", {"serve.py": QUEUED.format(hand=hand)}) == want


# Lines of the log.

LINE = (
    HEAD
    + """import logging

{imports}
logger = logging.getLogger(__name__)


@app.post("/predict")
def predict(row: dict):
    label = MODEL.predict(row)
    {line}
    return label
"""
)


@pytest.mark.parametrize(
    ("line", "imports", "want"),
    [
        ("logger.info('answered', extra={'label': label})", "", "unknown"),
        (
            "logger.info('answered', extra={'label': label})",
            "from pythonjsonlogger import jsonlogger",
            "partly",
        ),
        ("logger.info('answered', extra={'path': '/predict'})", "", "no"),
        ("logger.info('answered' if label else 'failed')", "", "no"),
        ("logger.info(label if row else 'failed')", "", "partly"),
        ("logger.critical(f'answered {label}')", "", "partly"),
        ("logger.critical('answered')", "", "no"),
    ],
)
def test_a_line_holds_what_its_text_holds(line: str, imports: str, want: str) -> None:
    assert state("predictions-logged", {"serve.py": LINE.format(line=line, imports=imports)}) == want


DECORATED = """import logging
from functools import wraps

logger = logging.getLogger(__name__)


def logged(func):
    @wraps(func)
    def wrapper(*args, **kwargs):
        result = {called}
        logger.info(f"{{func.__name__}} gave {{result}}")
        return func(*args, **kwargs)

    return wrapper
"""
ANSWERS = "from decorated import logged\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
ANSWERS += "@app.post('/predict')\n@logged\ndef predict(row: dict):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(("called", "want"), [("func(*args, **kwargs)", "partly"), ("len(args)", "unknown")])
def test_a_decorator_logs_what_is_answered(called: str, want: str) -> None:
    files = {"serve.py": ANSWERS, "decorated.py": DECORATED.format(called=called)}
    assert state("predictions-logged", files) == want


# What only a script writes down is no answer to a request, and neither is an address or a key.

SCRIPT = "def write_predictions(rows):\n    rows.to_csv('p.csv')\n\n\nif __name__ == '__main__':\n"
SCRIPT += "    write_predictions(MODEL.predict(1))\n"
PLAIN = HEAD + "@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(row)\n"


def test_a_script_logs_no_prediction_that_is_asked_for() -> None:
    assert state("predictions-logged", {"serve.py": PLAIN, "score.py": SCRIPT}) == "unknown"


STORED = HEAD + "@app.post('/predict')\ndef predict(row: dict):\n    {line}\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("line", "want"),
    [("predictions = URL.create(named(row))", "no"), ("predictions = ROWS.create(named(row))", "unknown")],
)
def test_an_address_is_made_and_not_stored(line: str, want: str) -> None:
    assert state("predictions-logged", {"serve.py": STORED.format(line=line)}) == want


# A stage that the environment names, with a default.

STAGE = "import os\n\nimport mlflow\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
STAGE += "version = os.getenv('VERSION', {default})\n"
STAGE += "MODEL = mlflow.pyfunc.load_model(f'models:/sizes/{{version}}')\n"
STAGE += "\n\n@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("default", "want"), [("'Production'", "partly"), ("'3'", "yes"), ("NONE", "unknown")]
)
def test_a_stage_by_default_is_a_half(default: str, want: str) -> None:
    assert state("model-versioned", {"serve.py": STAGE.format(default=default)}) == want


# Weights that a package fetches in a fixed release.

OCR = "from fastapi import FastAPI, UploadFile\nfrom paddleocr import PaddleOCR\n\napp = FastAPI()\n"
OCR += "READER = PaddleOCR()\n"
OCR += "\n\n@app.post('/read')\ndef read(file: UploadFile):\n    return READER.ocr(file.file.read())\n"


@pytest.mark.parametrize(("release", "want"), [("==2.7.3", "partly"), (">=2.7", "no")])
def test_the_package_of_a_reader_names_its_weights(release: str, want: str) -> None:
    files = {"serve.py": OCR, "requirements.txt": f"fastapi==0.1\npaddleocr{release}\n"}
    head = '[project]\nname = "demo"\nversion = "1"\n'
    head += f'dependencies = ["fastapi", "paddleocr{release}"]\n[tool.roadworthy]\nprofile = "ml-service"\n'
    assert state("model-versioned", {**files, "pyproject.toml": head}) == want


# A regression for each target draws nothing.

TRAIN = """import joblib
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.{module} import {wrapper}

rows = pd.read_csv("rows.csv")
model = {wrapper}(Ridge()).fit(TfidfVectorizer().fit_transform(rows["text"]), rows["sizes"])
joblib.dump(model, "model.joblib")
"""


@pytest.mark.parametrize(
    ("module", "wrapper", "want"),
    [("multioutput", "MultiOutputRegressor", "yes"), ("ensemble", "BaggingRegressor", "partly")],
)
def test_what_fits_one_estimator_for_each_target_draws_nothing(module: str, wrapper: str, want: str) -> None:
    files = {"train.py": TRAIN.format(module=module, wrapper=wrapper), "rows.csv": "text,sizes\na,1\n"}
    assert state("training-reproducible", {"serve.py": PLAIN, **files}) == want


# Settings of one class that another one takes from the environment, and the script that people start.

CLASSES = """import os

from flask import Flask, jsonify, request


class Config:
    SECRET_KEY = "for development"
    HOST = os.getenv("HOST")


class Live(Config):
    SECRET_KEY = {live}


app = Flask(__name__)
app.config.from_object({{"dev": Config, "live": Live}}[os.environ["STAGE"]])


@app.route("/predict", methods=["POST"])
def predict():
    return jsonify(MODEL.predict(request.get_json()))
"""


@pytest.mark.parametrize(("live", "want"), [('os.environ["SECRET_KEY"]', "yes"), ('"for all"', "partly")])
def test_a_key_of_another_class_is_for_development(live: str, want: str) -> None:
    files = {"app.py": CLASSES.format(live=live), "Dockerfile": IMAGE}
    assert state("settings-from-environment", files) == want


APP = "import os\n\nfrom flask import Flask, jsonify\n\napp = Flask(__name__)\nKEY = os.environ['KEY']\n"
APP += (
    "\n\n@app.route('/predict', methods=['POST'])\ndef predict():\n    return jsonify(MODEL.predict(KEY))\n"
)
APP += "\n\nif __name__ == '__main__':\n    app.run(port=5000)\n"
RUN = "import os\n\nfrom app import app\n\napp.run(port=int(os.environ['PORT']))\n"


@pytest.mark.parametrize(
    ("readme", "want"),
    [
        ("Run `python run.py`.", "yes"),
        ("Run `python app.py`.", "partly"),
        ("Run `python train.py`.", "partly"),
    ],
)
def test_a_text_names_the_script_that_people_start(readme: str, want: str) -> None:
    files = {"app.py": APP, "run.py": RUN, "README.md": readme}
    assert state("settings-from-environment", files) == want


# A choice of a page that says which part is shown.

PAGE = """import streamlit as st

shown = st.sidebar.selectbox("{label}", ["One", "Two"])
file = st.file_uploader("A picture")
if file:
    st.write(MODEL.predict(file))
"""


@pytest.mark.parametrize(("label", "want"), [("Navigation", "no"), ("Size of the house", "unknown")])
def test_a_choice_of_what_is_shown_checks_nothing(label: str, want: str) -> None:
    assert state("input-validated", {"app.py": PAGE.format(label=label)}) == want


# What a page refuses of what people enter.

ASKING = """import streamlit as st

{field} = st.{widget}("A text"{more})
{given}
if st.button("Ask"):
    if {test}:
        {one}
    else:
        {other}
"""
WARN, ANSWER = "st.warning('Enter a text')", "st.write(MODEL.predict([text]))"


@pytest.mark.parametrize(
    ("field", "widget", "more", "given", "test", "one", "other", "want"),
    [
        ("text", "text_area", "", "", "text.strip()", ANSWER, WARN, "yes"),
        ("text", "text_input", "", "", "not text", WARN, ANSWER, "yes"),
        ("text", "text_input", "", "there = bool(text.strip())", "not there", WARN, ANSWER, "yes"),
        ("text", "text_input", "", "", "text not in TITLES", WARN, ANSWER, "yes"),
        ("text", "text_area", "", "file = st.file_uploader('A file')", "not text", WARN, ANSWER, "partly"),
        # What opens the service is no request, and neither is what the model answers.
        ("key", "text_input", ", type='password'", "", "not key", WARN, ANSWER, "no"),
        ("api_key", "text_input", "", "", "not api_key", WARN, ANSWER, "no"),
        ("text", "text_input", "", "", "MODEL.predict([1]) > 1", WARN, ANSWER, "no"),
        ("text", "text_input", "", "", "not text", "st.write('empty')", ANSWER, "no"),
    ],
)
def test_a_page_refuses_what_is_entered(
    field: str, widget: str, more: str, given: str, test: str, one: str, other: str, want: str
) -> None:
    page = ASKING.format(field=field, widget=widget, more=more, given=given, test=test, one=one, other=other)
    assert state("input-validated", {"app.py": page}) == want


def test_a_page_beside_a_service_checks_no_request_of_it() -> None:
    page = ASKING.format(
        field="text", widget="text_area", more="", given="", test="not text", one=WARN, other=ANSWER
    )
    assert state("input-validated", {"app.py": page, "serve.py": PLAIN}) != "yes"


SHOWN = """import gradio as gr


def predict(text):
    if not text:
        {told}
    return MODEL.predict([text])


gr.Interface(fn=predict, inputs="text", outputs="text").launch()
"""


@pytest.mark.parametrize(
    ("told", "sure"),
    [('raise gr.Error("Enter a text")', True), ('raise KeyError("text")', True), ('text = "nothing"', False)],
)
def test_an_error_that_gradio_shows_refuses(told: str, sure: bool) -> None:
    assert (state("input-validated", {"app.py": SHOWN.format(told=told)}) == "yes") is sure


# The answers of a survey are data, and the results of a training are none.

SURVEY = """import joblib
import pandas as pd
from sklearn.linear_model import Ridge

rows = pd.read_csv("data/{file}")
joblib.dump(Ridge().fit(rows[["size"]], rows["price"]), "model.joblib")
"""


@pytest.mark.parametrize(("file", "want"), [("survey_results.csv", "yes"), ("train_results.csv", "partly")])
def test_the_results_of_a_survey_are_data(file: str, want: str) -> None:
    files = {"train.py": SURVEY.format(file=file), f"data/{file}": "size,price\n1,2\n"}
    assert state("training-reproducible", {"serve.py": PLAIN, **files}) == want


# A model of each request, of the file that it brings.

UPLOADED = """import pandas as pd
from fastapi import FastAPI, UploadFile
from sklearn.ensemble import RandomForestClassifier

app = FastAPI()


def train_model(rows):
    return RandomForestClassifier().fit(rows[["size"]], rows["price"])


@app.post("/predict")
def predict(file: UploadFile):
    rows = pd.read_csv({read})
    return train_model(rows).predict(rows[["size"]]).tolist()
"""
KEPT = "import pickle\n\nfrom serve import train_model\n\n\ndef keep(rows):\n"
KEPT += "    pickle.dump(train_model(rows), open('model.pkl', 'wb'))\n"


@pytest.mark.parametrize(
    ("read", "more", "want"),
    [
        ("file.file", {}, "not-applicable"),
        ("'rows.csv'", {}, "no"),
        ("file.file", {"keep.py": KEPT}, "no"),
    ],
)
def test_a_model_of_each_upload_has_no_lineage(read: str, more: dict[str, str], want: str) -> None:
    # What is saved otherwise is no model.
    files = {"notes.py": "def keep(rows):\n    ROWS.save(rows)\n", "serve.py": UPLOADED.format(read=read)}
    files |= more
    assert state("lineage-kept", files) == want


# The wheel of a model by its address, and a function of another module that hashes the data.

SPACY = "import spacy\nfrom fastapi import FastAPI\n\napp = FastAPI()\nNLP = spacy.load('en_core_web_sm')\n"
SPACY += "\n\n@app.post('/predict')\ndef predict(row: dict):\n    return NLP(row['text']).ents\n"


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("https://example.com/en_core_web_sm-3.7.1/en_core_web_sm-3.7.1-py3-none-any.whl", "partly"),
        ("# https://example.com/en_core_web_sm-3.7.1-py3-none-any.whl", "no"),
        ("https://example.com/other-3.7.1-py3-none-any.whl", "no"),
    ],
)
def test_the_wheel_of_a_model_is_of_a_release(line: str, want: str) -> None:
    files = {"serve.py": SPACY, "requirements.txt": f"fastapi\nspacy\n{line}\n"}
    assert state("model-versioned", files) == want


LEARN = """import json

import joblib
import pandas as pd
from sklearn.linear_model import Ridge
from store import checksum

rows = pd.read_csv("rows.csv")
joblib.dump(Ridge().fit(rows[["size"]], rows["price"]), "model.joblib")
json.dump({"data": checksum("rows.csv")}, open("model.json", "w"))
"""
STORE = "import hashlib\n\n\ndef checksum(path):\n    return hashlib.sha256({of}).hexdigest()\n"


@pytest.mark.parametrize(("of", "want"), [("open(path, 'rb').read()", "partly"), ("path.encode()", "no")])
def test_a_function_beside_the_training_hashes_its_data(of: str, want: str) -> None:
    files = {"serve.py": PLAIN, "train.py": LEARN, "store.py": STORE.format(of=of)}
    assert state("lineage-kept", files) == want
