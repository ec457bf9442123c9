"""What a platform keeps of each request, and the tasks that a worker waits for."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import SERVE, level

SERVICE = {"serve.py": SERVE.replace("import watch\n\n", "").replace("    watch.check(row, row)\n", "")}
MODEL = """import sagemaker
from sagemaker.model_monitor import DataCaptureConfig

model = sagemaker.Model(image_uri="demo", role="demo")
capture = DataCaptureConfig(enable_capture=True, sampling_percentage=100)
model.deploy(1, "ml.m5.large"{})
"""
CLIENT = """import boto3


def main():
    boto3.client("sagemaker").create_endpoint_config(EndpointConfigName="demo"{})


if __name__ == "__main__":
    main()
"""
TERRAFORM = """resource "aws_sagemaker_endpoint_configuration" "demo" {{
  name = "demo"

  data_capture_config {{
    enable_capture = {}
  }}
}}
"""


@pytest.mark.parametrize(
    ("path", "text", "given", "other"),
    [
        ("deploy.py", MODEL, ", data_capture_config=capture", ""),
        ("deploy.py", CLIENT, ', DataCaptureConfig={"EnableCapture": True}', ""),
        ("main.tf", TERRAFORM, "true", "false"),
    ],
    ids=["sagemaker", "boto3", "terraform"],
)
def test_what_an_endpoint_captures_is_a_log_of_predictions(
    path: str, text: str, given: str, other: str
) -> None:
    assert level({**SERVICE, path: text.format(given)}, "predictions-logged") == "1a"
    assert level({**SERVICE, path: text.format(other)}, "predictions-logged") == "0"


def test_another_resource_captures_nothing() -> None:
    text = 'resource "aws_sagemaker_endpoint_configuration" "a" {\n}\n'
    text += 'resource "b" "c" {\n  enable_capture = true\n}\n'
    assert level({**SERVICE, "main.tf": text}, "predictions-logged") == "0"


WORKER = """import joblib
from celery import Celery
from evidently.metric_preset import DataDriftPreset
from evidently.report import Report

app = Celery("demo")


@app.task
def predict(row):
    Report(metrics=[DataDriftPreset()]).run(reference_data=REFERENCE, current_data=row)
    return joblib.load("model.joblib").predict(row)
"""


@pytest.mark.parametrize(
    ("command", "want"),
    [
        ("celery -A worker worker --loglevel info", "1a"),
        ("celery -A worker beat", "0"),
        ("sh -c 'celery -A worker flower; sleep 1; echo worker'", "0"),
        ("", "0"),
    ],
)
def test_a_worker_of_celery_answers_by_its_tasks(command: str, want: str) -> None:
    compose = (
        f'services:\n  worker:\n    build: .\n    command: "{command}"\n' if command else "services: {}\n"
    )
    assert level({**SERVICE, "worker.py": WORKER, "compose.yaml": compose}) == want


FUNCTION = """import joblib

MODEL = joblib.load("model.joblib")


def lambda_handler(event, context):
    return MODEL.predict(event["rows"])
"""
ALARM = """resource "aws_cloudwatch_metric_alarm" "demo" {{
  namespace   = "AWS/Lambda"
  metric_name = "{}"
  threshold   = 5
{}}}
"""


@pytest.mark.parametrize(
    ("metric", "actions", "counted", "reported"),
    [
        ("Errors", "", "1a", "0"),
        ("Errors", "  alarm_actions = [aws_sns_topic.demo.arn]\n", "1a", "1a"),
        ("Errors", "  alarm_actions = []\n", "1a", "0"),
        ("5XXErrors", "  alarm_actions = [aws_sns_topic.demo.arn]\n", "1a", "1a"),
        ("Duration", "  alarm_actions = [aws_sns_topic.demo.arn]\n", "0", "0"),
    ],
)
def test_an_alarm_on_failures_watches_what_a_platform_counts(
    metric: str, actions: str, counted: str, reported: str
) -> None:
    files = {"app.py": FUNCTION, "main.tf": ALARM.format(metric, actions)}
    assert level(files, "requests-counted") == counted
    assert level(files, "errors-reported") == reported
