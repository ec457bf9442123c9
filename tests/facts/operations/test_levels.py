"""How far there is evidence that a model is watched: a call that something leads to, never a word."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import CRON, IMAGE, SERVE, answers, level

EVIDENTLY = """from evidently import Report
from evidently.presets import DataDriftPreset


def check(reference, current):
    report = Report(metrics=[DataDriftPreset()])
    return report.run(reference_data=reference, current_data=current)


if __name__ == "__main__":
    check(1, 2)
"""
OWN = """import numpy as np


def population_stability_index(expected, actual):
    return float(np.sum((actual - expected) * np.log(actual / expected)))


def check(reference, current):
    return population_stability_index(reference, current)


if __name__ == "__main__":
    check(1, 2)
"""
IDLE_SERVE = SERVE.replace("    watch.check(row, row)\n", "").replace("import watch\n\n", "")


def library(head: str, *body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body)
    started = 'if __name__ == "__main__":\n    check(1, 2)\n'
    return f"{head}\n\n\ndef check(reference, current):\n{lines}\n\n{started}"


#: Each library, by the calls of its documentation.
DRIFT = {
    "evidently": EVIDENTLY,
    "evidently-legacy": EVIDENTLY.replace("from evidently import", "from evidently.report import").replace(
        "evidently.presets", "evidently.metric_preset"
    ),
    "evidently-suite": library(
        "from evidently.legacy.test_suite import TestSuite\nfrom evidently.legacy.test_preset import"
        " DataDriftTestPreset",
        "suite = TestSuite(tests=[DataDriftTestPreset()])",
        "suite.run(reference_data=reference, current_data=current)",
    ),
    "evidently-inside": library(
        "import logging",
        "from evidently import Report",
        "from evidently.presets import DataDriftPreset",
        "Report([DataDriftPreset()]).run(current, reference)",
    ),
    "nannyml": library(
        "import nannyml as nml",
        "calculator = nml.UnivariateDriftCalculator(column_names=['a'])",
        "calculator.fit(reference)",
        "return calculator.calculate(current)",
    ),
    "alibi-detect": library(
        "from alibi_detect.cd import KSDrift",
        "detector = KSDrift(reference, p_val=0.05)",
        "return detector.predict(current)",
    ),
    "whylogs": library(
        "import whylogs as why", "result = why.log(current)", "result.writer('whylabs').write()"
    ),
    "tfdv": library(
        "import tensorflow_data_validation as tfdv",
        "return tfdv.validate_statistics(current, schema, serving_statistics=reference)",
    ),
    "river": library("from river import drift", "detector = drift.ADWIN()", "detector.update(current)"),
    "scipy": library("from scipy.stats import ks_2samp", "return ks_2samp(reference, current)"),
    "scipy-stats": library("from scipy import stats", "return stats.ks_2samp(reference, current)"),
    "own": OWN,
}


@pytest.mark.parametrize("name", DRIFT)
def test_what_requests_lead_to_is_1a(name: str) -> None:
    assert level({"serve.py": SERVE, "watch.py": DRIFT[name]}) == "1a"


@pytest.mark.parametrize("name", DRIFT)
def test_what_a_cronjob_leads_to_is_1b(name: str) -> None:
    files = {"serve.py": IDLE_SERVE, "watch.py": DRIFT[name], "deploy/cron.yaml": CRON}
    assert level(files) == "1b"


@pytest.mark.parametrize("name", DRIFT)
def test_what_only_a_person_starts_is_half(name: str) -> None:
    assert level({"serve.py": IDLE_SERVE, "watch.py": DRIFT[name]}) == "half"


FLOW = """from prefect import flow
from watch import check

@flow
def nightly():
    check(1, 2)
