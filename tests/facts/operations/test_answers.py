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
        (APP.format(body="    pass", imports="") + STARTS, "no"),
        (APP.format(body="    log_errors(row)", imports=OWN_LOGGER), "partly"),
    ],
)
def test_a_failure_is_of_a_request_not_of_the_start(code: str, want: str) -> None:
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


@pytest.mark.parametrize(
    ("body", "imports", "want"),
    [
        ("    MODEL.predict(row)\n    mlflow.log_dict(row, 'input.json')", "import mlflow\n", "yes"),
        ("    mlflow.log_metric('size', 1)", "import mlflow\n", "no"),
        ("    set_cached_prediction(row)", "def set_cached_prediction(row):\n    DB.add(row)\n", "no"),
        ("    logger.info('predicted')", "", "partly"),
        ("    pick_predict_fn()", "def pick_predict_fn():\n    logger.info('with predict')\n", "no"),
    ],
)
def test_a_prediction_log_keeps_the_input(body: str, imports: str, want: str) -> None:
    found = state("predictions-logged", body, imports)
    assert found == want


PARSED = "def parse{}(row):\n    raise ValueError(row)\n"


@pytest.mark.parametrize(("name", "want"), [("_customer", "yes"), ("_page", "no"), ("", "no")])
def test_what_is_parsed_is_a_request(name: str, want: str) -> None:
    assert state("input-validated", f"    parse{name}(row)", PARSED.format(name)) == want


@pytest.mark.parametrize(("name", "want"), [("api", "yes"), ("mlflow", "no")])
def test_the_health_of_a_neighbour_is_none_of_the_service(name: str, want: str) -> None:
    service = f"services:\n  {name}: {{build: ., healthcheck: {{test: curl}}}}\n"
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
        ({"ml__train.py": TRAIN.format("files", "files"), "ml__rows.csv": "a\n1\n"}, "yes"),
        ({"ml__train.py": TRAIN.format("files", "files"), "docs__rows.csv": "a\n1\n"}, "partly"),
        (
            {"ml__train.py": "import prepare\n\nMODEL.fit()\n", "ml__prepare.py": "random_state = 1\n"},
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
        ("services:\n  worker: {build: ./other, command: python main.py}\n", "partly"),
    ],
)
def test_a_service_runs_in_the_directory_that_it_is_built_from(compose: str, want: str) -> None:
    files = {"pyproject.toml": HEAD, "worker/main.py": WORKER, "compose.yaml": compose}
    assert answers(files)["predictions-logged"].state == want
