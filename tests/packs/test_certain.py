"""What has to be certain before it is told: whose actions, which event, which image, which purpose."""

from __future__ import annotations

import pytest

from roadworthy import Repository
from roadworthy.tree.tree import MemoryTree
from roadworthy_rules.repository.large_file_tracked import large_file_tracked
from tests.packs.test_named_systems import judged, workflow

CI = ".github/workflows/ci.yml"
CALLED = """on: push
jobs:
  labels:
    uses: exercise/workflows/.github/workflows/labels.yml@main
    secrets: inherit
"""
STEP = "on: push\njobs:\n  a:\n    permissions: {}\n    steps:\n      - uses: exercise/tool@v1\n".replace(
    "{}", "{contents: write}"
)


@pytest.mark.parametrize(
    ("text", "files", "own"),
    [
        (CALLED, {}, True),
        (CALLED, {"CODEOWNERS": "* @exercise/core\n"}, True),
        (CALLED, {"CODEOWNERS": "* @another/core\n"}, False),
        (STEP, {}, False),
        (STEP, {"exercise_bot/__init__.py": ""}, True),
        (STEP, {"other_bot/__init__.py": ""}, False),
        (STEP, {"LICENSE": "MIT License\n\nCopyright (c) 2024 Exercise\n"}, True),
        (STEP, {"LICENSE": "MIT License\n\nCopyright (c) 2024 Another\n"}, False),
        (STEP, {"CITATION.cff": "repository-code: https://github.com/exercise/bot\n"}, True),
        (STEP, {"README.md": "# Bot\n\n![](https://codecov.io/gh/exercise/bot/badge.svg)\n"}, True),
        (STEP, {"README.md": "# Bot\n\nSee https://github.com/exercise/other.\n"}, False),
    ],
)
def test_an_account_is_the_projects_own_by_what_names_it(text: str, files: dict[str, str], own: bool) -> None:
    assert ("action-unpinned" not in judged({"a.py": "X = 1\n", **files, CI: text})[0]) is own


TOKEN = "on: push\njobs:\n  a:\n    permissions: {{{}: write}}\n    steps:\n      - uses: acme/tool@v1\n"
SECRET = """on: push
jobs:
  a:
    steps:
      - uses: acme/tool@v1
        env: {{A: '${{{{ secrets.{} }}}}'}}
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (TOKEN.format("contents"), True),
        (TOKEN.format("packages"), True),
        (TOKEN.format("pull-requests"), False),
        (TOKEN.format("checks"), False),
        (SECRET.format("DEPLOY_KEY"), True),
        (SECRET.format("GITLEAKS_LICENSE"), False),
        (SECRET.format("SAFETY_API_KEY"), False),
    ],
)
def test_only_what_is_worth_stealing_asks_for_pinned_actions(text: str, told: bool) -> None:
    assert ("action-unpinned" in judged({"a.py": "X = 1\n", CI: text})[0]) is told


CODE = """on: {on}
jobs:
  a:
    {extra}
    steps:
      - uses: actions/checkout@v4
        with: {{ref: "{ref}"{path}}}
      - run: {run}