"""
SCHEDULES: dict[str, dict[str, str]] = {
    "workflow": {
        ".github/workflows/drift.yml": "on: {schedule: [{cron: '0 3 * * *'}]}\njobs:\n  drift:\n"
        "    runs-on: x\n    steps:\n      - run: python watch.py\n"
    },
    "workflow-make": {
        ".github/workflows/drift.yml": "on: {schedule: [{cron: '0 3 * * *'}]}\njobs:\n  drift:\n"
        "    runs-on: x\n    steps:\n      - run: make drift\n",
        "Makefile": "drift:\n\tpython watch.py\n",
    },
    "gitlab": {
        ".gitlab-ci.yml": "drift:\n  script: python watch.py\n  rules:\n"
        "    - if: $CI_PIPELINE_SOURCE == 'schedule'\n"
    },
    "airflow": {
        "dags/drift.py": "from airflow import DAG\nfrom airflow.operators.python import PythonOperator\n"
        "from watch import check\n\nwith DAG('drift', schedule='@daily') as dag:\n"
        "    PythonOperator(task_id='a', python_callable=check)\n"
    },
    "airflow-tasks": {
        "dags/drift.py": "from airflow.decorators import dag, task\nimport watch\n\n"
        "@dag(schedule='@daily')\ndef drift():\n    @task\n    def compare():\n        watch.check(1, 2)\n"
        "    compare()\n\ndrift()\n"
    },
    "airflow-container": {
        "dags/drift.py": "from airflow import DAG\nfrom airflow.providers.docker.operators.docker import"
        " DockerOperator\n\nwith DAG('drift', schedule='@daily') as dag:\n"
        "    DockerOperator(task_id='a', image='demo', command='python watch.py')\n"
    },
    "airflow-image": {
        "dags/drift.py": "from airflow import DAG\nfrom airflow.providers.docker.operators.docker import"
        " DockerOperator\n\nwith DAG('drift', schedule='@daily') as dag:\n"
        "    DockerOperator(task_id='a', image='drift:1')\n",
        "drift.Dockerfile": 'FROM python:3.13\nCOPY . .\nCMD ["python", "watch.py"]\n',
    },
    "sagemaker-pipeline": {
        "pipeline.py": "from sagemaker.processing import ScriptProcessor\n"
        "from sagemaker.workflow.pipeline import Pipeline\n"
        "from sagemaker.workflow.steps import ProcessingStep\n"
        "from sagemaker.workflow.triggers import PipelineSchedule\n\n"
        "step = ProcessingStep(name='drift', processor=ScriptProcessor(), code='watch.py')\n"
        "pipeline = Pipeline(name='p', steps=[step])\n"
        "pipeline.put_triggers([PipelineSchedule(name='n', cron='0 3 * * ? *')], role_arn='r')\n",
    },
    "prefect-yaml": {
        "flows.py": FLOW,
        "prefect.yaml": "deployments:\n- name: n\n  entrypoint: flows.py:nightly\n"
        "  schedules: [{cron: '0 3 * * *'}]\n",
    },
    "prefect-serve": {
        "flows.py": FLOW + "\nif __name__ == '__main__':\n    nightly.serve(name='n', cron='0 3 * * *')\n"
    },
    "apscheduler": {
        "jobs.py": "from apscheduler.schedulers.blocking import BlockingScheduler\n"
        "from watch import check\n\n"
        "scheduler = BlockingScheduler()\nscheduler.add_job(check, 'interval', hours=1)\nscheduler.start()\n"
    },
    "crontab": {"deploy/crontab": "# drift\n0 3 * * * cd /app && python watch.py >> log\n"},
    "celery": {
        "jobs.py": "from celery import Celery, shared_task\nimport watch\n\napp = Celery()\n"
        "app.conf.beat_schedule = {'d': {'task': 'jobs.nightly', 'schedule': 3600}}\n\n\n"
        "@shared_task\ndef nightly():\n    watch.check(1, 2)\n"
    },
    "loop": {
        "loop.py": "import asyncio\nimport watch\n\n\nasync def forever(pause):\n    while True:\n"
        "        watch.check(1, 2)\n        await asyncio.sleep(pause)\n\n\n"
        "async def main():\n    asyncio.create_task(forever(10))\n"
    },
    "thread": {
        "loop.py": "import threading\nimport time\nimport watch\n\n\nclass Loop:\n    def start(self):\n"
        "        threading.Thread(target=self.turn, daemon=True).start()\n\n    def turn(self):\n"
        "        while True:\n            watch.check(1, 2)\n            time.sleep(9)\n"
    },
    "request": {
        "serve.py": SERVE.replace("/predict", "/drift"),
        ".github/workflows/drift.yml": "on: {schedule: [{cron: '0 3 * * *'}]}\njobs:\n  drift:\n"
        "    runs-on: x\n    steps:\n      - run: curl -f https://demo.example/drift\n",
    },
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_each_schedule_is_followed(name: str) -> None:
    assert level({"serve.py": IDLE_SERVE, "watch.py": EVIDENTLY, **SCHEDULES[name]}) == "1b"


@pytest.mark.parametrize(
    ("address", "want"),
    [
        ("$MONITOR_URL", "1b"),
        ("${{ steps.url.outputs.monitor_url }}", "1b"),
        ("$HOME", "1a"),
        ("${{ steps.url.outputs.monitor_url }}/reports", "1a"),
    ],
)
def test_a_schedule_may_request_an_address_that_a_variable_holds(address: str, want: str) -> None:
    files = SCHEDULES["request"]
    workflow = files[".github/workflows/drift.yml"].replace("https://demo.example", address)
    files = {"watch.py": EVIDENTLY, **files, ".github/workflows/drift.yml": workflow}
    assert level(files) == want
    assert level({**files, ".github/workflows/drift.yml": workflow.replace("schedule", "push")}) == "1a"


def test_a_pipeline_that_nothing_schedules_is_none() -> None:
    code = SCHEDULES["sagemaker-pipeline"]["pipeline.py"].partition("pipeline.put")[0] + "pipeline.start()\n"
    assert level({"serve.py": IDLE_SERVE, "watch.py": EVIDENTLY, "pipeline.py": code}) == "half"
    dag = SCHEDULES["airflow-container"]["dags/drift.py"].replace("'@daily'", "None")
    assert level({"serve.py": IDLE_SERVE, "watch.py": EVIDENTLY, "dags/drift.py": dag}) == "half"


def test_a_task_that_ends_is_no_schedule() -> None:
    task = SCHEDULES["loop"]["loop.py"].replace("        await asyncio.sleep(pause)\n", "")
    assert level({"serve.py": IDLE_SERVE, "watch.py": EVIDENTLY, "loop.py": task}) == "half"


def test_scripts_beside_a_package_are_run_too() -> None:
    package = """[project]\nname = "demo"\nversion = "1"\n[build-system]\nrequires = ["hatchling"]
