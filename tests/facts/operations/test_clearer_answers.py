"""Answers that were wrong, or that said nothing, of services that nobody had looked at."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers, level

FASTAPI = """from fastapi import FastAPI
{imports}
app = FastAPI()
{more}

@app.post("/predict")
def predict(row: dict):
{body}
    return {{"label": MODEL.predict(row)}}
"""


def state(practice: str, files: dict[str, str]) -> str:
    return answers(files)[practice].state


def served(body: str = "    pass", imports: str = "", more: str = "") -> str:
    return FASTAPI.format(body=body, imports=imports, more=more)


# A script that another machine is sent.


def workflow(script: str) -> dict[str, str]:
    lines = "\n".join(f"          {line}" for line in script.splitlines())
    text = (
        "name: deploy\non:\n  push:\n    branches: [main]\njobs:\n  up:\n    runs-on: ubuntu-latest\n"
        f"    steps:\n      - uses: actions/checkout@v4\n      - run: |\n{lines}\n"
    )
    return {"serve.py": served(), "Dockerfile": IMAGE, ".github/workflows/deploy.yml": text}


@pytest.mark.parametrize(
    ("script", "want"),
    [
        ("ssh box << 'EOF'\nset -e\ndocker compose up -d\nEOF", "yes"),
        ("ssh -i key me@box <<EOF\nsudo systemctl restart demo\nEOF", "yes"),
        # What is read on that machine starts nothing there.
        ("ssh box << 'EOF'\ndf -h\nuptime\nEOF", "unknown"),
        ("cat << 'EOF'\ndocker compose up -d\nEOF", "no"),
    ],
)
def test_a_script_that_another_machine_is_sent_may_deploy(script: str, want: str) -> None:
    assert state("deployed-by-pipeline", workflow(script)) == want


# A server of models beside one for the web.

RUNTIME = "from mlserver import MLModel\n\n\nclass Churn(MLModel):\n    async def predict(self, payload):\n"
RUNTIME += "        return self.model.predict(payload)\n"


@pytest.mark.parametrize("practice", ["health-answered", "requests-counted"])
def test_a_server_of_models_beside_another_server_is_unknown(practice: str) -> None:
    assert state(practice, {"serve.py": served(), "runtime.py": RUNTIME}) == "unknown"
    assert state(practice, {"serve.py": served()}) == "no"
    assert state(practice, {"runtime.py": RUNTIME}) == "yes"


# What only a part of an application loads that nothing includes.

MAIN = "from flask import Flask\n\nfrom web.routes import part\n\napp = Flask('demo')\n"
MAIN += "app.register_blueprint(part)\n"
ROUTES = """from flask import Blueprint, request

part = Blueprint("part", __name__)


@part.post("/predict")
def predict():
    return {"label": MODEL.predict(request.json)}
"""
SETTINGS = "import os\n\nURL = os.getenv('MODEL_URL')\n"


@pytest.mark.parametrize(("included", "want"), [("old", "yes"), ("web", "no")])
def test_a_part_that_only_its_own_package_imports_is_idle(included: str, want: str) -> None:
    files = {
        "main.py": MAIN.replace("web.", f"{included}."),
        "web/__init__.py": "",
        "web/routes.py": ROUTES,
        "old/__init__.py": "from . import routes\n",
        "old/routes.py": "from settings import URL\n" + ROUTES,
        "settings.py": SETTINGS,
    }
    found = state("settings-from-environment", files)
    assert found == want if included == "old" else found != "yes"


# What checks a request by the model that it is made of.

ASK = "from pydantic import BaseModel\n\n\nclass AskRequest(BaseModel):\n    age: int\n\n\n"
ASK += "class Answered(BaseModel):\n    label: int\n"
FLASK = """from flask import Flask, request

from ask import Answered, AskRequest

app = Flask("demo")


@app.post("/predict")
def predict():
{body}
    return {{"label": MODEL.predict(row)}}
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("    row = AskRequest.parse_obj(request.get_json())", "yes"),
        ("    row = AskRequest.model_validate(request.json)", "yes"),
        ("    row = AskRequest(**request.get_json())", "yes"),
        # What an answer is made of says nothing of the request.
        ("    row = request.get_json()\n    return Answered(label=MODEL.predict(row)).dict()", "no"),
    ],
)
def test_a_request_that_a_model_is_made_of_is_checked(body: str, want: str) -> None:
    found = state("input-validated", {"serve.py": FLASK.format(body=body), "ask.py": ASK})
    assert found == want