"""
HEAD = "${{ github.event.pull_request.head.sha }}"
MERGE = "refs/pull/${{ github.event.number }}/merge"


@pytest.mark.parametrize(
    ("on", "extra", "ref", "path", "run", "told"),
    [
        ("pull_request_target", "timeout-minutes: 5", HEAD, "", "make", True),
        ("pull_request_target", "permissions: {contents: read}", HEAD, "", "make", False),
        ("pull_request_target", "permissions: {contents: write}", HEAD, "", "make", True),
        ("pull_request_target", "timeout-minutes: 5", HEAD, "", "git diff origin/main | grep docs/", False),
        ("pull_request_target", "timeout-minutes: 5", HEAD, "", "if git diff; then make; fi", True),
        ("pull_request_target", "timeout-minutes: 5", HEAD, "", "pip install ruff && ruff check .", False),
        ("pull_request_target", "timeout-minutes: 5", HEAD, "", "pip install .", True),
        ("pull_request_target", "timeout-minutes: 5", HEAD, "", "pip install -r requirements.txt", True),
        ("pull_request_target", "timeout-minutes: 5", HEAD, ", path: theirs", "make", False),
        ("pull_request_target", "timeout-minutes: 5", HEAD, ", path: theirs", "make -C theirs", True),
        ("[pull_request, workflow_run]", "timeout-minutes: 5", MERGE, "", "make", False),
        ("[pull_request_target, workflow_run]", "timeout-minutes: 5", MERGE, "", "make", True),
        ("[pull_request, pull_request_review]", "timeout-minutes: 5", HEAD, "", "make", False),
    ],
)
def test_code_of_outsiders_is_run_where_an_event_with_secrets_fills_what_is_checked_out(
    on: str, extra: str, ref: str, path: str, run: str, told: bool
) -> None:
    text = CODE.format(on=on, extra=extra, ref=ref, path=path, run=run)
    assert ("untrusted-code-run" in judged({"a.py": "X = 1\n", CI: text})[0]) is told


IMAGE = "FROM python:3.13-slim\nCOPY . /app\n{}\n"
EDITABLE = 'RUN pip install -e /app\n{}CMD ["python", "-m", "churn"]'
APP = {"churn.py": "import flask\n", "requirements.txt": "flask\n"}


@pytest.mark.parametrize(
    ("later", "told"),
    [
        ("", True),
        ("RUN pip install --no-deps /app\n", False),
        ("RUN pip install --no-deps -e /app\n", True),
        ("RUN pip install -r /app/requirements.txt\n", True),
        ("RUN pip install gunicorn\n", True),
    ],
)
def test_an_editable_installation_is_replaced_by_another_one(later: str, told: bool) -> None:
    found = judged({**APP, "Dockerfile": IMAGE.format(EDITABLE.format(later))})[0]
    assert ("editable-install" in found) is told


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ('ENTRYPOINT ["locust"]', False),
        ('ENTRYPOINT ["churn-serve"]', True),
    ],
)
def test_a_tool_for_tests_serves_no_one(start: str, told: bool) -> None:
    files = {**APP, "Dockerfile": IMAGE.format(f"EXPOSE 8089\n{start}")}
    assert ("user-root" in judged(files)[0]) is told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#!/bin/sh\nexec uwsgi --uid nobody\n", False),
        ("#!/bin/sh\nexec uwsgi --uid root\n", True),
        ("#!/bin/sh\nexec uwsgi\n", True),
    ],
)
def test_a_script_on_the_path_may_change_the_user(text: str, told: bool) -> None:
    files = {**APP, "start.sh": text, "Dockerfile": IMAGE.format('EXPOSE 80\nENTRYPOINT ["start.sh"]')}
    assert ("user-root" in judged(files)[0]) is told


POD = """apiVersion: v1
kind: {}
metadata: {{name: a}}
spec:
  containers:
  - {{name: a, image: '{}', command: [{}]}}
"""


@pytest.mark.parametrize(
    ("image", "command", "told"),
    [
        ("acme/tool", "serve", True),
        ("acme/tool", "sleep, '3600'", False),
        ("acme/9-base:latest", "serve", False),
        ("acme/tool-9", "serve", True),
        ("acme/debian12:latest", "serve", False),
    ],
)
def test_a_deployed_image_floats_where_neither_name_nor_tag_has_a_version(
    image: str, command: str, told: bool
) -> None:
    files = {**APP, "deploy/pod.yaml": POD.format("Pod", image, command)}
    assert ("deployed-image-floating" in judged(files)[0]) is told


SERVE = "import fastapi\nimport sklearn\n\napp = fastapi.FastAPI()\n\n\ndef predict(row): ...\n"


@pytest.mark.parametrize(
    ("readme", "told"),
    [
        ("# Churn\n\nPredicts churn.\n", True),
        ("# Churn\n\nTry it: https://churn.onrender.com/docs\n", False),
        ("# Churn\n\nThe API is deployed to Azure.\n", False),
        ("# Churn\n\nThe goal of this project was to learn how to serve a model.\n", False),
        ("# Churn\n\nDemonstrates how to serve a model.\n", False),
        ("# Churn\n\nThis is a toy project.\n", False),
        ("# Churn\n\nThis is **not a toy project**.\n", True),
        ("# Churn\n\nServes a model.\n\n- Demonstrates how to serve a model.\n", True),
    ],
)
def test_a_dockerfile_is_missing_where_nothing_else_is_named(readme: str, told: bool) -> None:
    assert ("dockerfile-missing" in judged({"serve.py": SERVE, "README.md": readme})[0]) is told


ANSWERS = """import fastapi
import openai
import pickle

