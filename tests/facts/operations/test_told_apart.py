"""What looks alike and is told apart: servers of models, functions, tried services, made-up data, images."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

APP = """from fastapi import FastAPI

{imports}
app = FastAPI()


@app.post("/predict")
def predict(row: dict):
{body}
    return MODEL.predict(row)
"""


def state(practice: str, body: str = "    pass", imports: str = "", **more: str) -> str:
    files = {"serve.py": APP.format(body=body, imports=imports), **more}
    return answers({name.replace("__", "/"): text for name, text in files.items()})[practice].state


LITSERVE = """import litserve as ls


class Api(ls.LitAPI):
    def predict(self, row):
        return MODEL.predict(row)


server = ls.LitServer(Api())
"""
BENTO = """import bentoml


@bentoml.service
class Api:
    @bentoml.api
    def predict(self, row: dict):
        return MODEL.predict(row)
"""
RAY = """from ray import serve


@serve.deployment
class Api:
    async def __call__(self, request):
        return MODEL.predict(request)
"""
#: An import that makes nothing serves nothing.
UNUSED = "import {}\n\n\ndef predict(row):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("code", "health", "counted", "reported"),
    [
        (LITSERVE, "yes", "no", "no"),
        (BENTO, "yes", "yes", "no"),
        (RAY, "yes", "yes", "no"),
        (UNUSED.format("litserve"), "not-applicable", "not-applicable", "not-applicable"),
        (UNUSED.format("ray"), "not-applicable", "not-applicable", "not-applicable"),
    ],
)
def test_a_server_of_models_does_some_things_by_itself(
    code: str, health: str, counted: str, reported: str
) -> None:
    found = answers({"serve.py": code})
    told = [found[name].state for name in ("health-answered", "requests-counted", "errors-reported")]
    assert told == [health, counted, reported]


LAMBDA = """import logging


def lambda_handler(event, context):
    try:
        return MODEL.predict(event)
    except Exception:
        logging.error("failed")
"""


def test_a_function_is_asked_for_its_errors_and_not_for_its_health() -> None:
    found = answers(
        {"handler.py": LAMBDA, "Dockerfile": "FROM public.ecr.aws/lambda/python:3.12\nCOPY . .\n"}
    )
    names = ("requests-counted", "errors-reported", "health-answered", "deployment-health-checked")
    assert [found[name].state for name in names] == ["no", "partly", "not-applicable", "not-applicable"]


BESIDE = "from http.server import HTTPServer\n\nHTTPServer(('', 1), None).serve_forever()\n"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"handler.py": LAMBDA, "beside.py": BESIDE}, "not-applicable"),
        ({"handler.py": LAMBDA, "beside.py": "import flask\n\nAPP = flask.Flask('a')\n"}, "no"),
        ({"serve.py": BESIDE + "\n\ndef predict(row):\n    return MODEL.predict(row)\n"}, "no"),
    ],
)
def test_a_function_may_have_a_server_of_its_own_beside_it(files: dict[str, str], want: str) -> None:
    assert answers(files)["health-answered"].state == want


@pytest.mark.parametrize(
    ("image", "want"),
    [(IMAGE, "unknown"), ("FROM amazon/aws-lambda-python:3.12\nCOPY . .\n", "not-applicable")],
)
def test_the_image_of_a_function_has_no_health(image: str, want: str) -> None:
    assert state("deployment-health-checked", Dockerfile=image) == want


CHECK = "HEALTHCHECK CMD python ask.py localhost/health\n"
OTHER = IMAGE.replace("serve:app", "other:app")
PAGE = 'FROM python:3.13-slim\nCMD ["streamlit", "run", "page.py"]\n'
SERVICES = "services:\n  b: {build: {context: ., dockerfile: b.Dockerfile}, healthcheck: {test: python}}\n"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"a.Dockerfile": IMAGE + CHECK}, "yes"),
        ({"a.Dockerfile": IMAGE + CHECK, "b.Dockerfile": OTHER}, "partly"),
        ({"a.Dockerfile": IMAGE + CHECK, "b.Dockerfile": OTHER + CHECK}, "yes"),
        # The same service in two images, a page, a training, and a check that Compose has.
        ({"a.Dockerfile": IMAGE + CHECK, "b.Dockerfile": IMAGE}, "yes"),
        ({"a.Dockerfile": IMAGE + CHECK, "b.Dockerfile": PAGE}, "yes"),
        ({"a.Dockerfile": IMAGE + CHECK, "train.Dockerfile": OTHER}, "yes"),
        ({"a.Dockerfile": IMAGE + CHECK, "b.Dockerfile": OTHER, "compose.yaml": SERVICES}, "yes"),
    ],
)
def test_each_image_that_serves_is_checked(files: dict[str, str], want: str) -> None:
    found = answers({"serve.py": APP.format(body="    pass", imports=""), **files})
    assert found["deployment-health-checked"].state == want


COMPARES = """from scipy.stats import ks_2samp


