"""A good and a bad project for each system on the way from wheel to model: in small files."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from roadworthy.testing.builders import git_index
from roadworthy.testing.pages import inspect_files

Files = Mapping[str, str]
SETTINGS = '[tool.roadworthy]\nprofile = "ml-service"\n'
HATCH = (
    '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    f'[project]\nname = "churn"\nversion = "1.0"\ndependencies = ["fastapi>=0.110"]\n{SETTINGS}'
)
SERVE = """from fastapi import FastAPI

app = FastAPI()


@app.post("/predict")
def predict(row: dict) -> float:
    return MODEL.predict(row)


@app.get("/health")
def health() -> str:
    return "ok"
"""
SERVICE = {"pyproject.toml": HATCH, "src/churn/__init__.py": "", "src/churn/serve.py": SERVE}


def workflow(*commands: str, on: str = "[push, pull_request]", uses: str = "") -> str:
    steps = "".join(f"      - run: {command}\n" for command in commands) + uses
    head = f"on: {on}\npermissions: {{contents: read}}\n"
    return f"{head}jobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n{steps}"


def judged(files: Files) -> tuple[set[str], dict[str, float | None]]:
    """Return the rules that report something, and the share of each practice."""
    result = inspect_files({path: text.encode() for path, text in files.items()})
    assert not result.crashes, result.crashes
    shares = {
        item.name: item.share
        for group in (result.score.groups if result.score else ())
        for item in group.practices
    }
    return {item.rule for item in result.findings}, shares


TESTED = workflow("pip install build pytest", "python -m build", "pip install dist/*.whl", "pytest")
SETUP_PY = 'from setuptools import setup\nsetup(name="churn", version="1.0", packages=["churn"])\n'
SETUP_CFG = "[metadata]\nname = churn\nversion = 1.0\n[options]\npackages = churn\n"
SETUPTOOLS = '[build-system]\nrequires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"\n'
DECLARED = '[project]\nname = "churn"\nversion = "1.0"\n'
POETRY = (
    '[build-system]\nrequires = ["poetry-core>=2"]\nbuild-backend = "poetry.core.masonry.api"\n'
    f'{DECLARED}[tool.poetry]\npackages = [{{include = "churn"}}]\n'
)
FLIT = f'[build-system]\nrequires = ["flit_core>=3.4"]\nbuild-backend = "flit_core.buildapi"\n{DECLARED}'
CODE = {
    "churn/__init__.py": '"""Churn."""\nX = 1\n',
    "tests/test_churn.py": "from churn import X\n\ndef test_x():\n    assert X\n",
}
#: How packages are built and tested: name, files, and what the practice `wheel-built-and-tested` is worth.
BUILT: list[tuple[str, Files, float]] = [
    ("setuptools, pyproject.toml", {"pyproject.toml": SETUPTOOLS + DECLARED}, 1.0),
    ("setuptools, setup.cfg", {"pyproject.toml": SETUPTOOLS, "setup.cfg": SETUP_CFG}, 1.0),
    ("setuptools, setup.py", {"pyproject.toml": SETUPTOOLS, "setup.py": SETUP_PY}, 1.0),
    ("Poetry", {"pyproject.toml": POETRY}, 1.0),
    ("Flit", {"pyproject.toml": FLIT}, 1.0),
]
BUILDS = {
    "build": ("python -m build", 1.0),
    "pip wheel": ("pip wheel --no-deps --wheel-dir dist .", 1.0),
    "setup.py": ("python setup.py bdist_wheel", 1.0),
    "Poetry": ("poetry build", 1.0),
    "Flit": ("flit build", 1.0),
    "uv": ("uv build", 1.0),
    "hatch": ("hatch build", 1.0),
    "an sdist alone": ("python -m build --sdist", 0.5),
    "nothing": ("echo build", 0.5),
}


@pytest.mark.parametrize(("files", "share"), [(f, s) for _, f, s in BUILT], ids=[n for n, _, _ in BUILT])
def test_a_wheel_of_each_backend_is_built_and_tested(files: Files, share: float) -> None:
    tested = {**CODE, **files, ".github/workflows/ci.yml": TESTED}
    assert judged(tested)[1]["wheel-built-and-tested"] == share
    untested = {**tested, ".github/workflows/ci.yml": workflow("pip install -e .", "pytest")}
    assert judged(untested)[1]["wheel-built-and-tested"] == 0.0


@pytest.mark.parametrize("name", BUILDS)
def test_each_way_to_build_in_a_pipeline_counts(name: str) -> None:
    command, share = BUILDS[name]
    text = workflow(command, "pip install dist/*.whl", "pytest")
    files = {**CODE, "pyproject.toml": SETUPTOOLS + DECLARED, ".github/workflows/ci.yml": text}
    assert judged(files)[1]["wheel-built-and-tested"] == share


TRUSTED = "      - uses: pypa/gh-action-pypi-publish@release/v1\n"
TWINE = workflow("python -m build", "pytest", "twine check --strict dist/*", "twine upload dist/*")
TOKEN = '        env: {TWINE_PASSWORD: "${{ secrets.PYPI }}"}\n'
#: Rules by what a pipeline publishes with: files, rules that must be silent, rules that must report.
PUBLISHED: list[tuple[str, str, set[str], set[str]]] = [
    (
        "trusted",
        workflow("python -m build", "pytest", uses=TRUSTED),
        {"publish-by-token", "publish-untested", "publish-ungated", "distribution-unchecked"},
        set(),
    ),
    (
        "twine with a token",
        TWINE + TOKEN,
        {"distribution-unchecked", "publish-ungated"},
        {"publish-by-token"},
    ),
    (
        "twine unchecked",
        workflow("python -m build", "pytest", "twine upload dist/*"),
        set(),
        {"distribution-unchecked"},
    ),
    ("untested", workflow("python -m build", uses=TRUSTED), {"publish-untested"}, {"ci-tests-missing"}),
    (
        "a private index",
        workflow("python -m build", "pytest", "twine upload --repository-url https://x.example dist/*")
        + TOKEN,
        {"publish-by-token", "distribution-unchecked"},
        set(),
    ),
    (
        "a private index, password",
        workflow("pytest", "twine upload -u me -p 7f3k2m9q4x8z --repository-url https://x.example d"),
        {"publish-by-token"},
        {"password-in-command"},
    ),
]


@pytest.mark.parametrize(
    ("text", "silent", "told"), [row[1:] for row in PUBLISHED], ids=[row[0] for row in PUBLISHED]
)
def test_each_way_to_publish_is_judged(text: str, silent: set[str], told: set[str]) -> None:
    found, _ = judged({**CODE, "pyproject.toml": SETUPTOOLS + DECLARED, ".github/workflows/ci.yml": text})
    assert not found & silent
    assert told <= found


LOCKS: list[tuple[str, Files, Files]] = [
    (
        "pip-tools",
        {"requirements.in": "fastapi\n", "requirements.txt": "fastapi==0.115.0\nstarlette==0.38.6\n"},
        {"requirements.txt": "starlette\n"},
    ),
    (
        "Pipenv",
        {
            "Pipfile": '[packages]\nfastapi = "*"\n',
            "Pipfile.lock": '{"_meta": {}, "default": {"fastapi":'
            ' {"version": "==0.115.0"}}, "develop": {}}\n',
        },
        {"Pipfile": '[packages]\nstarlette = "*"\n'},
    ),
    (
        "Poetry",
        {
            "poetry.lock": '[[package]]\nname = "fastapi"\nversion = "0.115.0"\n'
            '[metadata]\nlock-version = "2.1"\n'
        },
        {},
    ),
    (
        "uv",
        {
            "uv.lock": 'version = 1\n[[package]]\nname = "fastapi"\nversion = "0.115.0"\nsource = {registry = "https://x"}\n'
            '[[package]]\nname = "churn"\nversion = "1.0"\nsource = {editable = "."}\n'
        },
        {},
    ),
]


@pytest.mark.parametrize(("good", "bad"), [row[1:] for row in LOCKS], ids=[row[0] for row in LOCKS])
def test_each_lock_file_pins_the_service(good: Files, bad: Files) -> None:
    service = {
        **SERVICE,
        "Dockerfile": 'FROM python:3.13-slim\nCOPY . .\nRUN pip install .\nUSER 1\nCMD ["churn"]\n',
    }
    found, shares = judged({**service, **good})
    assert shares["deployment-pinned"] in (1.0, None)
    assert "dependency-unpinned-in-application" not in found
    if bad:
        assert "dependency-unpinned-in-application" in judged({**service, **bad})[0]


def service(serve: str = SERVE, **files: str) -> dict[str, str]:
    """Return a service with other files: each by its path."""
    return {**SERVICE, "src/churn/serve.py": serve, **files}


def serving(head: str, loading: str) -> str:
    return f"{head}\n{SERVE.replace('    return MODEL', f'    MODEL = {loading}{chr(10)}    return MODEL')}"


VERSIONS: list[tuple[str, str, float]] = [
    ("MLflow, a version", serving("import mlflow", 'mlflow.pyfunc.load_model("models:/churn/3")'), 1.0),
    ("MLflow, an alias", serving("import mlflow", 'mlflow.pyfunc.load_model("models:/churn@champion")'), 0.5),
    (
        "MLflow, a stage",
        serving("import mlflow", 'mlflow.pyfunc.load_model("models:/churn/Production")'),
        0.5,
    ),
    ("a file", serving("import joblib", 'joblib.load("model.joblib")'), 0.0),
]


@pytest.mark.parametrize(("serve", "share"), [row[1:] for row in VERSIONS], ids=[row[0] for row in VERSIONS])
def test_a_served_model_has_a_fixed_version(serve: str, share: float) -> None:
    assert judged(service(serve))[1]["model-versioned"] == share


TRAIN = """import hashlib
import mlflow
from mlflow.models import infer_signature