app = fastapi.FastAPI()


@app.post('/ask')
def ask(text):
    return {}
"""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("openai.invoke(text)", False),
        ("pickle.load(text)", False),
        ("pickle.load(open('model.pkl', 'rb')).predict(text)", True),
    ],
)
def test_a_service_of_another_answers_without_training_data(answer: str, told: bool) -> None:
    toml = '[project]\nname = "ask"\n[tool.roadworthy]\nprofile = "ml-service"\n'
    found = judged({"pyproject.toml": toml, "ask.py": ANSWERS.format(answer)})[0]
    assert ("drift-monitoring-missing" in found) is told


def test_large_files_of_a_directory_are_one_finding() -> None:
    files = {"data/a.csv": 6_000_000, "data/b.csv": 7_000_000, "data/c.pkl": 2_000_000, "d.csv": 5_000_000}
    repository = Repository(files, frozenset(files), git=True)
    tree = MemoryTree(dict.fromkeys(files, bytes(1_000_000)))
    found = list(large_file_tracked.function(repository, tree))
    assert [(item.at.file, len(item.related)) for item in found] == [
        ("d.csv", 0),
        ("data/a.csv", 1),
        ("data/c.pkl", 0),
    ]


def test_a_starter_of_azure_asks_for_no_linter_until_it_is_changed() -> None:
    text = "steps:\n- script: pytest\n"
    for start, told in (("# Starter pipeline\n", False), ("# Our pipeline\n", True)):
        found = judged({"a.py": "X = 1\n", "azure-pipelines.yml": start + text})[0]
        assert ("ci-linter-missing" in found) is told
    both = {"azure-pipelines.yml": f"# Starter pipeline\n{text}", CI: workflow("pytest")}
    assert "ci-linter-missing" in judged({"a.py": "X = 1\n", **both})[0]


TESTED = {"churn.py": "X = 1\n", "tests/test_churn.py": "def test_x():\n    assert 1\n"}


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("python -m xmlrunner discover", False),
        ("python -m testtools.run discover", False),
        ("python -m doctest churn.py", False),
        ("flask test", False),
        ("odoo --test-enable", False),
        ("ssh host pytest", False),
        ("kubectl exec pod -- pytest", False),
        ("scripts/test", False),
        ("npm test", True),
        ("cargo test", True),
        ("apt-get install tox", True),
        ("pytest --collect-only", True),
        ("echo test", True),
        ("some-tool --latest", True),
        ("conda activate test", True),
        ("createdb test", True),
        ("some-tool load test", True),
        ("some-tool run test", False),
    ],
)
def test_a_program_that_is_not_known_may_run_the_tests(command: str, told: bool) -> None:
    assert ("ci-tests-missing" in judged({**TESTED, CI: workflow(command)})[0]) is told


SERVER = 'FROM python:3.13-slim\nCOPY . .\nCMD ["uvicorn", "churn:app", "--reload"]\n'


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# This Dockerfile is for local development only!\n", False),
        ("# Not meant for production.\n", False),
        ("# Serves the model.\n", True),
        ("", True),
    ],
)
def test_a_comment_says_that_an_image_is_for_development(comment: str, told: bool) -> None:
    assert ("development-server-started" in judged({**APP, "Dockerfile": comment + SERVER})[0]) is told


def test_code_that_servers_share_has_no_endpoint_of_its_own() -> None:
    toml = '[project]\nname = "ask"\n[tool.roadworthy]\nprofile = "ml-service"\n'
    for text, told in (("Depends()", False), ("fastapi.FastAPI()", True)):
        code = f"import fastapi\nfrom fastapi import Depends\n\nvalue = {text}\n"
        found = judged({"pyproject.toml": toml, "shared.py": code})[0]
        assert ("health-endpoint-missing" in found) is told


CHECKS = "from scipy.stats import ks_2samp\n\n\ndef detect_drift(old, new):\n    return ks_2samp(old, new)\n"


def test_what_is_taken_as_a_whole_may_be_called() -> None:
    serve = SERVE.replace("...", "return sklearn.model.predict(row)")
    files = {"serve.py": serve, "README.md": "# Churn\n", "Dockerfile": SERVER, "checks/drifting.py": CHECKS}
    for line, told in (("from src.drifting import *\n", False), ("from src.others import *\n", True)):
        found = judged({**files, "dags/drift_dag.py": line})[0]
        assert ("drift-monitoring-missing" in found) is told


RUN = 'FROM python:3.13-slim\nCOPY . .\nCMD ["python", "manage.py", "runserver"]\n'
COMPOSE = "services:\n  web:\n    build: .\n    command: {}\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, True),
        ({"compose.yaml": COMPOSE.format("gunicorn demo.wsgi")}, False),
        ({"compose.yaml": COMPOSE.format("uvicorn demo.asgi:app")}, False),
        ({"compose.yaml": COMPOSE.format("gunicorn demo.wsgi").replace("build: .", "build: ./other")}, True),
        ({"compose.yaml": COMPOSE.format("uvicorn demo.asgi:app --reload")}, True),
        ({"compose.yaml": COMPOSE.format("python manage.py migrate")}, True),
        ({"Dockerfile.production": "FROM python:3.13-slim\nUSER 1\nCMD gunicorn a\n"}, False),
        ({"Dockerfile.worker": "FROM python:3.13-slim\nUSER 1\nCMD celery\n"}, True),
    ],
)
def test_what_runs_an_image_may_start_another_server(files: dict[str, str], told: bool) -> None:
    found = judged({**APP, "Dockerfile": RUN, **files})[0]
    assert ("development-server-started" in found) is told


STORED = """import sqlalchemy
from sqlalchemy.orm import Session


