"""Models that are downloaded of a release, and what trainings and lines of the log are about."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """from fastapi import FastAPI
{imports}

app = FastAPI()
MODEL = load("net.onnx")


@app.post("/predict")
def predict(row: dict):
{body}
    return MODEL.predict(row)
"""
LOADS = "from cv2.dnn import readNet as load"
BRINGS = """from urllib.request import urlretrieve

urlretrieve("https://github.com/some/nets/releases/{release}/net.onnx", "net.onnx")
"""
BUILDS = "FROM python:3.13-slim\nCOPY . .\nRUN python {script}\nCMD uvicorn serve:app\n"


def serve(body: str = "    pass", imports: str = LOADS) -> str:
    return SERVE.format(body=body, imports=imports)


@pytest.mark.parametrize(
    ("release", "script", "want"),
    [
        ("download/v0.2.0", "bring.py", "yes"),
        ("latest/download", "bring.py", "no"),
        ("download/newest", "bring.py", "no"),
        # Nothing runs it.
        ("download/v0.2.0", "other.py", "no"),
    ],
)
def test_a_release_of_a_repository_is_a_version(release: str, script: str, want: str) -> None:
    files = {"bring.py": BRINGS.format(release=release), "Dockerfile": BUILDS.format(script=script)}
    imports = "import joblib\n\nload = joblib.load"
    assert answers({"serve.py": serve(imports=imports), **files})["model-versioned"].state == want


TIMED = """    {bound} = MODEL.predict(row)
    logger.info(f"answered within {{{told}}}")"""


@pytest.mark.parametrize(
    ("bound", "told", "want"),
    [
        ("found, inference_time", "inference_time", "no"),
        ("found, inference_time", "found", "partly"),
        ("found, chosen", "chosen", "partly"),
    ],
)
def test_how_long_it_took_is_no_answer(bound: str, told: str, want: str) -> None:
    imports = f"import logging\n\n{LOADS}\n\nlogger = logging.getLogger(__name__)"
    files = {"serve.py": serve(TIMED.format(bound=bound, told=told), imports)}
    assert answers(files)["predictions-logged"].state == want


LOGS = """import logging


def log_with(level, message, **more):
    {how}(message, extra=more)
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("    result = MODEL.predict(row)\n    log_with('info', 'answered', result=result)", "unknown"),
        ("    log_with('info', 'asked', size=len(row))", "no"),
    ],
)
def test_a_function_may_log_at_a_level_that_it_is_given(body: str, want: str) -> None:
    imports = f"from logs import log_with\n\n{LOADS}"
    logs = LOGS.format(how="getattr(logging.getLogger(__name__), level)")
    assert answers({"serve.py": serve(body, imports), "logs.py": logs})["predictions-logged"].state == want


SPLIT = "import joblib\nfrom sklearn.naive_bayes import GaussianNB\n\nfrom helpers import {used}\n\n"
TRAIN = SPLIT + "model = GaussianNB().fit(*{used}())\njoblib.dump(model, 'model.joblib')\n"
TRIES = SPLIT + "import mlflow\n\nmlflow.set_experiment('some')\n"
TRIES += "log_tried(GaussianNB().fit([[0], [1]], [0, 1]))\n"
HELPERS = """import mlflow


def rows():
    return [[0], [1]], [0, 1]


def log_tried(model):
    model.fit(*rows())
    mlflow.sklearn.log_model(model, name="tried")
"""


@pytest.mark.parametrize(
    ("more", "want"), [("", "no"), ("from helpers import log_tried\n\nlog_tried(model)\n", "partly")]
)
def test_what_only_a_trial_logs_is_no_lineage_of_what_is_served(more: str, want: str) -> None:
    files = {
        "serve.py": serve(imports="import joblib\n\nMODEL = joblib.load('model.joblib')\nload = str"),
        "train.py": TRAIN.format(used="rows") + more,
        "shortlist.py": TRIES.format(used="log_tried")
        + "import mlflow.sklearn\nmlflow.sklearn.log_model(GaussianNB(), name='one')\n",
        "helpers.py": HELPERS,
    }
    assert answers(files)["lineage-kept"].state == want


SERVICE = "import mlflow\n\nfrom factory import Forest\n\n\ndef run(rows, wanted):\n    held = Forest()\n"
SERVICE += "    held.train(rows, wanted)\n    {logs}\n"
FACTORY = """import joblib
from sklearn.ensemble import RandomForestClassifier


class Forest:
    def train(self, rows, wanted):
        self.model = RandomForestClassifier(random_state=3).fit(rows, wanted)
        joblib.dump(self.model, "model.joblib")
"""


@pytest.mark.parametrize(
    ("logs", "want"),
    [("mlflow.sklearn.log_model(held.model, 'model')", "partly"), ("mlflow.end_run()", "no")],
)
def test_what_calls_the_training_may_log_its_model(logs: str, want: str) -> None:
    body = "    runner.run([row], [1])"
    imports = "import joblib\n\nimport runner\n\nload = joblib.load"
    files = {"serve.py": serve(body, imports), "runner.py": SERVICE.format(logs=logs), "factory.py": FACTORY}
    assert answers(files)["lineage-kept"].state == want


ASK = """from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()


@app.post("/ask")
def ask(text: str):
    return OpenAI().responses.create(model="{name}", input=text)
"""


@pytest.mark.parametrize(("name", "want"), [("mistral-tiny", "no"), ("mistral-some", "unknown")])
def test_a_size_is_the_name_of_a_hosted_model(name: str, want: str) -> None:
    assert answers({"main.py": ASK.format(name=name)})["model-versioned"].state == want