def check(reference, current):
    return ks_2samp(reference, current)
"""
INJECTS = "\n\ndef {}(rows):\n    return rows * 2\n"
KEEPS = "    save_prediction(row)"
KEPT = "import watch\n\n\ndef save_prediction(row):\n    DB.insert_one(row)\n"


@pytest.mark.parametrize(
    ("name", "body", "imports", "want"),
    [
        ("scaled", "    watch.check(row, row)", "import watch\n", "partly"),
        ("inject_drift", "    watch.check(row, row)", "import watch\n", "unknown"),
        ("simulate_production", "    watch.check(row, row)", "import watch\n", "unknown"),
        # Where the inputs are kept, these may be compared.
        ("inject_drift", f"    watch.check(row, row)\n{KEEPS}", KEPT, "partly"),
        ("inject_drift", "    pass", "", "no"),
    ],
)
def test_drift_that_is_made_up_is_not_watched(name: str, body: str, imports: str, want: str) -> None:
    files = {"watch__py": COMPARES + INJECTS.format(name)}
    found = answers({"serve.py": APP.format(body=body, imports=imports), "watch.py": files["watch__py"]})
    assert found["drift-watched"].state == want


@pytest.mark.parametrize(
    ("call", "want"),
    [("CLIENT.notify_drift(rows)", "no"), ("CLIENT.watch_drift(rows)", "unknown")],
)
def test_what_tells_people_of_drift_compares_nothing(call: str, want: str) -> None:
    files = {
        "other.py": f"def tell(rows):\n    {call}\n",
        "serve.py": APP.format(body="    pass", imports=""),
    }
    assert answers(files)["drift-watched"].state == want


VALIDATES = (
    "def validate_rows(rows):\n    if rows.isna().any():\n        raise ValueError('no')\n\n\n"
    "validate_rows(0)\n"
)


@pytest.mark.parametrize(
    ("body", "imports", "want"),
    [
        ("    pass", "", "no"),
        ("    validate_rows(row)", "from train import validate_rows\n", "yes"),
        ("    polars.DataFrame(row, schema={})", "import polars\n", "no"),
        ("    schema.load(row)", "import other\n", "unknown"),
    ],
)
def test_what_a_training_checks_is_no_request(body: str, imports: str, want: str) -> None:
    files = {"train.py": VALIDATES, "serve.py": APP.format(body=body, imports=imports)}
    assert answers(files)["input-validated"].state == want


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("class DataValidationService:\n    def run(self, rows):\n        return rows.isna()\n", "no"),
        ("class DataValidationError(Exception):\n    code = 1\n\n\nraise DataValidationError\n", "no"),
        ("def validate_data(rows):\n    return rows.isna()\n\n\nvalidate_data(0)\n", "unknown"),
    ],
)
def test_a_check_of_data_that_nothing_names_checks_nothing(code: str, want: str) -> None:
    assert state("input-quality-watched", **{"other.py": code}) == want


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"page.py": "import streamlit\n\npredictions_count = 0\n"}, "no"),
        ({"page.py": "predictions_count = 0\n"}, "no"),
        ({"serve.py": APP.format(body="    STATS.predictions_count += 1", imports="")}, "unknown"),
    ],
)
def test_what_a_page_counts_are_no_requests(files: dict[str, str], want: str) -> None:
    serve = {"serve.py": APP.format(body="    pass", imports="")}
    assert answers({**serve, **files})["requests-counted"].state == want


SENDS = "import requests\n\n\ndef {}(row):\n    requests.post(URL, json=row)\n"


@pytest.mark.parametrize(
    ("name", "want"), [("log_outputs", "unknown"), ("store_inputs_for", "unknown"), ("fetch_row", "no")]
)
def test_what_is_sent_on_may_be_stored(name: str, want: str) -> None:
    body = f"    {name}(row)"
    found = answers(
        {
            "serve.py": APP.format(body=body, imports=f"from send import {name}\n"),
            "send.py": SENDS.format(name),
        }
    )
    assert found["predictions-logged"].state == want


READS = "import os\n\nURL = os.environ['URL']\n"
STARTED = f"{READS}\n\ndef main():\n    print(URL)\n\n\nif __name__ == '__main__':\n    main()\n"


@pytest.mark.parametrize(
    ("files", "imports", "want"),
    [
        ({"other.py": READS}, "", "unknown"),
        ({"other.py": STARTED}, "", "no"),
        ({"other.py": STARTED}, "import other\n", "yes"),
        ({"other.py": STARTED, "third.py": "import other\n"}, "", "unknown"),
    ],
)
def test_the_settings_of_a_script_are_none_of_the_service(
    files: dict[str, str], imports: str, want: str
) -> None:
    found = answers({"serve.py": APP.format(body="    pass", imports=imports), **files})
    assert found["settings-from-environment"].state == want


ENTERED = "import streamlit as st\n\nst.number_input('age')\nMODEL.predict(1)\n"


def test_what_is_entered_into_a_page_is_no_request_of_a_service() -> None:
    assert state("input-validated", page__py=ENTERED) == "no"
    assert answers({"page.py": ENTERED, "Dockerfile": IMAGE})["input-validated"].state == "unknown"


@pytest.mark.parametrize(
    ("column", "want"),
    [("CODE_GENDER", "no"), ("engender", "not-applicable"), ("gender_gap", "not-applicable")],
)
def test_a_column_may_be_an_attribute_of_people(column: str, want: str) -> None:
    assert state("bias-measured", f"    row['{column}']") == want


@pytest.mark.parametrize(
    ("address", "want"),
    [("$RENDER_HOOK", "yes"), ("${{ secrets.RENDER_DEPLOY_HOOK }}", "yes"), ("$RENDER_URL", "no")],
)
def test_a_hook_of_a_platform_deploys(address: str, want: str) -> None:
    head = "on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n"
    pipeline = f'{head}      - run: curl -s "{address}"\n'
    files = {"serve.py": APP.format(body="    pass", imports=""), ".github/workflows/cd.yml": pipeline}
    assert answers(files)["deployed-by-pipeline"].state == want


VIEWS = """from rest_framework import viewsets

