"""A good and a bad project for each CI system: the good one silent, the bad one told rule by rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check

PROJECT = {
    "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    '[project]\nname = "demo"\nversion = "1.0"\n[tool.mypy]\nstrict = true\n',
    "src/demo/__init__.py": "def double(x: int) -> int:\n    return 2 * x\n",
    "tests/test_demo.py": "from demo import double\n\ndef test_double() -> None:\n    assert double(1)\n",
}
GOOD = {
    "GitHub Actions": {
        ".github/workflows/ci.yml": """
on:
  push: {branches: [main]}
  pull_request:
permissions: {contents: read}
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: python -m pip install build ruff mypy pytest
      - run: ruff check
      - run: mypy src
      - run: python -m build
      - run: python -m pip install dist/*.whl
      - run: python -m pytest
  publish:
    needs: test
    if: startsWith(github.ref, 'refs/tags/')
    permissions: {id-token: write}
    steps:
      - run: python -m build
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
    },
    "GitLab CI": {
        ".gitlab-ci.yml": """
default: {image: "python:3.13"}
lint:
  script: [pip install ruff mypy, ruff check, mypy src]
test:
  script: [pip install build pytest, python -m build, pip install dist/*.whl, pytest]
"""
    },
    "CircleCI": {
        ".circleci/config.yml": """
version: 2.1
jobs:
  test:
    docker: [{image: "cimg/python:3.13"}]
    steps:
      - checkout
      - run: pip install build ruff mypy pytest
      - run: {name: lint, command: ruff check && mypy src}
      - run: python -m build && pip install dist/*.whl
      - run: pytest
workflows:
  main: {jobs: [test]}
"""
    },
    "Jenkins": {
        "Jenkinsfile": """
pipeline {
  agent { docker { image 'python:3.13' } }
  stages {
    stage('Lint') { steps { sh 'pip install ruff mypy && ruff check && mypy src' } }
    stage('Test') {
      steps {
        sh '''
          pip install build pytest
          python -m build
          pip install dist/*.whl
          pytest
        '''
      }
    }
  }
}
"""
    },
    "Azure Pipelines": {
        "azure-pipelines.yml": """
trigger: [main]
pr: [main]
pool: {vmImage: ubuntu-24.04}
steps:
- script: pip install build ruff mypy pytest
- script: ruff check
- script: mypy src
- script: |
    set -e
    python -m build
    pip install dist/*.whl
    pytest
"""
    },
    "Bitbucket Pipelines": {
        "bitbucket-pipelines.yml": """
image: python:3.13
pipelines:
  default:
    - step:
        script:
          - pip install build ruff mypy pytest
          - ruff check
          - mypy src
          - python -m build
          - pip install dist/*.whl
          - pytest
"""
    },
}
AZURE = "trigger: [main]\npr: none\npool: x\nsteps: [{script: pytest}, {script: flake8}]\n"
BAD: dict[str, tuple[dict[str, str], set[str]]] = {
    "GitHub Actions": (
        {
            ".github/workflows/ci.yml": """
on: pull_request_target
permissions: write-all
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: echo "${{ github.event.pull_request.title }}"
      - run: curl https://tools.demo.example/x.sh | bash
      - run: pytest || echo "no tests yet"
      - uses: somebody/thing@v1
  publish:
    needs: tests
    if: ${{ github.ref }} == 'refs/heads/main'
    steps:
      - run: python -m build
      - run: twine upload dist/*
        env: {TWINE_PASSWORD: "${{ secrets.PYPI }}"}
"""
        },
        {
            "action-unpinned",
            "ci-linter-missing",
            "ci-type-check-missing",
            "condition-always-true",
            "distribution-unchecked",
            "failure-allowed",
            "job-need-unknown",
            "publish-by-token",
            "remote-script-run",
            "untrusted-code-run",
            "untrusted-input-in-script",
            "wheel-untested",
            "workflow-permissions-excessive",
        },
    ),
    "GitLab CI": (
        {".gitlab-ci.yml": "x:\n  script: [ruff check, cat .env]\n  allow_failure: true\n"},
        {"check-failure-allowed", "ci-tests-missing", "ci-type-check-missing", "secret-printed"},
    ),
    "CircleCI": (
        {".circleci/config.yml": "version: 2\njobs: {build: {steps: [{run: mypy src; pytest -V}]}}\n"},
        {"ci-tests-missing"},
    ),
    "Jenkins": (
        {"ci/Jenkinsfile": "node { sh 'ruff check tests'\n sh script: 'mypy src', returnStatus: true }\n"},
        {"check-failure-allowed", "ci-tests-missing"},
    ),
    "Azure Pipelines": (
        {".azuredevops/main.yml": AZURE},
        {"ci-type-check-missing", "pull-request-untested"},
    ),
    "Bitbucket Pipelines": (
        {"bitbucket-pipelines.yml": "pipelines: {tags: {v*: [{step: {script: [flake8, pytest]}}]}}\n"},
        {"ci-type-check-missing", "pull-request-untested"},
    ),
}


def found(directory: Path, files: dict[str, str]) -> set[str]:
    """Return the names of the rules of the pipeline pack that find something in a project."""
    for path, text in {**PROJECT, **files}.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text)
    (project,) = check(Request(paths=(str(directory),))).projects
    assert not project.crashes
    return {finding.rule for finding in project.findings if finding.group == "pipeline"}


@pytest.mark.parametrize("system", GOOD)
def test_a_good_project_is_silent(system: str, tmp_path: Path) -> None:
    assert found(tmp_path, GOOD[system]) == set()


@pytest.mark.parametrize("system", BAD)
def test_a_bad_project_is_told(system: str, tmp_path: Path) -> None:
    files, expected = BAD[system]
    assert found(tmp_path, files) == expected


@pytest.mark.parametrize("path", [".travis.yml", ".drone.yml", ".buildkite/pipeline.yml"])
def test_a_system_that_is_not_read_is_neither_good_nor_bad(path: str, tmp_path: Path) -> None:
    assert found(tmp_path, {path: "script: pytest\n"}) == set()
    (project,) = check(Request(paths=(str(tmp_path),))).projects
    outcomes = {rule.name: rule for rule in project.rules if rule.name.startswith("ci-")}
    assert outcomes["ci-missing"].outcome.value == "unmeasured"
    assert path in outcomes["ci-missing"].reasons[0]
    (group,) = (
        [group for group in project.score.groups if group.name == "pipeline"] if project.score else [None]
    )
    assert group is not None
    assert group.value is None
