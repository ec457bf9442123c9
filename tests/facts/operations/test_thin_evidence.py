"""What stands in a place that is not read is unknown, and what serves nothing is no evidence."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

FLASK = """import os

from flask import Flask, request
{imports}
app = Flask(__name__)


@app.post("/predict")
def predict():
{body}
    return {{"label": MODEL.predict(request.json)}}
"""


def state(practice: str, body: str = "    pass", imports: str = "", **more: str) -> str:
    files = {"serve.py": FLASK.format(body=body, imports=imports), **more}
    return answers({name.replace("__", "/"): text for name, text in files.items()})[practice].state


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("    if 'age' not in request.json:\n        return {'error': 'no age'}, 400", "yes"),
        ("    if not request.json:\n        return jsonify({'error': 'empty'}), 422", "yes"),
        ("    if not request.json:\n        return Response('empty', status=400)", "yes"),
        ("    if not request.json:\n        return {'statusCode': 400, 'body': ''}", "yes"),
        ("    if MODEL is None:\n        return {'error': 'no model'}, 503", "no"),
        ("    if wide:\n        draw(resize(400, 400))", "no"),
        (
            "    try:\n        pass\n    except Exception:\n        return {'error': 'no'}, 400",
            "no",
        ),
    ],
)
def test_a_request_that_is_answered_as_a_bad_one_was_checked(body: str, want: str) -> None:
    assert state("input-validated", body) == want


@pytest.mark.parametrize(
    ("more", "want"),
    [("", "yes"), ("\n\ndef read(given):\n    return rows(given)\n", "unknown")],
)
def test_what_refuses_beside_the_model_may_check_requests(more: str, want: str) -> None:
    other = f"def rows(given):\n    if not given:\n        return {{}}, 400\n    return given\n{more}"
    called = "read" if more else "rows"
    assert state("input-validated", f"    {called}(request.json)", other) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("os.environ['LEVEL'] = '3'", "no"),
        ("os.environ.setdefault('LEVEL', '3')", "no"),
        ("PATH = os.environ['MODEL_PATH']", "yes"),
        ("PATH = os.environ.get('MODEL_PATH', 'model.pkl')", "yes"),
        ("SETTINGS = dict(os.environ)", "yes"),
        ("DEBUG = 'DEBUG' in os.environ", "yes"),
        ("PATH = os.getenv('MODEL_PATH')", "yes"),
    ],
)
def test_a_variable_that_is_only_set_is_no_setting(line: str, want: str) -> None:
    used = f"print({line.partition(' = ')[0]})" if " = " in line and want == "yes" else ""
    assert state("settings-from-environment", imports=f"{line}\n{used}\n") == want


def test_a_setting_that_other_code_reads_is_unknown() -> None:
    reads = "import os\n\nROWS = os.environ['ROWS']\n"
    code = FLASK.format(body="    pass", imports="")
    for name, want in (("app_config.py", "unknown"), ("train.py", "no")):
        assert answers({"serve.py": code, name: reads})["settings-from-environment"].state == want


COUNTERS = """from prometheus_client import Counter


class Watch:
    def __init__(self):
        self.requests = Counter("requests", "Requests")

    def seen(self):
        self.requests.inc()


WATCH = Watch()
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [("    WATCH.seen()", "yes"), ("    WATCH.requests.labels('a').inc()", "yes"), ("    pass", "no")],
)
def test_a_counter_may_be_an_attribute(body: str, want: str) -> None:
    assert state("requests-counted", body, COUNTERS) == want


MAIN = """from fastapi import FastAPI
{}
app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""
ROUTER = """from fastapi import APIRouter

router = APIRouter()


@router.get("/health")
def health():
    return {}
"""


@pytest.mark.parametrize(
    ("imports", "want"),
    [("", "no"), ("import routes\n", "yes"), ("from routes import router\n", "yes")],
)
def test_a_router_that_no_application_includes_answers_nothing(imports: str, want: str) -> None:
    files = {"main.py": MAIN.format(imports), "routes.py": ROUTER}
    assert answers(files)["health-answered"].state == want


EVENT = """import joblib

MODEL = joblib.load("model.pkl")