from rows import Rows


class RowViews({base}):
    serializer_class = Rows

    def create(self, request):
        return MODEL.predict(request.data)
"""
ROWS = """import logging

from rest_framework import serializers

LOGGER = logging.getLogger(__name__)


class Rows(serializers.ModelSerializer):
    def validate(self, data):
        LOGGER.error("missing")
        return data
"""


@pytest.mark.parametrize(("base", "want"), [("viewsets.ModelViewSet", "partly"), ("Plain", "no")])
def test_a_framework_reads_the_attributes_of_its_classes(base: str, want: str) -> None:
    views = VIEWS.format(base=base).replace(
        "class RowViews(Plain)", "class Plain:\n    pass\n\n\nclass RowViews(Plain)"
    )
    files = {"views.py": f"import django\n\n{views}", "rows.py": ROWS}
    assert answers(files)["errors-reported"].state == want


SHOWN = "\n\n@app.get('/{}')\ndef {}():\n    return {{'n': STATS.{}}}\n"


@pytest.mark.parametrize(
    ("counted", "name", "shown", "want"),
    [
        ("prediction_count", "metrics", "prediction_count", "partly"),
        ("total_requests", "stats", "total_requests", "partly"),
        # What is counted is not shown, or not where a model answers, or is something else.
        ("prediction_count", "rows", "prediction_count", "unknown"),
        ("rows_count", "stats", "rows_count", "no"),
        ("rows", "metrics", "prediction_count", "unknown"),
    ],
)
def test_a_count_of_ones_own_that_is_shown_is_a_half(counted: str, name: str, shown: str, want: str) -> None:
    code = APP.format(body=f"    STATS.{counted} += 1", imports="") + SHOWN.format(name, name, shown)
    assert answers({"serve.py": code})["requests-counted"].state == want


COLLECTS = """
class Metrics:
    def __init__(self):
        self.took = []

    def record(self, took):
        self.took.append(took)

    def show(self):
        return {shown}


METRICS = Metrics()


@app.get("/metrics")
def metrics():
    return METRICS.show()
"""


@pytest.mark.parametrize(
    ("shown", "want"),
    [
        ("{'requests': len(self.took)}", "partly"),
        ("'# TYPE requests_total counter\\nrequests_total %d' % len(self.took)", "yes"),
        ("Response('requests %d' % len(self.took), media_type='text/plain; version=0.0.4')", "yes"),
        ("Response('requests %d' % len(self.took), media_type='text/plain')", "partly"),
    ],
)
def test_a_counter_of_ones_own_that_nothing_collects_is_a_half(shown: str, want: str) -> None:
    code = APP.format(body="    METRICS.record(1)", imports="") + COLLECTS.format(shown=shown)
    assert answers({"serve.py": code})["requests-counted"].state == want


FAILING = """import logging

import streamlit as st

LOGGER = logging.getLogger(__name__)


def predict(row):
    try:
        return MODEL.predict(row)
    except Exception:
        LOGGER.error("no answer")


predict(st.text_input("row"))
"""


def test_a_page_beside_a_service_reports_none_of_its_errors() -> None:
    serve = APP.format(body="    pass", imports="")
    assert answers({"serve.py": serve, "page.py": FAILING})["errors-reported"].state == "no"
    beside = FAILING.replace("import streamlit as st\n", "st = object()\n")
    called = APP.format(body="    page.predict(row)", imports="import page\n")
    assert answers({"serve.py": called, "page.py": beside})["errors-reported"].state == "partly"