def predict(row, session):
    {}
    return 0.5
"""


def test_a_service_that_writes_to_a_database_may_keep_its_predictions() -> None:
    toml = '[project]\nname = "ask"\n[tool.roadworthy]\nprofile = "ml-service"\n'
    for line, told in (("session.add(row)", False), ("session.get(row)", True)):
        found = judged({"pyproject.toml": toml, "serve.py": STORED.format(line)})[0]
        assert ("prediction-log-missing" in found) is told


WATCH = """import json

import numpy as np


def detect_drift():
    {}


if __name__ == "__main__":
    {}
"""


@pytest.mark.parametrize(
    ("body", "started", "told"),
    [
        ("return np.linalg.norm(np.load('new.npy') - np.load('old.npy'))", "detect_drift()", False),
        ("return False", "detect_drift()", True),
        ("return np.linalg.norm(np.load('new.npy'))", "pass", True),
    ],
)
def test_a_check_of_its_own_that_a_script_starts_may_compare(body: str, started: str, told: bool) -> None:
    serve = SERVE.replace("...", "return sklearn.model.predict(row)")
    files = {"serve.py": serve, "README.md": "# Churn\n", "Dockerfile": SERVER}
    found = judged({**files, "watch.py": WATCH.format(body, started)})[0]
    assert ("drift-monitoring-missing" in found) is told


def test_a_service_that_writes_lines_may_keep_its_predictions() -> None:
    line = "return open('log.jsonl', 'a').write(str(row))"
    for body, told in ((line, False), ("return 1", True)):
        serve = SERVE.replace("...", body)
        found = judged({"serve.py": serve, "README.md": "# Churn\n", "Dockerfile": SERVER})[0]
        assert ("prediction-log-missing" in found) is told