build-backend = "hatchling.build"\n[tool.roadworthy]\nprofile = "ml-service"\n"""
    run = SCHEDULES["workflow"][".github/workflows/drift.yml"].replace("watch.py", "scripts/watch.py")
    files = {
        "pyproject.toml": package,
        "src/demo/__init__.py": "",
        "src/demo/serve.py": IDLE_SERVE,
        "scripts/watch.py": EVIDENTLY,
        ".github/workflows/drift.yml": run,
    }
    assert level(files) == "1b"


def test_methods_are_followed_whatever_else_a_method_makes() -> None:
    code = """from scipy.stats import ks_2samp


class Answer:
    def __init__(self, value):
        self.value = value


class Watch:
    def check(self, a, b):
        answer = Answer(1)
        self._compare(a, b)
        return answer.value

    def _compare(self, a, b):
        return ks_2samp(a, b)


def check(a, b):
    return Watch().check(a, b)
"""
    assert level({"serve.py": SERVE, "watch.py": code, "Dockerfile": IMAGE}) == "1a"


def test_what_starts_by_hand_is_no_schedule() -> None:
    manual = SCHEDULES["workflow"][".github/workflows/drift.yml"].replace(
        "{schedule: [{cron: '0 3 * * *'}]}", "workflow_dispatch"
    )
    files = {"serve.py": IDLE_SERVE, "watch.py": EVIDENTLY, ".github/workflows/drift.yml": manual}
    assert level(files) == "half"
    files = {"serve.py": IDLE_SERVE, "watch.py": EVIDENTLY, **SCHEDULES["airflow"]}
    files["dags/drift.py"] = files["dags/drift.py"].replace("'@daily'", "None")
    assert level(files) == "half"


NONE = {
    "unused import": "import evidently\n\n\ndef check(a, b): ...\n",
    "import for types": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import evidently\n\n\n"
    "def check(a, b): ...\n",
    "variable": "def check(a, b):\n    drift_detected = False\n    return drift_detected\n",
    "stub": "def detect_drift(reference, current):\n    return {'drift_detected': False}\n\n\n"
    "def check(a, b):\n    return detect_drift(a, b)\n",
    "loss": "from scipy.stats import wasserstein_distance\n\n\ndef check(a, b):\n"
    "    loss = wasserstein_distance(generator(a), b)\n    loss.backward()\n",
    "parts of one set": "from scipy.stats import ks_2samp\n"
    "from sklearn.model_selection import train_test_split\n\n\n"
    "def check(a, b):\n    train, test = train_test_split(a)\n    return ks_2samp(train, test)\n",
    "fit alone": "import nannyml as nml\n\n\ndef check(a, b):\n"
    "    return nml.UnivariateDriftCalculator(column_names=['a']).fit(a)\n",
    "made, not run": "from evidently import Report\nfrom evidently.presets import DataDriftPreset\n\n\n"
    "def check(a, b):\n    return Report([DataDriftPreset()])\n",
    "quality": "from evidently import Report\nfrom evidently.presets import DataSummaryPreset\n\n\n"
    "def check(a, b):\n    return Report([DataSummaryPreset()]).run(a, b)\n",
}


@pytest.mark.parametrize("name", NONE)
def test_what_looks_like_it_is_none(name: str) -> None:
    assert level({"serve.py": SERVE, "watch.py": NONE[name]}) == "0"


def test_a_function_that_nothing_calls_is_none_and_the_report_says_where_it_is() -> None:
    uncalled = EVIDENTLY.partition("if __name__")[0]
    answer = answers({"serve.py": IDLE_SERVE, "watch.py": uncalled})["drift-watched"]
    assert answer.share == 0.0
    assert "watch.py:7" in answer.reason


@pytest.mark.parametrize(
    ("path", "text", "want"),
    [
        ("docs/img/drift.png", "x", "0"),
        ("docs/drift_plan.json", "{}", "0"),
        ("monitoring/drift.yaml", "# nothing yet\n", "0"),
        ("monitoring/drift.sql", "select 1\n", "unknown"),
    ],
)
def test_a_file_is_none_unless_it_says_something_that_is_not_read(path: str, text: str, want: str) -> None:
    assert level({"serve.py": IDLE_SERVE, path: text}) == want


def test_terraform_that_creates_a_monitoring_job_is_1b() -> None:
    resource = 'resource "aws_sagemaker_monitoring_schedule" "drift" {}\n'
    assert level({"serve.py": IDLE_SERVE, "infra/main.tf": resource}) == "1b"
    assert level({"serve.py": IDLE_SERVE, "infra/main.tf": f"# {resource}"}) == "0"


PLATFORMS = {
    "vertex": "from google.cloud import aiplatform\n\n\ndef main():\n"
    "    aiplatform.ModelDeploymentMonitoringJob.create(display_name='d')\n\n\nmain()\n",
    "sagemaker": "from sagemaker.model_monitor import DefaultModelMonitor\n\n\ndef main():\n"
    "    monitor = DefaultModelMonitor(role='r')\n"
    "    monitor.create_monitoring_schedule(endpoint_input='e')\n\n\n"
    "if __name__ == '__main__':\n    main()\n",
    "azure": "from azure.ai.ml import MLClient\nfrom azure.ai.ml.entities import MonitorSchedule\n\n\n"
    "if __name__ == '__main__':\n    schedule = MonitorSchedule(name='m')\n"
    "    MLClient().schedules.begin_create_or_update(schedule)\n",
}


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_monitor_that_a_pipeline_creates_is_1b(name: str) -> None:
    workflow = "on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: python monitor.py\n"
    files = {"serve.py": IDLE_SERVE, "monitor.py": PLATFORMS[name], ".github/workflows/deploy.yml": workflow}
    assert level(files) == "1b"


OTHERS: list[tuple[str, str, str]] = [
    (
        "metrics",
        "requests-counted",
        "from prometheus_client import Counter\nREQUESTS = Counter('r', 'R')\n\n\n"
        "def check(a, b):\n    REQUESTS.labels('x').inc()\n",
    ),
    (
        "opentelemetry",
        "requests-counted",
        "from opentelemetry import metrics\nmeter = metrics.get_meter('x')\n"
        "counter = meter.create_counter('r')\n\n\ndef check(a, b):\n    counter.add(1)\n",
    ),
    (
        "sentry",
        "errors-reported",
        "import os\nimport sentry_sdk\nsentry_sdk.init(dsn=os.environ['DSN'])\n\n\ndef check(a, b): ...\n",
    ),
    (
        "outliers",
        "outliers-found",
        "from pyod.models.ecod import ECOD\n\n\ndef check(a, b):\n    return ECOD().predict(a)\n",
    ),
    (
        "pandera",
        "input-quality-watched",
        "import pandera as pa\nSCHEMA = pa.DataFrameSchema({})\n\n\n"
        "def check(a, b):\n    return SCHEMA.validate(a)\n",
    ),
    (
        "great-expectations",
        "input-quality-watched",
        "import great_expectations as gx\n\n\ndef check(a, b):\n"
        "    checkpoint = gx.Checkpoint('c')\n    return checkpoint.run()\n",
    ),
    (
        "fairlearn",
        "bias-measured",
        "from fairlearn.metrics import MetricFrame\n\n\ndef check(a, b):\n"
        "    return MetricFrame(metrics=len, y_true=a, y_pred=b, sensitive_features=a)\n",
    ),
    (
        "shap",
        "predictions-explained",
        "import shap\n\n\ndef check(a, b):\n    return shap.TreeExplainer(a)(b)\n",
    ),
    (
        "lime",
        "predictions-explained",
        "from lime.lime_tabular import LimeTabularExplainer\n\n\ndef check(a, b):\n"
        "    explainer = LimeTabularExplainer(a)\n    return explainer.explain_instance(b, MODEL.predict)\n",
    ),
    (
        "captum",
        "predictions-explained",
        "from captum.attr import IntegratedGradients\n\n\ndef check(a, b):\n"
        "    gradients = IntegratedGradients(MODEL)\n    return gradients.attribute(a, target=1)\n",
    ),
    (
        "prediction-log",
        "predictions-logged",
        "def save_prediction(row, version):\n    DB.insert_one(row)\n\n\n"
        "def check(a, b):\n    save_prediction(a, b)\n",
    ),
    (
        "prediction-record",
        "predictions-logged",
        "class PredictionLog:\n    def __init__(self, row):\n        self.row = row\n\n\n"
        "def run_and_keep(row):\n    DB.add(PredictionLog(row))\n\n\n"
        "def check(a, b):\n    run_and_keep(a)\n",
    ),
    (
        "prediction-file",
        "predictions-logged",
        "def check(a, b):\n    prediction = MODEL.predict(a)\n    FRAME.to_csv(prediction)\n",
    ),
    (
        "subgroups",
        "bias-measured",
        "def audit_subgroup_performance(model, rows):\n    return rows.groupby('sex').mean()\n\n\n"
        "def check(a, b):\n    audit_subgroup_performance(a, b)\n",
    ),
    (
        "contributions",
        "predictions-explained",
        "def top_feature_contributions(model, row):\n    return sorted(model.coef_ * row)\n\n\n"
        "def check(a, b):\n    top_feature_contributions(a, b)\n",
    ),
    (
        "ray-metrics",
        "requests-counted",
        "from ray.util.metrics import Counter\nREQUESTS = Counter('r')\n\n\n"
        "def check(a, b):\n    REQUESTS.inc()\n",
    ),
    (
        "validation",
        "input-validated",
        "def validate_row(row):\n    if not row:\n        raise ValueError(row)\n\n\n"
        "def check(a, b):\n    validate_row(a)\n",
    ),
]


@pytest.mark.parametrize(("name", "practice", "code"), OTHERS, ids=[name for name, _, _ in OTHERS])
def test_each_practice_is_seen_where_requests_lead_to_it(name: str, practice: str, code: str) -> None:
    files = {"serve.py": SERVE, "watch.py": code, "Dockerfile": IMAGE}
    assert level(files, practice) == "1a"
    # Beside the service, and called by nothing, the same is none.
    idle = answers({"serve.py": IDLE_SERVE, "watch.py": code})[practice]
    assert idle.share in (0.0, None)


@pytest.mark.parametrize(
    "code",
    [
        "import lime\nimport captum.attr\n\n\ndef check(a, b): ...\n",
        "from lime.lime_tabular import LimeTabularExplainer\n\n\n"
        "def check(a, b):\n    return LimeTabularExplainer(a)\n",
        "from captum.attr import IntegratedGradients\n\n\n"
        "def check(a, b):\n    return IntegratedGradients(MODEL)\n",
    ],
)
def test_what_explains_is_called(code: str) -> None:
    assert level({"serve.py": SERVE, "watch.py": code}, "predictions-explained") == "0"


def test_a_request_of_a_models_type_is_validated() -> None:
    typed = "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    age: int\n"
    files = {
        "serve.py": IDLE_SERVE.replace("row: dict", "row: Row") + "\n\nfrom watch import Row\n",
        "watch.py": typed,
    }
    assert level(files, "input-validated") == "1a"
    # What only a training checks is no request.
    assert level({**files, "serve.py": IDLE_SERVE}, "input-validated") == "0"


def test_a_model_that_only_the_answer_has_validates_no_request() -> None:
    code = IDLE_SERVE.replace('@app.post("/predict")', '@app.post("/predict", response_model=Row)')
    typed = "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    age: int\n"
    files = {"serve.py": code + "\n\nfrom watch import Row\n", "watch.py": typed}
    assert level(files, "input-validated") == "0"


def test_single_values_of_a_prediction_are_validated_by_their_types() -> None:
    numbers = IDLE_SERVE.replace("row: dict", "row: float")
    assert level({"serve.py": numbers}, "input-validated") == "1a"
    assert level({"serve.py": IDLE_SERVE.replace("row: dict", "row: str")}, "input-validated") == "0"


@pytest.mark.parametrize(
    ("refusal", "want"),
    [
        ("HTTPException(status_code=400)", "1a"),
        ("HTTPException(422, 'columns are missing')", "1a"),
        ("HTTPException(status_code=status.HTTP_422_UNPROCESSABLE_ENTITY)", "1a"),
        ("HTTPException(status_code=503)", "0"),
    ],
)
def test_a_handler_that_refuses_input_validates_it(refusal: str, want: str) -> None:
    code = IDLE_SERVE.replace("import FastAPI", "import FastAPI, HTTPException").replace(
        "    return MODEL", f"    if not row:\n        raise {refusal}\n    return MODEL"
    )
    assert level({"serve.py": code}, "input-validated") == want


def test_a_handler_inside_a_factory_answers_requests() -> None:
    code = """from fastapi import FastAPI

