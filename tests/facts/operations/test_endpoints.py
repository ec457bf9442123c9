"""What SageMaker does by itself for the functions that it calls, and code that starts an endpoint of it."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

INFERENCE = """import logging

import torch


def model_fn(model_dir):
    return torch.jit.load(f"{model_dir}/net.pt")


def predict_fn(rows, model):
    try:
        return model(rows)
    except Exception:
        logging.exception("no prediction")
        raise
"""
START = """from sagemaker.pytorch.model import PyTorchModel


def start():
    model = PyTorchModel(model_data=ADDRESS, entry_point="inference.py")
    model.deploy(instance_type="ml.m5.large", initial_instance_count=1)


if __name__ == "__main__":
    start()
"""
JOB = """on: {event}
jobs:
  send:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: python {path}
"""
FUNCTION = "def lambda_handler(event, context):\n    return ask(event)\n"
OWN = "class Fleet:\n    def deploy(self):\n        self.deploy()\n"


@pytest.mark.parametrize(
    ("more", "health", "counted", "reported"),
    [
        ({}, "yes", "yes", "partly"),
        # What may stand before the endpoint is asked, and has no such route.
        ({"function.py": FUNCTION}, "unknown", "yes", "partly"),
    ],
)
def test_sagemaker_answers_for_the_health_of_what_it_calls(
    more: dict[str, str], health: str, counted: str, reported: str
) -> None:
    found = answers({"inference.py": INFERENCE, **more})
    asked = ("health-answered", "requests-counted", "errors-reported")
    assert tuple(found[name].state for name in asked) == (health, counted, reported)
    # That of an estimator of TensorFlow is given rows.
    found = answers({"inference.py": INFERENCE.replace("model_dir):", "features, labels, mode):")})
    assert found["health-answered"].state == "not-applicable"


@pytest.mark.parametrize(
    ("script", "event", "path", "want"),
    [
        (START, "push", "start.py", "yes"),
        (START, "workflow_dispatch", "start.py", "partly"),
        # By its arguments it may do something else.
        (f"import argparse\n{START}", "push", "start.py", "unknown"),
        (START, "push", "other.py", "no"),
        # Nothing runs what the file only defines.
        (START.partition("if __name__")[0], "push", "start.py", "no"),
        (f"import sagemaker\n\n\n{OWN}", "push", "start.py", "no"),
    ],
)
def test_a_job_that_runs_what_starts_an_endpoint_deploys(
    script: str, event: str, path: str, want: str
) -> None:
    files = {"inference.py": INFERENCE, "start.py": script, "other.py": "print(1)\n"}
    files[".github/workflows/send.yml"] = JOB.format(event=event, path=path)
    assert answers(files)["deployed-by-pipeline"].state == want


@pytest.mark.parametrize(
    ("script", "checked", "version"),
    [
        (START, "yes", "unknown"),
        (f"import sagemaker\n\n\n{OWN}", "not-applicable", "no"),
        # It changes what something else starts.
        (
            f"import boto3\n\n\n{FUNCTION}\n\ndef ask(event):\n    boto3.client('x').update_endpoint()\n",
            "not-applicable",
            "no",
        ),
    ],
)
def test_what_starts_an_endpoint_says_which_model_it_has(script: str, checked: str, version: str) -> None:
    found = answers({"inference.py": INFERENCE, "start.py": script})
    assert found["deployment-health-checked"].state == checked
    assert found["model-versioned"].state == version