# Lines of a log that a function of the project writes.

NOTE = """
import json
import logging

logger = logging.getLogger("demo")


def {name}(event, **more):
    logger.info(json.dumps({{"event": event, **more}}))
"""


@pytest.mark.parametrize(("name", "want"), [("log_event", "half"), ("show_event", "half")])
def test_a_line_may_be_logged_by_a_function_of_any_name(name: str, want: str) -> None:
    code = served(
        f"    label = MODEL.predict(row)\n    {name}('asked', label=label)", f"from notes import {name}\n"
    )
    answer = answers({"serve.py": code, "notes.py": NOTE.format(name=name)})["predictions-logged"]
    assert ("half" if answer.share == 0.5 else "0" if answer.share == 0 else "unknown") == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("    logger.warning('no model')", "unknown"),
        ("    traceback.print_exc()", "no"),
        ("    logger.exception('it failed')", "partly"),
        ("    logger.info('asked')", "no"),
    ],
)
def test_a_warning_may_be_of_a_failure(body: str, want: str) -> None:
    assert state("errors-reported", {"serve.py": served(body, "import logging\nimport traceback\n")}) == want


# A route at the root, and routes of health.


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("return {'message': 'up'}", "partly"),
        ('"""Say it."""\n    return {"message": "up"}', "partly"),
        ("return 'up'", "unknown"),
        ("return render_template('home.html')", "no"),
    ],
)
def test_the_root_of_a_framework_of_pages_may_be_data(given: str, want: str) -> None:
    code = (
        "from flask import Flask, render_template, request\n\napp = Flask('demo')\n\n\n"
        f"@app.get('/')\ndef home():\n    {given}\n\n\n"
        "@app.post('/predict')\ndef predict():\n    return MODEL.predict(request.json)\n"
    )
    if "render" not in given:
        code = code.replace(", render_template", "")
    assert state("health-answered", {"serve.py": code}) == want


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ("@app.get('/')\ndef home():\n    return {}", "partly"),
        ("app.add_api_route('/', shown)", "partly"),
        # No handler is there: parts of texts, files, pages, and where people are sent.
        ("def path(folder, name):\n    return f'{folder}/{name}'", "no"),
        ("app.mount('/', StaticFiles(directory='dist', html=True))", "no"),
        ("docs = FastAPI(docs_url='/')", "no"),
        ("@app.get('/home')\ndef home():\n    return RedirectResponse('/')", "no"),
    ],
)
def test_only_a_handler_answers_at_the_root(more: str, want: str) -> None:
    assert state("health-answered", {"serve.py": served(more=f"\n\n{more}\n")}) == want


@pytest.mark.parametrize(
    ("route", "want"), [("/apiStatus", "yes"), ("/api/isAlive", "yes"), ("/orders/status", "no")]
)
def test_a_route_of_health_may_be_written_with_humps(route: str, want: str) -> None:
    more = f"\n\n@app.get('{route}')\ndef shown():\n    return 'up'\n"
    assert state("health-answered", {"serve.py": served(more=more)}) == want


# What a training reads.

TRAIN = """import joblib
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression

{data}
model = LinearRegression().fit(rows, rows)
joblib.dump(model, "model.joblib")
"""


@pytest.mark.parametrize(
    ("data", "want"),
    [
        (
            "np.random.seed(1)\nrows = pd.get_dummies(pd.DataFrame(np.random.rand(9, 2)))",
            "yes",
        ),
        ("np.random.seed(1)\nrows = STORE.get_history('EUR')", "partly"),
    ],
)
def test_what_is_got_is_no_data_by_its_name_alone(data: str, want: str) -> None:
    assert state("training-reproducible", {"serve.py": served(), "train.py": TRAIN.format(data=data)}) == want


NET = """import pandas as pd
import torch
from sklearn.model_selection import train_test_split

rows = pd.read_csv("data/rows.csv")
train, test = train_test_split(rows, random_state=1)
net = torch.nn.Linear(2, 1)


def train_model():
    loss(net(train)).backward()
    torch.save(net.state_dict(), "net.pt")
"""


def test_a_split_alone_makes_no_weights_come_again() -> None:
    files = {"serve.py": served(), "train.py": NET}
    assert state("training-reproducible", files) == "no"
    assert state("training-reproducible", {**files, "data/rows.csv": "a\n1\n"}) == "partly"
    seeded = NET.replace("net =", "torch.manual_seed(1)\nnet =")
    assert state("training-reproducible", {**files, "train.py": seeded}) == "partly"