import watch


def create_app():
    app = FastAPI()

    @app.post("/predict")
    def predict(row: watch.Row):
        return watch.check(row, row)

    return app
"""
    typed = "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    age: int\n\n\n"
    drift = EVIDENTLY.partition("if __name__")[0]
    found = answers({"serve.py": code, "watch.py": typed + drift})
    assert found["input-validated"].share == 1.0
    assert found["drift-watched"].share == 0.8


def test_one_report_may_be_of_drift_and_of_quality() -> None:
    code = EVIDENTLY.replace("import DataDriftPreset", "import DataDriftPreset, DataQualityPreset").replace(
        "[DataDriftPreset()]", "[DataDriftPreset(), DataQualityPreset()]"
    )
    found = answers({"serve.py": SERVE, "watch.py": code, "Dockerfile": IMAGE})
    assert (found["drift-watched"].share, found["input-quality-watched"].share) == (0.8, 1.0)


def test_rows_of_predictions_are_a_store_and_answers_in_a_list_are_none() -> None:
    rows = "from sqlmodel import SQLModel\n\n\nclass Prediction(SQLModel, table=True):\n    id: int\n"
    keep = "\n\ndef check(a, b):\n    SESSION.add(Prediction(a))\n"
    files = {"serve.py": SERVE, "watch.py": rows + keep, "Dockerfile": IMAGE}
    assert level(files, "predictions-logged") == "1a"
    listed = rows.replace("SQLModel, table=True", "BaseModel").replace(
        "sqlmodel import SQLModel", "pydantic import BaseModel"
    )
    assert level({**files, "watch.py": listed + keep}, "predictions-logged") == "0"


def test_a_check_of_who_asks_is_no_check_of_the_input() -> None:
    code = "def validate_api_key(key):\n    if not key:\n        raise ValueError(key)\n\n\n"
    files = {"serve.py": SERVE, "watch.py": code + "def check(a, b):\n    validate_api_key(a)\n"}
    assert level(files, "input-validated") == "0"


def test_bias_is_asked_where_the_code_names_attributes_of_people() -> None:
    assert answers({"serve.py": IDLE_SERVE})["bias-measured"].share is None
    people = IDLE_SERVE.replace("MODEL.predict(row)", "MODEL.predict(row.gender)")
    assert answers({"serve.py": people})["bias-measured"].share == 0.0


@pytest.mark.parametrize(
    ("load", "share"),
    [
        ("import joblib\n\nMODEL = joblib.load('model.pkl')\n", 0.0),
        ("import joblib\n\nMODEL_PATH = 'models/v3/model.pkl'\nMODEL = joblib.load(MODEL_PATH)\n", 1.0),
        ("import joblib\n\nMODEL_PATH = 'models/model_v3.pkl'\nMODEL = joblib.load(MODEL_PATH)\n", 0.5),
        ("import torch\n\nMODEL = torch.hub.load('pytorch/vision:v0.6.0', 'x')\n", 1.0),
        ("import torch\n\nMODEL = torch.hub.load('pytorch/vision', 'x')\n", 0.0),
        (
            "from transformers import AutoModel\n\nMODEL_NAME = 'sentence-transformers/all-mpnet-base-v2'\n"
            "MODEL = AutoModel.from_pretrained(MODEL_NAME)\n",
            0.0,
        ),
    ],
)
def test_a_model_has_a_version_where_what_is_loaded_names_one(load: str, share: float) -> None:
    files = {"serve.py": load + IDLE_SERVE, "Dockerfile": IMAGE}
    assert answers(files)["model-versioned"].share == share


def test_a_version_that_answers_only_name_is_a_half() -> None:
    code = IDLE_SERVE.replace("return MODEL.predict(row)", "return MODEL.predict(row), model_version")
    code = "import joblib\n\nMODEL = joblib.load('model.pkl')\nmodel_version = 1\n" + code
    assert answers({"serve.py": code})["model-versioned"].share == 0.5


@pytest.mark.parametrize(
    ("code", "share"),
    [
        ('@app.get("/api/status")\ndef up(): ...\n', 1.0),
        ('@app.get("/tasks/{task}/status")\ndef of(task): ...\n', 0.0),
        ('@app.get("/{ident}/status")\ndef of(ident): ...\n', 0.0),
        # It shows that the process is up, not that it can predict.
        ('@app.get("/")\ndef root(): ...\n', 0.5),
        ('@app.get("/")\ndef root():\n    return HTMLResponse("<h1>demo</h1>")\n', 0.0),
    ],
)
def test_a_health_route_is_of_the_service(code: str, share: float) -> None:
    assert answers({"serve.py": f"{IDLE_SERVE}\n\n{code}"})["health-answered"].share == share


PROBE = """apiVersion: apps/v1
kind: Deployment
metadata: {name: demo}
spec:
  template:
    spec:
      containers:
        - {name: a, image: demo, readinessProbe: {httpGet: {path: %s, port: 80}}}
