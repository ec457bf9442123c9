"""What Compose says of a service's memory and health, and what trains nothing."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, SERVE, answers

SERVICE = {"serve.py": SERVE, "watch.py": "def check(row, other): ...\n"}
LIMIT = "deploy: {resources: {limits: {memory: 2G}}}"
VLLM = "services:\n  llm:\n    image: vllm/vllm-openai:v0.6.0\n    "


def state(practice: str, files: dict[str, str]) -> str:
    return answers({**SERVICE, **files})[practice].state


@pytest.mark.parametrize(
    ("services", "want"),
    [
        ("  api: {build: .}\n", "not-applicable"),
        (f"  api: {{build: ., {LIMIT}}}\n", "yes"),
        ("  api: {build: ., mem_limit: 2g}\n", "yes"),
        ("  api: {build: ., deploy: {resources: {reservations: {memory: 2G}}}}\n", "not-applicable"),
        (f"  api: {{build: ., {LIMIT}}}\n  other: {{build: .}}\n", "partly"),
        (f"  api: {{build: .}}\n  db: {{image: postgres, {LIMIT}}}\n", "not-applicable"),
        (f"  api: {{build: .}}\n  frontend: {{build: ./page, {LIMIT}}}\n", "not-applicable"),
        (f"  api: {{build: .}}\n  llm: {{image: 'vllm/vllm-openai:latest', {LIMIT}}}\n", "partly"),
    ],
)
def test_compose_limits_the_memory_of_a_service(services: str, want: str) -> None:
    files = {"Dockerfile": IMAGE, "compose.yaml": f"services:\n{services}"}
    assert state("deployment-limited", files) == want


@pytest.mark.parametrize(
    ("file", "other", "want"),
    [
        ("Dockerfile.dev", "compose.gpu.yaml", "yes"),
        ("Dockerfile.api", "compose.gpu.yaml", "partly"),
        ("Dockerfile.api", "compose.prod.yaml", "yes"),
    ],
)
def test_what_is_built_to_develop_the_service_is_not_deployed(file: str, other: str, want: str) -> None:
    files = {
        "Dockerfile": IMAGE,
        "compose.yaml": f"services:\n  api: {{build: {{context: ., dockerfile: {file}}}}}\n",
        other: f"services:\n  api: {{build: ., {LIMIT}}}\n",
    }
    assert state("deployment-limited", files) == want


PUSH = """#!/bin/bash
NAME="acme/demo"
{version}

push_image() {{
    local tag=$1
    docker push "${{tag}}"
}}