def {}({}):
    if not event:
        return {{"statusCode": 400}}
    return MODEL.predict(event)
"""


@pytest.mark.parametrize(
    ("name", "parameters", "want"),
    [
        ("handler", "event, context", "yes"),
        ("predict_row", "event, _context", "yes"),
        ("predict_row", "rows, context", "unknown"),
    ],
)
def test_a_function_of_an_event_and_a_context_answers_requests(name: str, parameters: str, want: str) -> None:
    assert answers({"main.py": EVENT.format(name, parameters)})["input-validated"].state == want


@pytest.mark.parametrize(
    ("practice", "body", "want"),
    [
        ("predictions-explained", "    grad_cam(request.json)", "unknown"),
        ("predictions-explained", "    MODEL.coef_", "unknown"),
        ("predictions-explained", "    draw(request.json)", "no"),
        ("errors-reported", "    if error:\n        notify_slack(request.json)", "unknown"),
        ("errors-reported", "    notify(request.json)", "no"),
        ("outliers-found", "    is_anomalous(request.json)", "unknown"),
        ("outliers-found", "    is_known(request.json)", "no"),
    ],
)
def test_a_name_that_speaks_of_it_is_no_answer(practice: str, body: str, want: str) -> None:
    assert state(practice, body) == want


@pytest.mark.parametrize(("name", "want"), [("validate_data", "unknown"), ("split_data", "no")])
def test_a_check_of_data_of_ones_own_is_unknown(name: str, want: str) -> None:
    code = f"def {name}(rows):\n    for row in rows:\n        print(row)\n\n\n{name}([])\n"
    assert state("input-quality-watched", imports=code) == want


PAGE = """import joblib
import streamlit as st

MODEL = joblib.load("model.pkl")
AGE = st.{}("Age")
st.write(MODEL.predict([[AGE]]))
"""


@pytest.mark.parametrize(("widget", "want"), [("number_input", "unknown"), ("text_area", "no")])
def test_widgets_of_a_page_may_check_what_is_entered(widget: str, want: str) -> None:
    assert answers({"page.py": PAGE.format(widget)})["input-validated"].state == want


@pytest.mark.parametrize(
    ("path", "want"),
    [
        ("models/churn/1/saved_model.pb", "unknown"),
        ("models/churn.dvc", "unknown"),
        ("models/churn.pkl", "no"),
    ],
)
def test_a_model_in_the_folder_of_a_version_is_no_answer(path: str, want: str) -> None:
    load = "import joblib\n\nMODEL = joblib.load(PATH)\n"
    files = {"serve.py": FLASK.format(body="    pass", imports=load), path: "x"}
    assert answers(files)["model-versioned"].state == want


FIT = "import joblib\n{}\nMODEL = Forest({}).fit({})\njoblib.dump(MODEL, 'model.pkl')\n"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"train.py": FIT.format("", "**P", "read_sql(Q)")}, "no"),
        ({"train.py": FIT.format("", "**P", "ROWS")}, "unknown"),
        (
            {"train.py": FIT.format("", "**P", "read_sql(Q)"), "config/params.yaml": "model:\n  seed: 42\n"},
            "partly",
        ),
        ({"train.py": FIT.format("", "**P", "fetch_california_housing()")}, "partly"),
        (
            {"train.py": FIT.format("from keras.datasets import mnist\n", "seed=1", "mnist.load_data()")},
            "yes",
        ),
    ],
)
def test_seeds_and_data_stand_elsewhere_than_in_the_training(files: dict[str, str], want: str) -> None:
    code = FLASK.format(body="    pass", imports="")
    assert answers({"serve.py": code, **files})["training-reproducible"].state == want


@pytest.mark.parametrize(("call", "want"), [("wandb.Artifact('rows')", "unknown"), ("print('rows')", "no")])
def test_what_tracks_by_itself_may_keep_the_lineage(call: str, want: str) -> None:
    train = FIT.format("import wandb\n", "", "ROWS") + call + "\n"
    files = {"serve.py": FLASK.format(body="    pass", imports=""), "train.py": train}
    assert answers(files)["lineage-kept"].state == want


RUNTIME = """apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: {{name: demo}}
spec:
  containers:
    - {{name: kserve-container, image: demo:1, resources: {{limits: {{{}: 1Gi}}}}}}