"""
FLASK = """from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/")
def home():
    return "pong"


@app.route("/predict", methods=["POST"])
def predict():
    return jsonify(MODEL.predict([[1.0]]))
"""


@pytest.mark.parametrize(
    ("files", "share"),
    [
        # A text at `/` may be for who looks there.
        ({}, None),
        ({"Dockerfile": IMAGE + "HEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1\n"}, 1.0),
        ({"Dockerfile": IMAGE + "HEALTHCHECK CMD curl -f http://localhost:8000\n"}, 1.0),
        ({"Dockerfile": IMAGE + "HEALTHCHECK CMD curl -f http://localhost:8000/up\n"}, None),
        ({"Dockerfile": IMAGE + "HEALTHCHECK CMD pgrep python\n"}, None),
        (
            {
                "compose.yaml": "services:\n  api: {build: ., healthcheck: {test: python ask.py http://localhost:80/}}\n"
            },
            1.0,
        ),
        (
            {
                "compose.yaml": "services:\n  db: {image: x, healthcheck: {test: python ask.py http://localhost:80/}}\n"
            },
            None,
        ),
        ({"k8s.yaml": PROBE % "/"}, 1.0),
        ({"k8s.yaml": PROBE % "/up"}, None),
    ],
)
def test_a_route_that_a_probe_requests_is_a_health_route(files: dict[str, str], share: float | None) -> None:
    assert answers({"serve.py": FLASK, "Dockerfile": IMAGE, **files})["health-answered"].share == share


@pytest.mark.parametrize(
    ("made", "share"),
    [
        ('APIRouter(prefix="/api/v1")', 1.0),
        ('APIRouter(prefix="/jobs")', 0.0),
        ('Blueprint("jobs", __name__, url_prefix="/api/jobs/")', 0.0),
    ],
)
def test_the_status_of_what_was_asked_for_is_not_that_of_the_service(made: str, share: float) -> None:
    part = f'from fastapi import APIRouter\n\npart = {made}\n\n\n@part.get("/status")\ndef of(): ...\n'
    code = IDLE_SERVE + "\nfrom parts import part\n\napp.include_router(part)\n"
    assert answers({"serve.py": code, "parts.py": part})["health-answered"].share == share


def test_what_serves_models_in_one_module_hides_no_server_of_another() -> None:
    files = {"serve.py": IDLE_SERVE, "tune.py": "import ray\n\nray.init()\n"}
    assert answers(files)["health-answered"].share == 0.0
    both = {"serve.py": IDLE_SERVE.replace("import FastAPI", "import FastAPI\nfrom ray import serve")}
    assert answers(both)["health-answered"].share is None


def test_a_page_beside_it_does_not_hide_a_service() -> None:
    files = {"serve.py": IDLE_SERVE, "page.py": "import streamlit as st\n\nst.write(1)\n"}
    assert answers(files)["health-answered"].share == 0.0
    assert answers({"page.py": files["page.py"]})["health-answered"].share is None


def test_a_scheduler_of_ones_own_is_a_schedule() -> None:
    loop = "class PeriodicScheduler:\n    def __init__(self, seconds, job):\n        self.job = job\n"
    jobs = "from loop import PeriodicScheduler\nfrom watch import check\n\n\ndef start_scheduler():\n"
    jobs += "    return PeriodicScheduler(60, check)\n"
    files = {"serve.py": IDLE_SERVE, "watch.py": EVIDENTLY, "loop.py": loop, "jobs.py": jobs}
    assert level(files) == "1b"
    assert level({**files, "jobs.py": jobs.replace("(60, check)", "(60, print)")}) == "half"


def test_the_better_evidence_counts() -> None:
    typed = "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    age: int\n"
    train = "def validate_rows(rows):\n    if not rows:\n        raise ValueError(rows)\n\n\n"
    train += "if __name__ == '__main__':\n    validate_rows([])\n"
    served = IDLE_SERVE.replace("row: dict", "row: Row") + "\n\nfrom models import Row\n"
    files = {"serve.py": served, "models.py": typed, "train.py": train}
    assert level(files, "input-validated") == "1a"
    # What only a training checks is no request.
    assert level({**files, "serve.py": IDLE_SERVE}, "input-validated") == "0"


@pytest.mark.parametrize("started", ['["python", "-m", "jobs.watch"]', '["python", "jobs/watch.py"]'])
def test_a_program_that_code_starts_by_its_name_is_followed(started: str) -> None:
    dag = "import subprocess\nfrom airflow.decorators import dag, task\n\n\ndef compare():\n"
    dag += f"    subprocess.run({started})\n\n\n@dag(schedule='@daily')\ndef drift():\n    task(compare)()\n"
    files = {"serve.py": IDLE_SERVE, "jobs/__init__.py": "", "jobs/watch.py": EVIDENTLY, "dags/drift.py": dag}
    assert level(files) == "1b"
    # The name of a logger starts nothing.
    logged = dag.replace("import subprocess", "import logging").replace(
        f"subprocess.run({started})", "logging.getLogger('jobs.watch').info('x')"
    )
    assert level({**files, "dags/drift.py": logged}) == "half"


def test_what_a_job_counts_of_itself_are_no_requests() -> None:
    code = "from prometheus_client import Counter\nRUNS = Counter('r', 'R')\n\n\n"
    code += "def check(a, b):\n    RUNS.inc()\n\n\nif __name__ == '__main__':\n    check(1, 2)\n"
    files = {"serve.py": IDLE_SERVE, "watch.py": code, "deploy/cron.yaml": CRON}
    assert level(files, "requests-counted") == "half"
    assert level({**files, "serve.py": SERVE}, "requests-counted") == "1a"


CONSUMER = """import pika
from evidently import Report
from evidently.presets import DataDriftPreset