def train(rows, labels, data, git_commit):
    model = fit(rows, labels, random_state=7)
    mlflow.log_param("data_sha256", hashlib.sha256(data).hexdigest())
    mlflow.set_tag("git_commit", git_commit)
    mlflow.sklearn.log_model(model, "model", signature=infer_signature(rows))
"""
BARE = """import mlflow
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


def train():
    rows = pd.read_csv("https://example.org/customers.csv")
    model = RandomForestClassifier().fit(rows, rows["churn"])
    mlflow.sklearn.log_model(model, "model")
"""


def test_mlflow_keeps_signature_and_lineage_where_it_is_told_to() -> None:
    _, good = judged(service(**{"src/churn/train.py": TRAIN}))
    _, bad = judged(service(**{"src/churn/train.py": BARE}))
    for practice, least in (("model-signed", 0.0), ("lineage-kept", 0.5), ("training-reproducible", 0.0)):
        assert (good[practice], bad[practice]) == (1.0, least)


def test_dvc_pins_the_data_and_the_code() -> None:
    bare = {"src/churn/train.py": BARE.replace("Classifier()", "Classifier(random_state=1)")}
    lock = {"dvc.lock": "schema: '2.0'\nstages: {}\n"}
    _, good = judged(service(**bare, **lock))
    _, bad = judged(service(**bare))
    assert (good["lineage-kept"], bad["lineage-kept"]) == (1.0, 0.5)
    assert (good["training-reproducible"], bad["training-reproducible"]) == (1.0, 0.5)


DRIFT = "from scipy.stats import ks_2samp\n\n\n{decorated}def drift_report(reference, current):\n"
DRIFT += "    return ks_2samp(reference, current)\n"
COMPONENT = f"from kfp import dsl\n{DRIFT.format(decorated='@dsl.component' + chr(10))}"
STARTED = DRIFT.format(decorated="") + "\n\nif __name__ == '__main__':\n    drift_report(1, 2)\n"
#: Platforms that run pipelines: what schedules one, and the same without its schedule.
PLATFORMS: list[tuple[str, str, str, str]] = [
    (
        "Vertex AI",
        COMPONENT,
        "from google.cloud import aiplatform\n\n\ndef main():\n"
        "    job = aiplatform.PipelineJob(display_name='d', template_path='p.json')\n"
        "    job.create_schedule(cron='0 3 * * *')\n",
        "    job.create_schedule(cron='0 3 * * *')\n",
    ),
    (
        "Kubeflow",
        COMPONENT,
        "import kfp\n\n\ndef main():\n    client = kfp.Client()\n"
        "    client.create_recurring_run('e', 'j', cron_expression='0 0 3 * * *')\n",
        "    client.create_recurring_run('e', 'j', cron_expression='0 0 3 * * *')\n",
    ),
    (
        "Azure ML",
        STARTED,
        "from azure.ai.ml import command\nfrom azure.ai.ml.entities import JobSchedule, CronTrigger\n"
        "\n\ndef main():\n    job = command(code='.', command='python src/churn/watch.py')\n"
        "    JobSchedule(name='n', trigger=CronTrigger(expression='0 3 * * *'), create_job=job)\n",
        "    JobSchedule(name='n', trigger=CronTrigger(expression='0 3 * * *'), create_job=job)\n",
    ),
]


@pytest.mark.parametrize(
    ("watch", "code", "schedule"), [row[1:] for row in PLATFORMS], ids=[row[0] for row in PLATFORMS]
)
def test_each_platform_that_runs_pipelines_has_a_schedule(watch: str, code: str, schedule: str) -> None:
    files = {"src/churn/watch.py": watch, "src/churn/pipeline.py": code}
    assert judged(service(**files))[1]["drift-watched"] == 1.0
    files["src/churn/pipeline.py"] = code.replace(schedule, "    pass\n")
    assert judged(service(**files))[1]["drift-watched"] in (0.0, 0.4)


OLD = "import distutils.core\n\nVALUE = distutils.core\n"
NEW = "import sysconfig\n\nVALUE = sysconfig\n"


@pytest.mark.parametrize(("code", "told"), [(OLD, True), (NEW, False)])
def test_distutils_is_gone_from_new_pythons(code: str, told: bool) -> None:
    project = HATCH.replace("[project]", '[project]\nrequires-python = ">=3.12"')
    rules, _ = judged({**SERVICE, "pyproject.toml": project, "src/churn/paths.py": code})
    assert ("module-removed" in rules) is told


@pytest.mark.parametrize(
    ("path", "told"), [("dist/churn-1.0-py3-none-any.whl", True), ("src/churn/a.py", False)]
)
def test_what_is_built_is_not_kept_in_git(path: str, told: bool) -> None:
    files = {name: text.encode() for name, text in {**SERVICE, path: ""}.items()}
    kept = {".git/HEAD": b"ref: refs/heads/main\n", ".git/index": git_index([*SERVICE, path])}
    found = {item.rule for item in inspect_files({**files, **kept}).findings}
    assert ("artifact-tracked" in found) is told
