"""Real faults of judging the second half of the road, each as a test: what was told falsely, or passed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from roadworthy import Repository
from roadworthy.testing.pages import inspect_files
from roadworthy_rules.repository.readme_missing import readme_missing
from tests.facts.operations.support import CRON, IMAGE, SERVE
from tests.packs.test_named_systems import DECLARED, SERVICE, SETUPTOOLS, judged, workflow

Files = Mapping[str, str]
TESTED = {
    "pyproject.toml": SETUPTOOLS + DECLARED,
    "churn/__init__.py": "X = 1\n",
    "tests/test_churn.py": "def test_x():\n    assert 1\n",
}
HOOKS = "repos:\n- repo: local\n  hooks:\n  - {id: unit, name: unit, entry: python -m pytest}\n"
MODEL = {
    "pyproject.toml": '[project]\nname = "demo"\nversion = "1"\n[tool.roadworthy]\nprofile = "ml-service"\n'
}
PSI = """import numpy as np


def psi(expected, actual):
    return float(np.sum((actual - expected) * np.log(actual / expected)))


if __name__ == "__main__":
    psi(1, 2)
"""
CI = ".github/workflows/ci.yml"
#: What must not be told: name, files, rules.
SILENT: list[tuple[str, Files, set[str]]] = [
    (
        "a hook that is pytest",
        {**TESTED, CI: workflow("pre-commit run --all-files"), ".pre-commit-config.yaml": HOOKS},
        {"ci-tests-missing", "pull-request-untested"},
    ),
    (
        "an image that tests",
        {**TESTED, CI: workflow("docker build ."), "Dockerfile": "FROM python:3.13\nRUN pytest\n"},
        {"ci-tests-missing"},
    ),
    ("dvc repro", {**TESTED, CI: workflow("dvc repro")}, {"ci-tests-missing"}),
    ("robot", {**TESTED, CI: workflow("robot suites")}, {"ci-tests-missing"}),
    ("nix flake check", {**TESTED, CI: workflow("nix flake check")}, {"ci-tests-missing"}),
    (
        "a Dockerfile of another name",
        {**SERVICE, "deploy/mlServerDockerfile": "FROM python:3.13-slim\nUSER 1\n"},
        {"dockerfile-missing"},
    ),
    (
        "a base of another name",
        {**SERVICE, "BaseDockerfile": "FROM python:3.13-slim\nUSER 1\n"},
        {"dockerfile-missing"},
    ),
    (
        "Azure's task",
        {**SERVICE, "azure-pipelines.yml": "trigger: [main]\nsteps:\n- task: AzureWebApp@1\n"},
        {"dockerfile-missing"},
    ),
    (
        "Kubeflow's image",
        {
            **SERVICE,
            "src/churn/pipeline.py": "from kfp import dsl\n\n\n"
            "@dsl.component(base_image='python:3.12')\ndef train(): ...\n",
        },
        {"dockerfile-missing"},
    ),
    (
        "an image of Compose",
        {**SERVICE, "compose.yaml": "services: {api: {image: 'churn:1.0'}}\n"},
        {"dockerfile-missing"},
    ),
    (
        "pipelines elsewhere",
        {**TESTED, "deploy/jenkins/Jenkinsfile": "node { sh 'pytest' }\n"},
        {"ci-missing"},
    ),
    (
        "Azure elsewhere",
        {**TESTED, ".azuredevops/ci.yml": "trigger: [main]\nsteps:\n- script: pytest\n"},
        {"ci-missing"},
    ),
    (
        "Terraform's monitor",
        {
            **MODEL,
            "serve.py": SERVE,
            "infra/main.tf": 'resource "google_vertex_ai_model_deployment_monitoring_job" "drift" {\n}\n',
        },
        {"drift-monitoring-missing"},
    ),
    (
        "Evidently from a Makefile",
        {
            **MODEL,
            "serve.py": SERVE.replace("watch.check(row, row)", "pass"),
            CI: workflow("make drift", on="{schedule: [{cron: '0 3 * * *'}]}"),
            "Makefile": "drift:\n\tevidently run --config drift.yaml\n",
        },
        {"drift-monitoring-missing"},
    ),
    (
        "a CronJob with its own statistic",
        {**MODEL, "serve.py": SERVE.replace("import watch", ""), "watch.py": PSI, "deploy/cron.yaml": CRON},
        {"drift-monitoring-missing"},
    ),
    (
        "a user of the manifest",
        {
            **MODEL,
            "serve.py": SERVE,
            "Dockerfile": IMAGE.replace("USER 1000\n", ""),
            "deploy/app.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n"
            "spec:\n  template:\n    spec:\n"
            "      containers: [{name: d, image: 'd:1', securityContext: {runAsUser: 1000}}]\n",
        },
        {"user-root"},
    ),
]


@pytest.mark.parametrize(("files", "rules"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT])
def test_what_is_done_in_another_way_is_not_told_as_missing(files: Files, rules: set[str]) -> None:
    assert not judged(files)[0] & rules


TOX = "[tox]\nenvlist = lint\n[testenv:lint]\ncommands = ruff check tests\n"
#: What must not count as tests that run on a change.
TESTS: list[tuple[str, Files]] = [
    ("ruff on tests", {CI: workflow("ruff check tests")}),
    ("mypy on tests", {CI: workflow("mypy tests")}),
    ("a word", {CI: workflow('echo "running tests"')}),
    ("a version", {CI: workflow("pytest --version")}),
    ("collecting", {CI: workflow("pytest --collect-only")}),
    ("tox that lints", {CI: workflow("tox"), "tox.ini": TOX}),
    ("make that lints", {CI: workflow("make test"), "Makefile": "test:\n\truff check tests\n\t# pytest\n"}),
    ("never", {CI: workflow("pytest").replace("    runs-on", "    if: false\n    runs-on")}),
    ("tags only", {CI: workflow("pytest", on="{push: {tags: ['v*']}}")}),
    ("by hand", {CI: workflow("pytest", on="workflow_dispatch")}),
    ("or a word", {CI: workflow('pytest || echo "No unit tests yet"')}),
    ("set +e", {CI: workflow("|\n          set +e\n          pytest\n          exit 0")}),
    ("or true", {CI: workflow("make test || true"), "Makefile": "test:\n\tpytest\n"}),
    ("allowed to fail", {".gitlab-ci.yml": "test: {script: pytest, allow_failure: true}\n"}),
]


@pytest.mark.parametrize("files", [row[1] for row in TESTS], ids=[row[0] for row in TESTS])
def test_what_only_looks_like_testing_earns_nothing(files: Files) -> None:
    _, shares = judged({**TESTED, **files})
    assert shares["changes-tested"] == 0.0
    assert judged({**TESTED, CI: workflow("pytest")})[1]["changes-tested"] == 1.0


def test_a_linter_that_cannot_fail_is_told() -> None:
    assert judged({**TESTED, CI: workflow("pytest", "flake8 --exit-zero")})[1]["code-linted"] == 0.0
    assert judged({**TESTED, CI: workflow("pytest", "flake8")})[1]["code-linted"] == 1.0


def test_a_job_by_hand_that_swallows_its_error_watches_nothing() -> None:
    drift = workflow("curl -s https://x.example/drift || echo '{}'", on="workflow_dispatch")
    served = {**MODEL, "serve.py": SERVE.replace("import watch", "").replace("watch.check(row, row)", "pass")}
    assert judged({**served, CI: drift})[1]["drift-watched"] == 0.0


def test_actions_of_the_own_account_are_its_own_whatever_file_names_it() -> None:
    setup = 'from setuptools import setup\nsetup(name="churn", url="https://github.com/Somebody/churn")\n'
    text = (
        "on: push\npermissions: {contents: write}\njobs:\n  lock:\n    steps:\n      - uses: {}/lock@main\n"
    )
    files = {"setup.py": setup, "churn.py": "X = 1\n"}
    assert "action-unpinned" not in judged({**files, CI: text.replace("{}", "somebody")})[0]
    assert "action-unpinned" in judged({**files, CI: text.replace("{}", "another")})[0]


def test_a_part_of_a_larger_repository_needs_no_readme_of_its_own() -> None:
    def missing(prefix: str, **files: int) -> int:
        return len(list(readme_missing.function(Repository({"app.py": 1, **files}, prefix=prefix), None)))

    assert (missing(""), missing("api/"), missing("examples/api/")) == (1, 0, 1)
    assert (missing("", README=0), missing("api/", README=0), missing("api/", README=9)) == (1, 0, 0)


def test_pipelines_by_hand_are_one_thing() -> None:
    by_hand = workflow("ruff check", "pytest", on="workflow_dispatch")
    found, _ = judged({**TESTED, CI: by_hand})
    assert "ci-tests-missing" in found
    assert "ci-linter-missing" not in found
    assert "ci-linter-missing" in judged({**TESTED, CI: workflow("pytest")})[0]


DETECTOR = """import numpy as np