def compare(current):
    Report(metrics=[DataDriftPreset()]).run(reference_data=REFERENCE, current_data=current)


def on_message(channel, method, properties, body):
    compare(body)


channel = pika.BlockingConnection().channel()
channel.basic_consume(queue="predictions", on_message_callback=on_message)
channel.start_consuming()
"""


@pytest.mark.parametrize(
    ("command", "want"),
    [('["python", "consume.py"]', "1a"), ('["python", "other.py"]', "half")],
)
def test_an_image_starts_what_lies_beside_its_dockerfile(command: str, want: str) -> None:
    files = {
        "serve.py": IDLE_SERVE,
        "Dockerfile": IMAGE,
        "watching/consume.py": CONSUMER,
        "watching/Dockerfile": f"FROM python:3.13-slim\nCOPY watching/ .\nCMD {command}\n",
    }
    assert level(files) == want


REPORT = """from evidently.metric_preset import DataDriftPreset
from evidently.report import Report
import pandas as pd

report = Report(metrics=[DataDriftPreset()])
report.run(reference_data=pd.read_csv("reference.csv"), current_data=pd.read_csv("current.csv"))
"""


@pytest.mark.parametrize(
    ("files", "want"),
    [
        # Nothing imports it, so all that it does is at its top level: a person starts it, or a pipeline.
        ({"monitoring/report.py": REPORT}, "half"),
        ({"report.py": REPORT, "dvc.yaml": "stages:\n  drift:\n    cmd: python report.py\n"}, "half"),
        ({"report.py": REPORT, "crontab": "0 3 * * * python report.py\n"}, "1b"),
        ({"watch.py": REPORT, "cron.yaml": CRON}, "1b"),
        # A module that another one imports does it for that one, which nothing starts here.
        ({"report.py": REPORT, "unused.py": "import report\n\n\ndef main():\n    report.report\n"}, "0"),
        # What only defines something does nothing.
        (
            {"report.py": "from scipy.stats import ks_2samp\n\n\ndef drift(a, b):\n    ks_2samp(a, b)\n"},
            "0",
        ),
    ],
)
def test_a_script_without_a_main_block_runs_at_its_top_level(files: dict[str, str], want: str) -> None:
    serve = SERVE.replace("import watch\n\n", "").replace("    watch.check(row, row)\n", "")
    assert level({"serve.py": serve, **files}) == want