"""
KNATIVE = """apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: demo}}
spec:
  template:
    spec:
      containers:
        - {{name: demo, image: demo:1, resources: {{limits: {{{}: 1Gi}}}}}}
"""


@pytest.mark.parametrize("manifest", [RUNTIME, KNATIVE])
@pytest.mark.parametrize(("resource", "want"), [("memory", "yes"), ("cpu", "no")])
def test_runtimes_of_kserve_and_services_of_knative_hold_containers(
    manifest: str, resource: str, want: str
) -> None:
    files = {"Dockerfile": IMAGE, "deploy/demo.yaml": manifest.format(resource)}
    code = FLASK.format(body="    pass", imports="")
    assert answers({"serve.py": code, **files})["deployment-limited"].state == want


SERVICES = "services:\n  api:\n    build: .\n    healthcheck: {test: [CMD, python, localhost/health]}\n"


@pytest.mark.parametrize(
    ("text", "want"), [(SERVICES, "yes"), ("services:\n  api: {url: localhost}\n", "unknown")]
)
def test_a_compose_file_may_have_another_name(text: str, want: str) -> None:
    files = {"Dockerfile": IMAGE, "docker-local.yml": text}
    code = FLASK.format(body="    pass", imports="")
    assert answers({"serve.py": code, **files})["deployment-health-checked"].state == want


@pytest.mark.parametrize(("name", "want"), [("Dockerfile", "partly"), ("Dockerfile.dev", "unknown")])
def test_an_image_for_development_is_no_answer(name: str, want: str) -> None:
    files = {
        "requirements.txt": "flask\n",
        name: IMAGE.replace("COPY . .", "COPY . .\nRUN pip install -r requirements.txt"),
    }
    code = FLASK.format(body="    pass", imports="")
    assert answers({"serve.py": code, **files})["image-installs-project"].state == want


@pytest.mark.parametrize(
    ("imports", "want"),
    [
        ("from schemas import Row", "unknown"),
        ("from schemas import Row\n\nclass Row(BaseModel):\n    age: int\n", "yes"),
        ("from sqlalchemy.orm import Session as Row", "no"),
    ],
)
def test_a_type_that_is_not_in_the_code_may_check_requests(imports: str, want: str) -> None:
    head = f"from fastapi import FastAPI\nfrom pydantic import BaseModel\n{imports}\n"
    handler = "@app.post('/predict')\ndef predict(row: Row):\n    return MODEL.predict(row)\n"
    code = f"{head}app = FastAPI()\n\n\n{handler}"
    assert answers({"serve.py": code})["input-validated"].state == want


@pytest.mark.parametrize(("decorator", "want"), [("SOCKET.on('row')", "partly"), ("memoize", "no")])
def test_a_handler_of_a_socket_answers_requests(decorator: str, want: str) -> None:
    code = f"\n\n@{decorator}\ndef take(row):\n    logger.error('no')\n"
    code = FLASK.format(body="    pass", imports="") + code
    assert answers({"serve.py": code})["errors-reported"].state == want


KEEPS = "def keep(prediction):\n    with open('log', 'a') as file:\n        {}\n"


@pytest.mark.parametrize(
    ("code", "want"),
    [
        (KEEPS.format("file.write(json.dumps(prediction))"), "yes"),
        (KEEPS.format("return file.read() + prediction"), "no"),
        ("def keep(row):\n    with bentoml.monitor('rows') as watch:\n        watch.log(row)\n", "yes"),
    ],
)
def test_lines_of_json_and_monitors_keep_predictions(code: str, want: str) -> None:
    assert (
        state("predictions-logged", "    keep(request.json)", f"import bentoml\nimport json\n\n{code}")
        == want
    )


@pytest.mark.parametrize(
    ("name", "want"), [("mental_health_interview", "no"), ("health_care", "no"), ("health_status", "unknown")]
)
def test_the_health_of_people_is_none_of_a_service(name: str, want: str) -> None:
    assert state("health-answered", f"    {name}(request.json)") == want


ROOT = """from fastapi import APIRouter

