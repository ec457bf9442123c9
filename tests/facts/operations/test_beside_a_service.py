"""What the first run on the fourteenth sample of services told wrong, in small, each with its opposite."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers, level

APP = """from fastapi import FastAPI
{imports}
app = FastAPI()


@app.post("/predict")
def predict(row: dict):
{body}
    return MODEL.predict(row)
"""


def state(practice: str, body: str = "    pass", imports: str = "", **more: str) -> str | None:
    files = {"serve.py": APP.format(body=body, imports=imports)}
    files |= {name.replace("__", "/").replace("_py", ".py"): text for name, text in more.items()}
    told = answers(files).get(practice)
    return told.state if told else None


TRAIN = """import logging

from sklearn.metrics import {measure}

LOGGER = logging.getLogger(__name__)


def train_model(rows):
    predictions = MODEL.predict(rows)
    LOGGER.info("it has %s", {measure}(rows, predictions))


if __name__ == "__main__":
    train_model(ROWS)
"""


@pytest.mark.parametrize(
    ("name", "measure", "want"),
    [("work.py", "f1_score", "no"), ("work.py", "softmax", "partly"), ("train.py", "softmax", "no")],
)
def test_what_an_image_trains_is_measured_and_no_prediction(name: str, measure: str, want: str) -> None:
    image = f'FROM python:3.13-slim\nCOPY . .\nENTRYPOINT ["python", "{name}"]\n'
    files = {"Dockerfile": IMAGE, "train/Dockerfile": image, name: TRAIN.format(measure=measure)}
    files["serve.py"] = APP.format(body="    pass", imports="")
    assert answers(files)["predictions-logged"].state == want


TRACING = """{imports}


def init_tracing(app):
    {line}
"""
FASTAPI = "from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor"


@pytest.mark.parametrize(
    ("imports", "line", "want"),
    [
        (FASTAPI, "FastAPIInstrumentor.instrument_app(app)", "yes"),
        (FASTAPI, "FastAPIInstrumentor().instrument_app(app)", "yes"),
        (FASTAPI, "FastAPIInstrumentor.uninstrument_app(app)", "no"),
        (FASTAPI, "pass", "no"),
        ("from tools import FastAPIInstrumentor", "FastAPIInstrumentor.instrument_app(app)", "no"),
    ],
)
def test_an_application_is_instrumented_by_the_class_itself(imports: str, line: str, want: str) -> None:
    code = APP.format(body="    pass", imports="import tracing\n") + "\n\ntracing.init_tracing(app)\n"
    files = {"serve.py": code, "tracing.py": TRACING.format(imports=imports, line=line)}
    assert answers(files)["requests-counted"].state == want


EXPORTED = """from azure.monitor.opentelemetry.exporter import {exporter}
from opentelemetry import trace

EXPORTER = {exporter}(connection_string=ADDRESS)
TRACER = trace.get_tracer(__name__)


def span():
    return TRACER.{span}("predict")
"""


@pytest.mark.parametrize(
    ("exporter", "span", "want"),
    [
        ("AzureMonitorTraceExporter", "start_as_current_span", "yes"),
        ("AzureMonitorTraceExporter", "resource", "no"),
        ("AzureMonitorMetricExporter", "start_as_current_span", "no"),
    ],
)
def test_a_span_that_is_sent_to_a_monitor_reports_what_fails(exporter: str, span: str, want: str) -> None:
    traces = EXPORTED.format(exporter=exporter, span=span)
    assert state("errors-reported", "    watch.span()", "import watch\n", watch_py=traces) == want


BENTO = """import bentoml
{imports}


@bentoml.service
class Detector:
    @bentoml.api
    def predict(self, rows: {row}) -> dict:
        return MODEL.predict(rows)
"""


@pytest.mark.parametrize(
    ("imports", "row", "want"),
    [
        ("from PIL import Image", "Image.Image", "yes"),
        (
            "import numpy as np\nfrom bentoml.validators import Shape",
            "Annotated[np.ndarray, Shape((4,))]",
            "yes",
        ),
        ("import numpy as np", "np.ndarray", "no"),
        ("import pandas as pd", "pd.DataFrame", "no"),
    ],
)
def test_bentoml_refuses_what_is_no_picture_or_has_another_shape(imports: str, row: str, want: str) -> None:
    files = {"service.py": BENTO.format(imports=imports, row=row)}
    assert answers(files)["input-validated"].state == want


def test_a_picture_is_a_type_of_bentoml_alone() -> None:
    code = APP.format(body="    pass", imports="from PIL import Image").replace(
        "row: dict", "row: Image.Image"
    )
    assert answers({"serve.py": code})["input-validated"].state == "no"


FITS = """import joblib
import pandas as pd
from sklearn.{module} import {estimator}
{more}

def train():
    rows = pd.read_csv("data/rows.csv")
    joblib.dump({estimator}().fit(rows, rows), "model.pkl")