def test_results_that_a_training_writes_are_no_data_of_it() -> None:
    code = TRAIN.format(data='np.random.seed(1)\nrows = pd.read_csv("rows.csv")')
    files = {"serve.py": served(), "training/train.py": code}
    told = {**files, "training/outputs/rows.csv": "a\n1\n"}
    assert state("training-reproducible", told) == "partly"
    assert state("training-reproducible", {**files, "training/data/rows.csv": "a\n1\n"}) == "yes"


# What else may be checked, explained, and which version it is.


def test_rows_that_a_training_validates_may_be_of_quality() -> None:
    checks = (
        "import pandas as pd\n\n\ndef {name}(frame):\n    assert frame.size\n\n\n{name}(pd.DataFrame())\n"
    )
    files = {"serve.py": served()}
    told = {**files, "build.py": checks.format(name="validate_orders")}
    assert state("input-quality-watched", told) == "unknown"
    other = {**files, "build.py": checks.format(name="validate_model_file")}
    assert state("input-quality-watched", other) == "no"


def test_a_library_of_tracked_models_may_bring_a_version() -> None:
    code = served(
        "    model = wandb.use_model(NAME)", "import joblib\nimport wandb\n\nMODEL = joblib.load('m')\n"
    )
    assert state("model-versioned", {"serve.py": code}) == "unknown"
    plain = served("    pass", "import joblib\n\nMODEL = joblib.load('m')\n")
    assert state("model-versioned", {"serve.py": plain}) == "no"


@pytest.mark.parametrize(
    ("imports", "line"),
    [
        ("import tensorflow_hub as hub", "NET = hub.KerasLayer('https://tfhub.dev/a/b/1')"),
        ("import spacy", "NET = spacy.load('en_core_web_sm')"),
        ("import easyocr", "NET = easyocr.Reader(['en'])"),
    ],
)
def test_a_model_that_answers_when_it_is_called_is_served(imports: str, line: str) -> None:
    code = f"from flask import Flask\n{imports}\n\napp = Flask('demo')\n{line}\n\n\n"
    code += "@app.post('/tag')\ndef tag():\n    return str(NET('a'))\n"
    head = '[project]\nname = "demo"\nversion = "1"\n'
    assert state("errors-reported", {"pyproject.toml": head, "serve.py": code}) == "no"


def test_an_own_level_is_said_as_before() -> None:
    assert level({"serve.py": served()}) == "0"


# Who has a probe, and what is no line on an answer.

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    spec:
      containers:
        - name: one
          image: {image}
          ports: [{{containerPort: 8000}}]
{probe}"""
PROBE = "          readinessProbe: {httpGet: {path: /health, port: 8000}}\n"


def manifest(name: str, image: str, probe: str = "") -> str:
    return DEPLOYMENT.format(name=name, image=image, probe=probe)


def test_a_probe_of_what_others_publish_says_nothing_of_the_service() -> None:
    own = {"serve.py": served(), "k8s/serve.yaml": manifest("demo", "demo:1")}
    assert state("deployment-health-checked", own) == "no"
    other = manifest("metrics-server", "gcr.io/staging/metrics-server:v1", PROBE)
    assert state("deployment-health-checked", {**own, "metrics/server.yaml": other}) == "no"
    strange = manifest("webhook", "example.org/webhook:1", PROBE)
    assert state("deployment-health-checked", {**own, "charts/webhook.yaml": strange}) == "unknown"
    both = {**own, "k8s/serve.yaml": manifest("demo", "demo:1", PROBE), "charts/webhook.yaml": strange}
    assert state("deployment-health-checked", both) == "yes"


@pytest.mark.parametrize(("name", "want"), [("drift_report", "no"), ("scored", "unknown")])
def test_what_looks_at_many_answers_logs_none_of_them(name: str, want: str) -> None:
    more = (
        f"\n\n@app.get('/shown')\ndef {name}():\n    prediction = held(0)\n"
        "    logger.info('%s', prediction)\n    return {'found': 1}\n"
    )
    code = served(imports="import logging\n\nlogger = logging.getLogger('demo')\n", more=more)
    assert state("predictions-logged", {"serve.py": code}) == want


VIEWS = """from django.shortcuts import render

from .forms import Asked

