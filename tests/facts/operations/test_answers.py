"""Weak signs that are no answer: what starts a service, a name, a route, a neighbour, a variable."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import HEAD, IMAGE, answers

APP = """import logging

from fastapi import FastAPI

{imports}
app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/predict")
def predict(row: dict):
{body}
    return MODEL.predict(row)
"""


def state(practice: str, body: str = "    pass", imports: str = "", **more: str) -> str:
    files = {"serve.py": APP.format(body=body, imports=imports), **more}
    return answers({name.replace("__", "/"): text for name, text in files.items()})[practice].state


FAILS = "    try:\n        check(row)\n    except Exception:\n        logger.exception('no')\n"
STARTS = "\n@app.on_event('startup')\ndef load_model():\n    logger.error('no model')\n"
OWN_LOGGER = (
    "import structlog\n\nasync def log_errors(request):\n    log = structlog.get_logger()\n"
    "    log.error('no')\n"
)


@pytest.mark.parametrize(
    ("code", "want"),
    [
        (APP.format(body=FAILS, imports=""), "partly"),
        (APP.format(body="    pass", imports="") + STARTS, "unknown"),
        (APP.format(body="    pass", imports="") + STARTS.replace("error", "info"), "no"),
        (APP.format(body="    log_errors(row)", imports=OWN_LOGGER), "partly"),
    ],
)
def test_a_failure_is_of_a_request_not_of_the_start(code: str, want: str) -> None:
    assert answers({"serve.py": code})["errors-reported"].state == want


@pytest.mark.parametrize(
    ("caught", "want"),
    [
        ("except OSError as error:\n        logger.warning('no model: %s', error)", "unknown"),
        ("except OSError:\n        logger.info('no model')", "no"),
    ],
)
def test_a_warning_of_what_failed_at_the_start_is_of_no_request(caught: str, want: str) -> None:
    starts = f"\n@app.on_event('startup')\ndef load_model():\n    try:\n        fetch()\n    {caught}\n"
    code = APP.format(body="    pass", imports="") + starts
    assert answers({"serve.py": code})["errors-reported"].state == want


COUNTER = "from prometheus_client import Counter\n\nCOUNT = Counter('c', 'c')\n\n"


@pytest.mark.parametrize(
    ("body", "imports", "want"),
    [
        ("    COUNT.inc()", COUNTER, "yes"),
        ("    load_model()", f"{COUNTER}def load_model():\n    COUNT.inc()\n", "no"),
        ("    STATS['total_requests'] += 1", "STATS = {}\n", "unknown"),
        ("    print('/metrics')", "import prometheus_client\n", "unknown"),
        ("    pass", "", "no"),
    ],
)
def test_what_counts_counts_requests(body: str, imports: str, want: str) -> None:
    assert state("requests-counted", body, imports) == want


@pytest.mark.parametrize(("path", "want"), [("monitor", "unknown"), ("rows", "no")])
def test_what_watches_the_service_may_sum_up_requests(path: str, want: str) -> None:
    sums = "def summed(kept):\n    success_count = sum(1 for one in kept if one)\n    return success_count\n"
    code = APP.format(body=f"    {path}.summed(row)", imports=f"import {path}\n")
    assert answers({"serve.py": code, f"{path}.py": sums})["requests-counted"].state == want


BOT = """from telegram.ext import Updater


def ask(update, context):
    update.message.reply_text(MODEL.predict([update.message.text]))


updater = Updater("token")
updater.start_polling()
"""
PAYS = """from flask import Flask

app = Flask(__name__)


@app.route("/paid", methods=["POST"])
def paid():
    return {}
"""


@pytest.mark.parametrize(("bot", "want"), [(BOT, "unknown"), ("def ask(text):\n    return text\n", "no")])
def test_a_server_beside_a_bot_may_not_be_what_answers(bot: str, want: str) -> None:
    files = {"bot.py": bot, "web.py": PAYS.format("{}")}
    assert answers(files)["health-answered"].state == want
    asks = PAYS.format("MODEL.predict([1])")
    assert answers({**files, "web.py": asks})["health-answered"].state == "no"


@pytest.mark.parametrize(
    ("body", "imports", "want"),
    [
        ("    MODEL.predict(row)\n    mlflow.log_dict(row, 'input.json')", "import mlflow\n", "yes"),
        ("    mlflow.log_metric('size', 1)", "import mlflow\n", "no"),
        ("    set_cached_prediction(row)", "def set_cached_prediction(row):\n    DB.add(row)\n", "no"),
        ("    logger.info('predicted %s', MODEL.predict(row))", "", "partly"),
        ("    logger.warning('unsure of %s', MODEL.predict(row))", "", "partly"),
        ("    logger.info('predicted')", "", "no"),
        ("    logger.info('took %s', time.time())", "", "no"),
        ("    pick_predict_fn()", "def pick_predict_fn():\n    logger.info('with predict')\n", "no"),
    ],
)
def test_a_prediction_log_keeps_the_input(body: str, imports: str, want: str) -> None:
    found = state("predictions-logged", body, imports)
    assert found == want


VIEW = """from rest_framework import viewsets