class DriftDetector:
    def check(self, current):
        return np.abs(current.mean() - self.baseline.mean())
"""


def test_a_class_says_what_its_methods_check_and_code_that_nothing_calls_is_named() -> None:
    serve = SERVE.replace("watch.check(row, row)", "watch.DriftDetector().check(row)")
    called = judged({**MODEL, "serve.py": serve, "watch.py": DETECTOR})
    assert called[1]["drift-watched"] == 0.8
    idle = {**MODEL, "serve.py": SERVE.replace("watch.check(row, row)", "pass"), "watch.py": DETECTOR}
    result = inspect_files({path: text.encode() for path, text in idle.items()})
    told = [item for item in result.findings if item.rule == "drift-monitoring-missing"]
    assert [(item.message, item.place.path) for item in told] == [
        ("nothing that is started calls the drift check", "watch.py")
    ]


def test_an_interface_that_answers_its_root_shows_that_it_is_up() -> None:
    rooted = SERVE.replace("import watch\n\n", "").replace("    watch.check(row, row)\n", "")
    assert "health-endpoint-missing" in judged({**MODEL, "serve.py": rooted})[0]
    rooted += "\n\n@app.get('/')\ndef home():\n    return {'message': 'running'}\n"
    assert "health-endpoint-missing" not in judged({**MODEL, "serve.py": rooted})[0]