"""


@pytest.mark.parametrize(
    ("module", "estimator", "more", "data", "want"),
    [
        ("linear_model", "LinearRegression", "", True, "yes"),
        ("linear_model", "LinearRegression", "", False, "partly"),
        ("linear_model", "LinearRegression", "import random\n", True, "partly"),
        ("linear_model", "LinearRegression", "from sklearn.cluster import KMeans\n", True, "partly"),
        ("linear_model", "SGDRegressor", "", True, "partly"),
    ],
)
def test_what_draws_nothing_needs_no_seed(
    module: str, estimator: str, more: str, data: bool, want: str
) -> None:
    code = FITS.format(module=module, estimator=estimator, more=more)
    files = {"serve.py": APP.format(body="    pass", imports=""), "train.py": code}
    if data:
        files["data/rows.csv"] = "a\n1\n"
    assert answers(files)["training-reproducible"].state == want


COMPOSE = "services:\n  watch: {{image: '{}'}}\n"


@pytest.mark.parametrize(
    ("image", "want"), [("redislabs/redisinsight:latest", "not-applicable"), ("me/insight:latest", "no")]
)
def test_a_page_of_a_store_is_no_release_of_the_project(image: str, want: str) -> None:
    files = {"serve.py": APP.format(body="    pass", imports=""), "compose.yaml": COMPOSE.format(image)}
    assert answers(files)["release-pinned"].state == want


DEPLOYS = """import sagemaker

model_package_arn = "arn:aws:sagemaker:eu-west-1:1:model-package/churn{version}"
MODEL = sagemaker.ModelPackage(model_package_arn=model_package_arn)
MODEL.{does}(instance_type="ml.m5.large")
"""
LOADS = "import joblib\n\nMODEL = joblib.load('model.pkl')\n"


@pytest.mark.parametrize(
    ("version", "does", "want"),
    [("/3", "deploy", "yes"), ("", "deploy", "no"), ("/3", "describe", "no")],
)
def test_a_package_that_is_deployed_has_a_version(version: str, does: str, want: str) -> None:
    deploys = DEPLOYS.format(version=version, does=does)
    assert state("model-versioned", imports=LOADS, endpoint_py=deploys) == want


LAMBDA = """import statistics


def check_drift(reference, current):
    return abs(statistics.mean(reference) - statistics.mean(current)) > 1


def handler(event, context):
    return check_drift(event["reference"], event["current"])
"""
TERRAFORM = """resource "aws_lambda_function" "drift" {{
  handler = "drift_job.handler"
}}
{more}
resource "aws_cloudwatch_event_rule" "daily" {{
  {expression}
}}

resource "aws_cloudwatch_event_target" "job" {{
  rule = aws_cloudwatch_event_rule.{rule}.name
  arn  = {arn}
}}
"""
RATE = 'schedule_expression = "rate(1 day)"'
NAMED = "aws_lambda_function.drift.arn"
GIVEN = "var.lambda_function_arn"
ANOTHER = 'resource "aws_lambda_function" "other" {\n  handler = "other.handler"\n}\n'


@pytest.mark.parametrize(
    ("expression", "rule", "arn", "more", "want"),
    [
        (RATE, "daily", NAMED, "", "1b"),
        (RATE, "daily", GIVEN, "", "1b"),
        (RATE, "daily", NAMED, ANOTHER, "1b"),
        # Which function a variable stands for, where there are two, is not told.
        (RATE, "daily", GIVEN, ANOTHER, "1a"),
        (RATE, "daily", "aws_sqs_queue.drift.arn", "", "1a"),
        (RATE, "hourly", NAMED, "", "1a"),
        ('event_pattern = "{}"', "daily", NAMED, "", "1a"),
        (f"{RATE}\n  is_enabled = false", "daily", NAMED, "", "1a"),
    ],
)
def test_a_rule_of_eventbridge_runs_a_function_by_a_schedule(
    expression: str, rule: str, arn: str, more: str, want: str
) -> None:
    terraform = TERRAFORM.format(expression=expression, rule=rule, arn=arn, more=more)
    files = {"serve.py": APP.format(body="    pass", imports=""), "drift_job.py": LAMBDA}
    assert level({**files, "infra/main.tf": terraform}) == want


SCHEDULE = """resource "aws_scheduler_schedule" "daily" {{
  schedule_expression = "{expression}"
  target {{
    arn = aws_lambda_function.drift.arn
  }}
}}

resource "aws_lambda_function" "drift" {{
  handler = "{handler}"
}}
"""


@pytest.mark.parametrize(
    ("expression", "handler", "want"),
    [
        ("cron(0 3 * * ? *)", "jobs.drift_job.handler", "1b"),
        ("at(2026-11-20T13:00:00)", "jobs.drift_job.handler", "1a"),
        ("rate(1 day)", "elsewhere.handler", "1a"),
    ],
)
def test_a_schedule_of_eventbridge_names_what_it_starts(expression: str, handler: str, want: str) -> None:
    terraform = SCHEDULE.format(expression=expression, handler=handler)
    files = {"serve.py": APP.format(body="    pass", imports=""), "jobs/drift_job.py": LAMBDA}
    assert level({**files, "infra/main.tf": terraform}) == want


ASKS = """import mlflow


def fetch(name):
    return mlflow.MlflowClient().get_model_version_by_alias(name, "champion")
"""
OWN = """import joblib


def load():
    return joblib.load("model.pkl")
"""


@pytest.mark.parametrize(
    ("service", "want"), [("import own\n", "no"), ("import asks\n", "partly"), ("", "partly")]
)
def test_a_script_that_asks_a_registry_is_not_the_service(service: str, want: str) -> None:
    body = "    own.load()" if "own" in service else "    asks.fetch(row)" if service else "    pass"
    assert state("model-versioned", body, service, asks_py=ASKS, own_py=OWN) == want