class Rows(viewsets.ModelViewSet):
    def create(self, request):
        serializer = self.get_serializer(data=request.data)
        {check}
        return MODEL.predict(serializer)
"""
SCHEMA = "from pydantic import BaseModel, ValidationError\n\n\nclass Row(BaseModel):\n    age: int\n\n\n"
FLASK = """from flask import Flask, request
{imports}
app = Flask("demo")


@app.post("/predict")
def predict():
    try:
        row = {make}
    except {error}:
        return {{}}, 400
    return MODEL.predict(row)
"""


@pytest.mark.parametrize(
    ("code", "want"),
    [
        (VIEW.format(check="serializer.is_valid(raise_exception=True)"), "yes"),
        (VIEW.format(check="serializer.save()"), "no"),
        (FLASK.format(imports=SCHEMA, make="Row(**request.json)", error="ValidationError"), "yes"),
        (FLASK.format(imports="", make="dict(request.json)", error="KeyError"), "no"),
        # What may check it and cannot be read is unknown.
        (FLASK.format(imports="", make="SCHEMA.checked(request.json)", error="KeyError"), "unknown"),
        (APP.format(imports="", body="    if not row:\n        raise HTTPException(400)"), "yes"),
    ],
)
def test_a_serializer_or_a_schema_checks_a_request(code: str, want: str) -> None:
    code = code.replace("import FastAPI", "import FastAPI, HTTPException")
    assert answers({"serve.py": code})["input-validated"].state == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        # Another file may take the same name.
        ('PIPELINE_PATH = "models/model_v1.joblib"', "partly"),
        ('PIPELINE_PATH = "model_v1.joblib"', "partly"),
        ('PIPELINE_PATH = "models/2026-03-01/model.joblib"', "yes"),
        ('PIPELINE_PATH = "models/model_2026-03-01.joblib"', "partly"),
        ('PIPELINE_PATH = "models/v1/model_v1.joblib"', "yes"),
        ('MODEL: Path = ROOT.joinpath("1_0_0/model.joblib")', "yes"),
        ('MODEL = ROOT / "models" / "v3/model.pkl"', "yes"),
        ('LOCATION = f"s3://models/{RUN_ID}/model"', "yes"),
        ('LOCATION = f"s3://models/{run_id}/model"', "no"),
        ('MODEL = ROOT / "models" / "model.pkl"', "no"),
        ('ROUTER: str = "/api/v1/predict"', "no"),
    ],
)
def test_what_is_loaded_has_a_version_in_its_path(line: str, want: str) -> None:
    imports = f"import joblib\n\n{line}\nMODEL = joblib.load(MODEL)\n"
    assert state("model-versioned", imports=imports) == want


BASELINE = (
    "import numpy as np\n\nbaseline = {{'mean': 1}}\n\n\ndef check_drift(rows):\n"
    "    return np.abs(rows.mean() - {})\n"
)


@pytest.mark.parametrize(("compared", "want"), [("baseline['mean']", "partly"), ("1", "no")])
def test_drift_is_from_what_the_module_holds(compared: str, want: str) -> None:
    assert state("drift-watched", "    check_drift(row)", BASELINE.format(compared)) == want


@pytest.mark.parametrize(("name", "want"), [("anomaly_model", "yes"), ("model", "no")])
def test_a_model_that_is_named_after_outliers_finds_them(name: str, want: str) -> None:
    assert state("outliers-found", f"    {name}.predict(row)") == want


ROUTE = "\n\n@app.{}('{}')\ndef answer(): ...\n"


@pytest.mark.parametrize(
    ("route", "want"),
    [
        ("/health-check", "yes"),
        ("/api/v1/healthz", "yes"),
        ("/live", "yes"),
        ("/health/live", "yes"),
        # A live chat, and words that contain another.
        ("/api/live", "no"),
        ("/shopping", "no"),
    ],
)
def test_a_route_of_health_is_told_by_whole_words(route: str, want: str) -> None:
    code = APP.format(imports="", body="    pass") + ROUTE.format("get", route)
    assert answers({"serve.py": code})["health-answered"].state == want


def test_the_root_of_a_part_is_not_that_of_the_service() -> None:
    part = "from fastapi import APIRouter\n\napp = APIRouter()\n" + ROUTE.format("post", "/")
    files = {"serve.py": APP.format(imports="", body="    pass"), "users.py": part}
    assert answers(files)["health-answered"].state == "no"


@pytest.mark.parametrize(
    ("command", "want"),
    [
        ("curl -X POST ${{ secrets.RENDER_DEPLOY_HOOK_URL }}", "yes"),
        ('curl -X POST "https://api.render.com/v1/services/$ID/deploys"', "yes"),
        ("curl -f https://demo.example/health", "no"),
    ],
)
def test_a_request_to_a_platform_deploys(command: str, want: str) -> None:
    workflow = f"on: push\njobs:\n  all:\n    runs-on: x\n    steps:\n      - run: {command}\n"
    assert state("deployed-by-pipeline", **{".github/workflows/cd.yml": workflow}) == want


PARSED = "def parse{}(row):\n    raise ValueError(row)\n"


@pytest.mark.parametrize(("name", "want"), [("_customer", "yes"), ("_page", "no"), ("", "no")])
def test_what_is_parsed_is_a_request(name: str, want: str) -> None:
    assert state("input-validated", f"    parse{name}(row)", PARSED.format(name)) == want


@pytest.mark.parametrize(("name", "want"), [("api", "yes"), ("mlflow", "no")])
def test_the_health_of_a_neighbour_is_none_of_the_service(name: str, want: str) -> None:
    service = f"services:\n  {name}: {{build: ., healthcheck: {{test: python}}}}\n"
    assert state("deployment-health-checked", Dockerfile=IMAGE, **{"compose.yaml": service}) == want


JENKINS = """pipeline {{
  agent any
  environment {{
    IMAGE_TAG = "{tag}"
  }}
  stages {{
    stage('Deploy') {{
      steps {{
        {step}
      }}
    }}
  }}
}}
"""


@pytest.mark.parametrize(
    ("tag", "step", "want"),
    [
        ("latest", 'sh "docker push demo:${IMAGE_TAG}"', "no"),
        ("1.4", 'sh "docker push demo:${IMAGE_TAG}"', "yes"),
        ("latest", 'sh "helm upgrade demo ./chart --set image.tag=${IMAGE_TAG}"', "no"),
        ("1.4", 'sh "helm upgrade demo ./chart --set image.tag=${IMAGE_TAG}"', "yes"),
        ("", "script { image.push() }", "unknown"),
        ("", "script { image.push('latest') }", "no"),
        ("", 'script { image.push("$BUILD_NUMBER") }', "yes"),
    ],
)
def test_a_tag_is_what_its_variable_is_set_to(tag: str, step: str, want: str) -> None:
    assert state("release-pinned", Jenkinsfile=JENKINS.format(tag=tag, step=step)) == want


TRAIN = "from sklearn.datasets import load_{}\n\nMODEL.fit(load_{}(), random_state=1)\n"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"train.py": TRAIN.format("iris", "iris")}, "yes"),
        ({"train.py": TRAIN.format("files", "files")}, "partly"),
        ({"ml__train.py": TRAIN.format("files", "files"), "ml__rows.csv": "a\n1\n"}, "unknown"),
        ({"ml__train.py": TRAIN.format("files", "files"), "ml__test.csv": "a\n1\n"}, "partly"),
        ({"ml__train.py": TRAIN.format("files", "files") + "'rows'\n", "ml__rows.csv": "a\n1\n"}, "yes"),
        ({"ml__train.py": TRAIN.format("files", "files"), "docs__rows.csv": "a\n1\n"}, "partly"),
        (
            {
                "ml__train.py": "import prepare\n\nMODEL.fit(read_sql(Q))\n",
                "ml__prepare.py": "random_state = 1\n",
            },
            "partly",
        ),
    ],
)
def test_training_is_given_a_seed_and_data_that_stays(files: dict[str, str], want: str) -> None:
    assert state("training-reproducible", **files) == want


WORKER = (
    "import pika\n\n\ndef save_prediction(row):\n    DB.insert_one(row)\n\n\n"
    "if __name__ == '__main__':\n    save_prediction(1)\n"
)


@pytest.mark.parametrize(
    ("compose", "want"),
    [
        ("services:\n  worker: {build: ./worker, command: python main.py}\n", "yes"),
        ("services:\n  worker: {build: ./other, command: python main.py}\n", "unknown"),
    ],
)
def test_a_service_runs_in_the_directory_that_it_is_built_from(compose: str, want: str) -> None:
    files = {"pyproject.toml": HEAD, "worker/main.py": WORKER, "compose.yaml": compose}
    assert answers(files)["predictions-logged"].state == want