router = APIRouter({})


@router.get("/")
def root():
    return {{}}
"""


@pytest.mark.parametrize(
    ("given", "included", "want"),
    [("", "", "partly"), ("prefix='/rows'", "", "no"), ("", ", prefix='/rows'", "no")],
)
def test_the_root_of_a_router_is_that_of_its_application(given: str, included: str, want: str) -> None:
    main = MAIN.format("from routes import router\n") + f"\napp.include_router(router{included})\n"
    assert answers({"main.py": main, "routes.py": ROOT.format(given)})["health-answered"].state == want


@pytest.mark.parametrize(("name", "want"), [("RateLimiter", "no"), ("Statistics", "unknown")])
def test_a_limit_of_requests_counts_for_itself(name: str, want: str) -> None:
    code = f"class {name}:\n    def seen(self):\n        REDIS.incr('requests')\n\n\nWATCH = {name}()\n"
    assert state("requests-counted", "    WATCH.seen()", code) == want


NET = """import joblib
import torch
{}
ROWS = split(read_csv("data/rows.csv"), random_state=1)
fit(ROWS)
LOSS.backward()
joblib.dump(NET, "net.pkl")
"""


@pytest.mark.parametrize(("seed", "want"), [("", "partly"), ("torch.manual_seed(1)", "yes")])
def test_the_weights_of_a_net_have_a_seed_of_their_own(seed: str, want: str) -> None:
    files = {"train.py": NET.format(seed), "data/rows.csv": "a\n1\n"}
    assert (
        answers({"serve.py": FLASK.format(body="    pass", imports=""), **files})[
            "training-reproducible"
        ].state
        == want
    )


PODS = """apiVersion: apps/v1
kind: Deployment
metadata: {{name: demo}}
spec:
  template:
    spec:
      containers:
        - {{name: demo, image: "{}", resources: {{limits: {{memory: 1Gi}}}}}}
        - {{name: other, image: "{}"}}
"""


@pytest.mark.parametrize(("other", "want"), [("redis:8", "yes"), ("demo-worker:1", "partly")])
def test_what_others_publish_is_not_asked_for_a_limit(other: str, want: str) -> None:
    files = {"serve.py": FLASK.format(body="    pass", imports=""), "app.yaml": PODS.format("demo:1", other)}
    assert answers(files)["deployment-limited"].state == want


HANDS = """def predict(row):
    prediction = MODEL.run(row)
    {}(row)


def log_event(row):
    with open("log", "a") as file:
        file.write(json.dumps(row))


def draw_event(row):
    with open("log", "a") as file:
        file.write(json.dumps(row))


def log_line(row):
    print(row)