def predict(request):
    form = Asked(request.POST)
    if form.is_valid():
        return render(request, "shown.html", {"label": MODEL.predict([form.cleaned_data])})
"""
URLS = "from django.urls import path\n\nfrom . import views\n\nurlpatterns = [path('', views.{name})]\n"


@pytest.mark.parametrize(("name", "want"), [("predict", "yes"), ("other", "unknown")])
def test_an_address_leads_to_a_view_of_django(name: str, want: str) -> None:
    files = {"ask/__init__.py": "", "ask/views.py": VIEWS, "ask/urls.py": URLS.format(name=name)}
    assert state("input-validated", files) == want


def test_an_image_without_python_beside_that_of_the_service_is_another() -> None:
    image = (
        'FROM python:3.13-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "serve.py"]\n'
    )
    files = {"serve.py": served(), "requirements.txt": "fastapi\n", "Dockerfile": image}
    other = "FROM jenkins/jenkins:lts\nRUN curl https://example.org > ./got && chmod u+x ./got && ./got\n"
    assert state("image-installs-project", {**files, "ci/Dockerfile": other}) == "partly"


@pytest.mark.parametrize(("name", "want"), [("OUTLIER_CAP", "no"), ("outlier_score", "unknown")])
def test_a_constant_finds_no_outliers(name: str, want: str) -> None:
    code = served(f"    row = clip(row, {name})", f"from limits import {name}\n")
    assert state("outliers-found", {"serve.py": code, "limits.py": f"{name} = 3\n"}) == want


def test_what_a_script_of_python_uploads_may_be_deployed() -> None:
    script = (
        "python << 'EOF'\nfrom huggingface_hub import HfApi\nHfApi().upload_file(path_or_fileobj='a')\nEOF"
    )
    assert state("deployed-by-pipeline", workflow(script)) == "unknown"
    assert state("deployed-by-pipeline", workflow("python << 'EOF'\nprint('up')\nEOF")) == "no"


@pytest.mark.parametrize(
    ("comment", "want"),
    [
        ("# Poetry is great for development, and too large to deploy.", "partly"),
        ("# Use this image for local development.", "unknown"),
        ("# For development", "unknown"),
    ],
)
def test_a_tool_for_development_is_no_image_for_it(comment: str, want: str) -> None:
    image = f"{comment}\nFROM python:3.13-slim\nCOPY . .\nRUN pip install -r requirements.txt\n"
    image += 'CMD ["python", "serve.py"]\n'
    files = {"serve.py": served(), "requirements.txt": "fastapi\n", "Dockerfile": image}
    assert state("image-installs-project", files) == want


KEEP = """import psycopg2


def {name}(row, label):
    base = psycopg2.connect("")
    base.cursor().execute("{statement}", (row, label))
    base.commit()
"""


@pytest.mark.parametrize(
    ("name", "statement", "want"),
    [
        ("save_row", "INSERT INTO kept VALUES (%s, %s)", "yes"),
        ("show_row", "INSERT INTO kept VALUES (%s, %s)", "yes"),
        ("show_row", "SELECT * FROM kept WHERE a = %s AND b = %s", "no"),
    ],
)
def test_a_function_that_is_given_an_answer_may_run_a_statement(name: str, statement: str, want: str) -> None:
    body = f"    prediction = MODEL.predict(row)\n    {name}(row, prediction)"
    kept = KEEP.format(name=name, statement=statement)
    files = {"serve.py": served(body, f"from kept import {name}\n"), "kept.py": kept}
    assert state("predictions-logged", files) == want


@pytest.mark.parametrize(
    ("line", "want"), [("if row < 0:\n        raise ValueError('too low')", "unknown"), ("pass", "no")]
)
def test_what_answers_may_refuse_a_value_by_an_error(line: str, want: str) -> None:
    run = f"def run(row):\n    {line}\n    return MODEL.predict(row)\n"
    code = FLASK.replace("from ask import Answered, AskRequest\n", "from runs import run\n")
    files = {"serve.py": code.format(body="    row = run(request.json)"), "runs.py": run}
    assert state("input-validated", files) == want


def test_an_exception_that_a_function_records_may_be_reported() -> None:
    traces = "def record_exception(span, error):\n    span.record_exception(error)\n"
    code = served("    record_exception(SPAN, ERROR)", "from traces import record_exception\n")
    assert state("errors-reported", {"serve.py": code, "traces.py": traces}) == "unknown"
    assert state("errors-reported", {"serve.py": served()}) == "no"
