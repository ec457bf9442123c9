"""Servers made for models that images start, servers of gRPC, and what platforms do for a service."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers, level

CLIENT = "import tritonclient.http as http\n\nhttp.InferenceServerClient('demo').infer('faces', [])\n"
PROJECT = '[project]\nname = "demo"\nversion = "1"\n'
IMAGE = "FROM {}\nCOPY models /models\n"


def _served(image: str, more: dict[str, str]) -> dict[str, str]:
    return {"pyproject.toml": PROJECT, "ask.py": CLIENT, "Dockerfile": IMAGE.format(image), **more}


@pytest.mark.parametrize(
    ("image", "health", "counted"),
    [
        ("nvcr.io/nvidia/tritonserver:24.01-py3", "yes", "yes"),
        ("vllm/vllm-openai:v0.6.0", "yes", "yes"),
        ("pytorch/torchserve:0.9.0", "yes", "not-applicable"),
        ("tensorflow/serving:2.15.0", "not-applicable", "not-applicable"),
    ],
)
def test_a_server_of_models_answers_for_its_health(image: str, health: str, counted: str) -> None:
    found = answers(_served(image, {}))
    assert (found["health-answered"].state, found["requests-counted"].state) == (health, counted)


@pytest.mark.parametrize(
    ("path", "described", "kept"),
    [
        ("models/faces/1/model.onnx", "models/faces/config.pbtxt", True),
        ("models/faces/1/model.onnx", "models/other/config.pbtxt", False),
        # The code of a version may bring any model.
        ("models/faces/1/model.py", "models/faces/config.pbtxt", False),
    ],
)
def test_a_folder_of_a_number_is_a_version_of_triton(path: str, described: str, kept: bool) -> None:
    files = {path: "", described: 'platform: "onnxruntime_onnx"\n'}
    found = answers(_served("nvcr.io/nvidia/tritonserver:24.01-py3", files))
    assert (found["model-versioned"].share == 1.0) is kept


GRPC = """from concurrent import futures
import grpc
{}
import demo_pb2_grpc


class Demo(demo_pb2_grpc.DemoServicer):
    def Predict(self, request, context):
        return MODEL.predict(request)


def main():
    server = grpc.server(futures.ThreadPoolExecutor())
    demo_pb2_grpc.add_DemoServicer_to_server(Demo(), server)
    server.start()
"""


def test_a_server_of_grpc_has_a_service_for_health_or_none() -> None:
    found = answers({"serve.py": GRPC.format("")})
    assert found["health-answered"].state == "no"
    assert found["requests-counted"].state == "no"
    assert found["errors-reported"].state == "no"
    # The types of messages say more than the code does.
    assert found["input-validated"].state == "unknown"
    more = GRPC.format("from grpc_health.v1 import health")
    assert answers({"serve.py": more})["health-answered"].state == "yes"


PROTO = """syntax = "proto3";
// message Row {{ string text = 1; }}
message Empty {{}}
message Row {{{}}}
message Answer {{ string kind = 1; }}
service Demo {{
    rpc Names (Empty) returns (Answer) {{}}
    rpc Predict ({}) returns (Answer) {{}}
}}
"""


@pytest.mark.parametrize(
    ("fields", "given", "want"),
    [
        (" float width = 1;\n float height = 2; ", "Row", "yes"),
        (" repeated float columns = 1; ", "stream Row", "yes"),
        (" string text = 1; int32 most = 2; ", "Row", "yes"),
        # What a text or a file holds, and what another file says of a message, is not known.
        (" string text = 1; ", "Row", "unknown"),
        (" bytes picture = 1; ", "Row", "unknown"),
        (" map<string, string> columns = 1; ", "Row", "unknown"),
        (" float width = 1; ", "other.Line", "unknown"),
    ],
)
def test_the_fields_of_a_message_check_what_a_call_is_given(fields: str, given: str, want: str) -> None:
    files = {"serve.py": GRPC.format(""), "demo.proto": PROTO.format(fields, given)}
    assert answers(files)["input-validated"].state == want


SERVE = """from fastapi import {}FastAPI
{}
app = FastAPI()
{}

@app.post("/predict")
def predict(rows: list[float]):
    return MODEL.predict(rows)
"""
AZURE = "from azure.monitor.opentelemetry import configure_azure_monitor\n"


def test_azure_monitor_counts_requests_where_it_is_set_up() -> None:
    files = {"serve.py": SERVE.format("", AZURE, "configure_azure_monitor(connection_string=TEXT)\n")}
    assert level(files, "requests-counted") == "1a"
    assert level({"serve.py": SERVE.format("", AZURE, "")}, "requests-counted") == "0"


def test_an_application_that_imports_a_router_for_nothing_answers() -> None:
    assert level({"serve.py": SERVE.format("APIRouter, ", "", "")}, "input-validated") == "1a"


COMPARING = """from scipy.stats import ks_2samp
import pandas as pd


def drift(reference, current):
    return ks_2samp(reference, current)


if __name__ == "__main__":
    rows, others = pd.read_csv("rows.csv"), pd.read_csv("others.csv")
    half = len(rows) // 2
    drift({}, {})
"""


@pytest.mark.parametrize(
    ("reference", "current", "want"),
    [
        ("rows.iloc[:half]", "rows.iloc[half:]", "0"),
        ("rows[:half]", "rows[half:]", "0"),
        ("rows.iloc[:half]", "others.iloc[half:]", "half"),
    ],
)
def test_the_halves_of_one_table_tell_nothing_of_drift(reference: str, current: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "", ""), "watch.py": COMPARING.format(reference, current)}
    assert level(files) == want


FLOW = """from prefect import flow
from scipy.stats import ks_2samp


@flow
def watch_drift(reference, current):
    return ks_2samp(reference, current)
"""
DEPLOYING = """from prefect.deployments import Deployment
from prefect.orion.schemas.schedules import CronSchedule

from flows import watch_drift

deployment = Deployment.build_from_flow(flow=watch_drift{})
deployment.apply()
"""


@pytest.mark.parametrize(
    ("given", "want"), [(", schedule=CronSchedule(cron='0 3 * * *')", "1b"), (", schedule=None", "half")]
)
def test_a_deployment_of_prefect_runs_a_flow_by_a_schedule(given: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "", ""), "flows.py": FLOW, "deploy.py": DEPLOYING.format(given)}
    assert level(files) == want


CLOUD_BUILD = """steps:
- name: gcr.io/cloud-builders/docker:24
  args: [build, -t, x, .]
- name: gcr.io/cloud-builders/docker
  args: [push, '{}']
"""


@pytest.mark.parametrize(
    ("image", "want"),
    [
        ("${_REGION}-docker.pkg.dev/${PROJECT_ID}/demo/serve:${SHORT_SHA}", "yes"),
        ("gcr.io/demo/serve:latest", "no"),
        # What only builds others is no release.
        ("gcr.io/kaniko-project/executor:v1.9", "not-applicable"),
    ],
)
def test_cloud_build_pushes_an_image_of_a_version(image: str, want: str) -> None:
    files = {"serve.py": SERVE.format("", "", ""), "cloudbuild.yaml": CLOUD_BUILD.format(image)}
    assert answers(files)["release-pinned"].state == want