"""


@pytest.mark.parametrize(("name", "want"), [("log_event", "yes"), ("draw_event", "no"), ("log_line", "no")])
def test_an_answer_may_be_handed_on_to_what_keeps_it(name: str, want: str) -> None:
    code = HANDS.format(name).replace("def predict(row)", "def answer(row)")
    assert state("predictions-logged", "    answer(request.json)", f"import json\n\n{code}") == want


TABLE = "DB = SQLAlchemy()\n\n\nclass Prediction({}):\n    row = 1\n"


@pytest.mark.parametrize(
    ("base", "want"), [("DB.Model", "unknown"), ("db.Model", "yes"), ("Plain", "unknown")]
)
def test_a_table_of_flask_sqlalchemy_keeps_predictions(base: str, want: str) -> None:
    body = "    session.add(Prediction(1))\n    session.commit()"
    assert state("predictions-logged", body, TABLE.format(base)) == want


@pytest.mark.parametrize(
    ("library", "want"), [("tortoise.models", "yes"), ("peewee", "yes"), ("demo.shapes", "unknown")]
)
def test_a_table_may_have_the_plain_base_of_its_library(library: str, want: str) -> None:
    code = f"from {library} import Model\n\n\nclass Prediction(Model):\n    row = 1\n"
    assert state("predictions-logged", "    Prediction.create(row=MODEL.predict(row))", code) == want


@pytest.mark.parametrize(("parts", "want"), [("train_df, test_df", "no"), ("reference, today", "partly")])
def test_two_parts_of_one_set_do_not_drift(parts: str, want: str) -> None:
    first, second = parts.split(", ")
    code = (
        "from evidently import Report\nfrom evidently.presets import DataDriftPreset\n\n\n"
        f"def watch():\n    {first}, {second} = read()\n"
        f"    Report([DataDriftPreset()]).run({first}, {second})\n"
    )
    assert state("drift-watched", "    watch()", code) == want


@pytest.mark.parametrize(("base", "want"), [("generics.ListAPIView", "yes"), ("Plain", "unknown")])
def test_a_generic_view_answers_requests(base: str, want: str) -> None:
    code = (
        "from rest_framework import generics\nfrom rest_framework.exceptions import ValidationError\n\n\n"
        f"class Search({base}):\n    def get_queryset(self):\n        if not self.request:\n"
        "            raise ValidationError('no question')\n        return MODEL.predict(self.request)\n"
    )
    assert answers({"views.py": code})["input-validated"].state == want


@pytest.mark.parametrize(
    ("given", "lines", "want"),
    [
        ("UploadFile", "", "no"),
        ("UploadFile", "    if not row.filename:\n        return None\n", "yes"),
        ("UploadFile", "    if row.size == 3:\n        return None\n", "unknown"),
        ("UploadFile", "    try:\n        row.open()\n    except OSError:\n        row = None\n", "unknown"),
        ("UploadFile", "    row = checked(row)\n", "unknown"),
        ("dict", "", "no"),
    ],
)
def test_a_file_that_must_be_given_is_checked_by_the_code_alone(given: str, lines: str, want: str) -> None:
    code = MAIN.format("from fastapi import UploadFile\n").replace("row: dict", f"row: {given}")
    code = code.replace("    return MODEL", f"{lines}    return MODEL")
    assert answers({"main.py": code})["input-validated"].state == want


@pytest.mark.parametrize(("image", "want"), [("other/lineage:1.2", "no"), ("demo/api:1.2", "yes")])
def test_an_image_that_nothing_here_builds_is_no_release(image: str, want: str) -> None:
    job = "on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n"
    push = f"{job}      - run: docker push demo/api:latest\n"
    files = {
        "serve.py": FLASK.format(body="    pass", imports=""),
        "Dockerfile": IMAGE,
        "lineage/compose.yaml": f"services:\n  api: {{image: '{image}'}}\n",
        ".github/workflows/cd.yml": push,
    }
    assert answers(files)["release-pinned"].state == want


@pytest.mark.parametrize(("folder", "want"), [("scraping_data", "partly"), ("pictures", "no")])
def test_a_folder_of_data_has_the_word_in_its_name(folder: str, want: str) -> None:
    files = {
        "models/train.py": FIT.format("", "", "read_csv(FOLDER / 'rows.csv')"),
        f"{folder}/rows.csv": "a\n1\n",
    }
    code = FLASK.format(body="    pass", imports="")
    assert answers({"serve.py": code, **files})["training-reproducible"].state == want


@pytest.mark.parametrize(
    ("line", "want"), [("app.config.from_object('config')", "yes"), ("app.run()", "unknown")]
)
def test_settings_are_loaded_by_a_name_in_a_text(line: str, want: str) -> None:
    code = FLASK.format(body="    pass", imports="") + f"\n{line}\n"
    files = {"serve.py": code, "config.py": "import os\n\nKEY = os.environ['KEY']\n"}
    assert answers(files)["settings-from-environment"].state == want


@pytest.mark.parametrize(
    ("line", "want"),
    [("rsync -a app/ hf_space_repo/ && git push", "unknown"), ("git push", "no"), ("echo deployed", "no")],
)
def test_what_is_sent_elsewhere_may_be_deployed(line: str, want: str) -> None:
    job = f"on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: {line}\n"
    files = {"Dockerfile": IMAGE, ".github/workflows/cd.yml": job}
    code = FLASK.format(body="    pass", imports="")
    assert answers({"serve.py": code, **files})["deployed-by-pipeline"].state == want
