"""A project whose pipelines, of every system, start each other's recipes in turn: what a resolver follows."""

from __future__ import annotations

from collections.abc import Mapping

_NOX = b"""import nox
from nox_poetry import session as poetry_session

nox.options.sessions = ["tests", "lint"]


@nox.session(python=["3.11", "3.12"], tags=["ci"])
@nox.parametrize("django", ["4.2", "5.0"])
def tests(session, django):
    session.install("-e", ".[test]")
    session.run("coverage", "run", "-m", "pytest", *session.posargs, env={"X": "1"})
    session.notify("lint")
    helper(session)


@nox.session
def lint(session):
    for tool in ("ruff", "mypy"):
        session.run(tool, "check", ".", external=True, success_codes=[0, 1])
    session.run("make", "test")


def helper(session):
    session.run("bash", "scripts/test.sh", "-x")
"""
_TASKS = b"""from invoke import task


@task
def clean(c):
    c.run("rm -rf build")


@task(clean, default=True)
def test(c, k=""):
    c.run(f"pytest {k}", pty=True)
    c.run("tox -e py311")
"""
_SHELL = b"""#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.." || exit 1
DIRS=(src tests)
for dir in "${DIRS[@]}"; do
  [ -d "$dir" ] && ruff check "$dir" || true
done
if [[ "${1:-}" == "-x" && -n $CI ]]; then
  pytest --cov=demo --cov-fail-under=80 "${@:2}" | tee log.txt
else
  python -m pytest || echo "failed" >&2
fi
run() {
  docker run --rm -v "$PWD:/app" demo:latest sh -c 'pytest -q && mypy src'
}
cat <<EOF > config.ini
[x]
EOF
case "$1" in a|b) run ;; *) make lint; nox -s tests -- -k x ;; esac
eval "$(conda shell.bash hook)"
bash scripts/test.sh; . scripts/other.sh
"""
_MAKE = b"""PYTHON ?= python3
TESTS := tests
-include Makefile.local
include make/*.mk

.PHONY: test lint
test: lint $(TESTS)
\t@$(PYTHON) -m pytest $(TESTS) --cov || true
\t-tox -e py311,lint
\tcd sub && $(MAKE) test
lint: ; ruff check . && mypy src
%.txt: %.in
\tpip-compile $<
define body
pytest
endef
"""
_TOX = b"""[tox]
envlist = py{311,312}-{a,b}, lint
isolated_build = true
[testenv]
deps =
    -r requirements.txt
    a: django
extras = test
commands =
    pytest {posargs:tests} --cov
    {[testenv:lint]commands}
    nox -s tests
setenv = X = {envdir}/{env:HOME:/}
[testenv:lint]
skip_install = true
commands = ruff check .
    py311: make test
    {[testenv]commands}
[gh-actions]
python =
    3.11: py311
"""
_GITHUB = b"""name: ci
on:
  push: {branches: [main]}
  pull_request:
  schedule: [{cron: "0 0 * * *"}]
env: {X: "1"}
jobs:
  test:
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-latest]
        python: ["3.11", 3.12]
        include: [{os: macos-latest, python: "3.13"}]
    defaults: {run: {shell: bash, working-directory: sub}}
    steps:
      - uses: actions/checkout@v4
      - uses: ./.github/actions/setup
        with: {python: "${{ matrix.python }}"}
      - run: |
          make test
          nox -s tests
        continue-on-error: true
      - if: ${{ github.event_name == 'push' && env.X }}
        run: ./scripts/test.sh -x
  call:
    uses: ./.github/workflows/ci.yml
    needs: [test]
"""
_GITLAB = b"""include:
  - local: ci/part.yml
  - template: X.gitlab-ci.yml
default: {image: "python:3.12", before_script: [pip install -e .]}
variables: {X: {value: "1"}}
workflow: {rules: [{if: $CI_COMMIT_BRANCH}]}
.base: &base
  stage: test
  script: [make test, "nox -s $SESSION"]
  parallel: {matrix: [{SESSION: [tests, lint]}]}
test:
  extends: [.base, .part]
  script:
    - !reference [.part, script]
    - tox -e py311
  rules: [{if: '$CI_PIPELINE_SOURCE == "merge_request_event"', when: manual}]
  allow_failure: true
pages: {<<: *base, only: [main]}
"""
_PART = b".part: {script: [pytest, !reference [.base, script]], extends: .base}\ninclude: .gitlab-ci.yml\n"
_AZURE = b"""trigger: [main]
pr: {branches: {include: ['*']}}
variables: [{name: X, value: 1}, {group: g}]
stages:
  - stage: test
    jobs:
      - job: unit
        strategy: {matrix: {a: {py: '3.11'}}}
        pool: {vmImage: ubuntu-latest}
        steps:
          - template: ci/steps.yml
            parameters: {run: tests}
          - script: |
              make test
              pytest --junitxml=x.xml
            continueOnError: true
            condition: succeededOrFailed()
          - task: UsePythonVersion@0
            inputs: {versionSpec: '$(py)'}
          - ${{ if eq(variables.X, 1) }}: [{bash: tox}]
      - deployment: d
        environment: prod
        strategy: {runOnce: {deploy: {steps: [{pwsh: twine upload dist/*}]}}}
"""
_CIRCLE = b"""version: 2.1
orbs: {python: circleci/python@2.1.1}
parameters: {x: {type: string, default: a}}
executors: {py: {docker: [{image: "cimg/python:3.12"}]}}
commands:
  both:
    parameters: {s: {type: string}}
    steps: [{run: "nox -s << parameters.s >>"}, both: {s: x}]
jobs:
  test:
    executor: py
    parallelism: 4
    steps:
      - checkout
      - both: {s: tests}
      - run: {name: t, command: make test, when: always}
      - python/install-packages
workflows:
  main:
    jobs: [test: {matrix: {parameters: {x: [a, b]}}, filters: {branches: {only: main}}, requires: [test]}]
"""
_BITBUCKET = b"""image: python:3.12
definitions: {steps: [{step: &test {name: t, script: [make test, pipe: atlassian/x:1], after-script: [tox]}}]}
pipelines:
  default: [{step: *test}, {parallel: {steps: [{step: {script: [nox]}}]}}]
  pull-requests: {'**': [{step: {<<: *test, script: [pytest]}}]}
  branches: {main: [{stage: {name: d, steps: [{step: *test}]}}]}
"""
_JENKINS = b"""@Library('x') _
def helper = load 'ci/part.groovy'
pipeline {
  agent { docker { image "python:${PY}" } }
  environment { X = credentials('x'); Y = "a${X}" }
  triggers { cron('H 4 * * *') }
  stages {
    stage('test') {
      matrix { axes { axis { name 'PY'; values '3.11', '3.12' } } }
      when { branch 'main' }
      steps {
        dir('sub') { sh 'make test' }
        sh '''#!/bin/bash
          nox -s tests || true
        '''
        sh script: "pytest ${args}", returnStatus: true
        catchError(buildResult: 'SUCCESS') { sh(/tox -e py311/) }
      }
    }
  }
  post { always { junit '*.xml' } }
}
"""
_HOOKS = b"""repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.6.0
    hooks: [{id: ruff, args: [--fix], stages: [pre-commit]}, {id: ruff-format}]
  - repo: local
    hooks: [{id: t, name: t, entry: make test, language: system, pass_filenames: false}]
ci: {skip: [t], autofix_prs: true}
"""
_ACTION = b"""runs:
  using: composite
  steps: [{run: tox, shell: bash}, {uses: ./.github/actions/setup}]
"""
#: The files, by path: each of them is changed while the others stay.
RECIPES: Mapping[str, bytes] = {
    ".circleci/config.yml": _CIRCLE,
    ".github/actions/setup/action.yml": _ACTION,
    ".github/workflows/ci.yml": _GITHUB,
    ".gitlab-ci.yml": _GITLAB,
    ".pre-commit-config.yaml": _HOOKS,
    "Jenkinsfile": _JENKINS,
    "Makefile": _MAKE,
    "Taskfile.yml": b"version: '3'\nvars: {X: 1}\ntasks:\n"
    b"  test: {deps: [lint], cmds: [pytest {{.X}}, {task: lint}]}\n"
    b"  lint: {cmds: [ruff check ., task: test]}\nincludes: {sub: ./Taskfile.yml}\n",
    "azure-pipelines.yml": _AZURE,
    "bitbucket-pipelines.yml": _BITBUCKET,
    "ci/part.groovy": b"def run() { sh 'make test' }\nload 'ci/part.groovy'\n",
    "ci/part.yml": _PART,
    "ci/steps.yml": b"parameters: [{name: run, type: string}]\n"
    b"steps: [{script: 'nox -s ${{ parameters.run }}'}, {template: steps.yml}]\n",
    "docker-compose.yml": b"services:\n"
    b"  test: {build: {context: ., target: t}, command: make test, depends_on: [test]}\n",
    "justfile": b"set shell := ['bash', '-c']\nx := `pytest`\n"
    b"@test *args: lint\n  pytest {{args}}\nlint:\n  just test\n",
    "make/common.mk": b"include Makefile\nlint: test\n\tmake -C . lint test\n",
    "noxfile.py": _NOX,
    "package.json": b'{"scripts": {"test": "npm run lint && pytest", "lint": "npm test", "pretest": "make"}}',
    "pixi.toml": b"[tasks]\ntest = {cmd = 'pytest', depends-on = ['lint']}\nlint = {depends-on = ['test']}\n"
    b"[feature.x.tasks]\nx = ['pytest', '-q']\n[environments]\nd = ['x']\n",
    "scripts/other.sh": b"source scripts/test.sh\nfunction f { f; }\nf | xargs -n1 pytest\n",
    "scripts/test.sh": _SHELL,
    "tasks.py": _TASKS,
    "tox.ini": _TOX,
}