push_image "${{NAME}}:api-${{VERSION}}"
push_image "${{NAME}}:api-latest"
"""


@pytest.mark.parametrize(
    ("path", "version", "image", "want"),
    [
        ("bin/push.sh", "VERSION=$(cat VERSION)", "acme/demo:latest", "yes"),
        ("bin/push.sh", "VERSION=$(cat VERSION)", "acme/other:latest", "unknown"),
        ("bin/push.sh", "VERSION=${1:-latest}", "acme/demo:latest", "no"),
        ("bin/push.sh", "VERSION=latest", "acme/demo:latest", "no"),
        ("tests/push.sh", "VERSION=$(cat VERSION)", "acme/demo:latest", "no"),
        ("push.txt", "VERSION=$(cat VERSION)", "acme/demo:latest", "no"),
    ],
)
def test_a_script_pushes_a_version_of_what_compose_runs(
    path: str, version: str, image: str, want: str
) -> None:
    compose = f"services:\n  api: {{image: '{image}'}}\n"
    files = {"Dockerfile": IMAGE, "compose.yaml": compose, path: PUSH.format(version=version)}
    assert state("release-pinned", files) == want


def test_a_script_that_pushes_an_image_itself_releases_it() -> None:
    script = 'docker build -t acme/demo .\ndocker push "acme/demo:{}"\n'
    files = {"Dockerfile": IMAGE, "push.sh": script.format("$VERSION")}
    assert state("release-pinned", files) == "yes"
    assert state("release-pinned", {**files, "push.sh": script.format("main")}) == "no"
    assert state("release-pinned", {**files, "push.sh": "echo docker push\n"}) == "not-applicable"


@pytest.mark.parametrize(("image", "want"), [("vllm/vllm-openai:v0.6.0", "partly"), ("postgres:17", "no")])
def test_a_model_server_that_is_asked_for_its_health_is_a_part_of_the_service(image: str, want: str) -> None:
    services = f"services:\n  api: {{build: .}}\n  llm: {{image: '{image}', healthcheck: {{test: python}}}}\n"
    files = {"Dockerfile": IMAGE, "compose.yaml": services}
    assert state("deployment-health-checked", files) == want


@pytest.mark.parametrize(("image", "want"), [("mongo:7", "not-applicable"), ("ghcr.io/acme/demo:1", "no")])
def test_a_service_that_nothing_here_runs_has_no_deployment(image: str, want: str) -> None:
    services = f"services:\n  one: {{image: '{image}'}}\n"
    assert state("deployment-health-checked", {"compose.yaml": services}) == want


@pytest.mark.parametrize(("start", "want"), [("", "not-applicable"), ("CMD uvicorn serve:app\n", "unknown")])
def test_the_image_of_a_development_container_deploys_nothing(start: str, want: str) -> None:
    files = {
        "Dockerfile": f"FROM python:3.13-slim\nCOPY requirements.txt .\n{start}",
        "requirements.txt": "fastapi\n",
        ".devcontainer/devcontainer.json": '{"build": {"dockerfile": "../Dockerfile"}}',
    }
    assert state("deployment-health-checked", files) == want


VECTORS = "from sklearn.feature_extraction.text import TfidfVectorizer\n\n\ndef alike(texts):\n"
VECTORS += "    return TfidfVectorizer().fit_transform(texts)\n"


@pytest.mark.parametrize(
    ("more", "path", "want"),
    [
        ("", "alike.py", "not-applicable"),
        ("\n\ndef draw(image):\n    image.save('a.png')\n", "alike.py", "not-applicable"),
        ("\n\nimport joblib\n\njoblib.dump(alike(ROWS), 'a.joblib')\n", "alike.py", "no"),
        ("\n\ndef keep(image):\n    image.save('a.png')\n", "train.py", "no"),
    ],
)
def test_what_is_fitted_for_one_answer_is_no_training(more: str, path: str, want: str) -> None:
    assert state("lineage-kept", {path: VECTORS + more}) == want


NET = "import tensorflow as tf\n\n\ndef model_fn(loss):\n"
NET += "    step = tf.train.MomentumOptimizer(0.1).minimize(loss)\n"
NET += "    tf.saved_model.save(step, 'out')\n    return step\n"


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ("", "not-applicable"),
        ("\n\nwith tf.Session() as session:\n    session.run(model_fn(LOSS))\n", "no"),
        ("\n\ntf.estimator.Estimator(model_fn).train(ROWS)\n", "no"),
    ],
)
def test_a_net_of_tensorflow_that_is_only_defined_is_not_trained(more: str, want: str) -> None:
    assert state("lineage-kept", {"net.py": NET + more}) == want


LOADS = "import joblib\nfrom fastapi import FastAPI\n\nMODEL = joblib.load('{}')\napp = FastAPI()\n\n\n"
LOADS += "@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(row)\n"
FIT = "import joblib\nimport pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\n\n"
FIT += "rows = pd.read_csv('rows.csv')\nmodel = RandomForestClassifier({}).fit(rows, rows.y)\n"
FIT += "joblib.dump(model, {})\n"


@pytest.mark.parametrize(
    ("loaded", "other", "want"),
    [
        ("model.joblib", "'best.joblib'", "yes"),
        ("model.joblib", "f\"{name.replace(' ', '_')}_best.joblib\"", "yes"),
        ("best.joblib", "'best.joblib'", "partly"),
        ("svm_best.joblib", "f'{name}_best.joblib'", "partly"),
        ("model.joblib", "PATH", "partly"),
    ],
)
def test_only_the_training_of_the_served_model_needs_a_seed(loaded: str, other: str, want: str) -> None:
    files = {
        "serve.py": LOADS.format(loaded),
        "train.py": FIT.format("random_state=1", "'out/model.joblib'"),
        "train_other.py": FIT.format("", other),
        "rows.csv": "x,y\n1,0\n",
    }
    assert state("training-reproducible", files) == want


HASHED = "import hashlib\nimport mlflow\n\nrows = open('rows.csv', 'rb').read()\n"
HASHED += "mlflow.set_tag('data_hash', hashlib.md5(rows).hexdigest())\n"


@pytest.mark.parametrize(
    ("path", "want"), [("model.json.dvc", "yes"), ("rows.csv.dvc", "partly"), ("notes/model.md", "partly")]
)
def test_dvc_keeps_a_model_beside_the_code_that_made_it(path: str, want: str) -> None:
    files = {"train.py": HASHED + FIT.format("random_state=1", "'model.joblib'"), path: "outs:\n- md5: a\n"}
    assert state("lineage-kept", files) == want


@pytest.mark.parametrize(
    ("services", "want"),
    [
        # What stands beside a service that the file builds is of others.
        ("  api: {build: .}\n  flow: {image: 'maker/flow:latest'}\n", "not-applicable"),
        ("  api: {build: .}\n  db: {image: 'maker/vectors:16.8.0'}\n", "not-applicable"),
        ("  api: {build: .}\n  worker: {image: '${REGISTRY}/worker:${GIT_SHA}'}\n", "yes"),
        ("  api: {image: 'maker/api:1.2.0'}\n", "yes"),
        ("  api: {image: 'maker/api:latest'}\n", "no"),
    ],
)
def test_an_image_beside_a_service_that_compose_builds_is_no_release(services: str, want: str) -> None:
    files = {"Dockerfile": IMAGE, "compose.yaml": f"services:\n{services}"}
    assert state("release-pinned", files) == want
