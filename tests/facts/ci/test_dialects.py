"""What each system's files say: jobs, what starts them, and what cannot be seen."""

from __future__ import annotations

import pytest

from roadworthy.facts.ci import BEFORE_MERGE, CI, Event, Verb
from roadworthy.facts.ci.gitlab_files import matches_glob
from tests.facts.ci.support import project

GITLAB = """
stages: [test, deploy]
default:
  image: python:3.12
  before_script:
    - pip install -e .
.base:
  script:
    - pytest
tests:
  extends: .base
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
lint:
  script:
    - !reference [.lint, script]
  allow_failure: true
.lint:
  script: [ruff check]
deploy:
  stage: deploy
  when: manual
  script:
    - kubectl apply -f k8s
"""
CIRCLE = """
version: 2.1
orbs:
  python: circleci/python@2.1.1
commands:
  unit:
    parameters:
      args: {type: string, default: ""}
    steps:
      - run: {name: tests, command: pytest << parameters.args >>}
jobs:
  test:
    docker: [{image: "cimg/python:3.12"}]
    steps:
      - checkout
      - python/install-packages: {pkg-manager: pip}
      - unit: {args: -q}
  never:
    docker: [{image: "cimg/python:3.12"}]
    steps:
      - run: mypy src
workflows:
  main:
    jobs:
      - test
"""
JENKINS = """
// sh 'mypy src'
pipeline {
  agent { docker { image 'python:3.12' } }
  stages {
    stage('Test') {
      steps {
        sh '''
          pip install .
          pytest
        '''
        catchError(buildResult: 'SUCCESS') { sh "ruff check" }
        script { def code = sh(script: 'bandit -r src', returnStatus: true) }
      }
    }
    stage('Deploy') {
      when { branch 'main' }
      steps { sh "kubectl apply -f k8s" }
    }
  }
}
"""
STAGE = "pipeline { stages { stage('a') { when { WHEN }\n steps { sh 'pytest' } } } }\n"
SCRIPTED = """
node('linux') {
  checkout scm
  stage('Test') {
    docker.image("python:3.12").inside {
      sh "python -m pytest"
    }
  }
  def image = docker.build("demo:${env.BUILD_ID}")
  image.push('latest')
}
"""
AZURE = """
trigger: [main]
pr: [main]
pool: {vmImage: ubuntu-latest}
stages:
- stage: test
  jobs:
  - template: ci/job.yml
    parameters: {tool: pytest}
  - job: lint
    continueOnError: true
    steps:
    - bash: ruff check
- stage: deploy
  condition: eq(variables['Build.SourceBranch'], 'refs/heads/main')
  jobs:
  - deployment: web
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - task: AzureWebApp@1
"""
AZURE_JOB = """
parameters:
- name: tool
  default: none
jobs:
- job: unit
  steps:
  - ${{ if eq(parameters.tool, 'pytest') }}:
    - script: ${{ parameters.tool }} tests
"""
BITBUCKET = """
image: python:3.12
definitions:
  steps:
    - step: &unit
        name: tests
        script:
          - pip install .
          - pytest
pipelines:
  default:
    - parallel:
      - step: *unit
      - step:
          script: [ruff check]
  branches:
    main:
      - step: *unit
      - step:
          deployment: production
          script:
            - pipe: atlassian/aws-ecs-deploy:1.0.0
"""


def answers(ci: CI) -> str:
    verbs = (Verb.TESTS, Verb.LINTS, Verb.TYPES, Verb.DEPLOYS)
    found = [ci.answer(verb).value for verb in verbs]
    return " ".join([*found, ci.answer(Verb.TESTS, events=BEFORE_MERGE).value])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".gitlab-ci.yml": GITLAB}, "yes no no no yes"),
        ({".circleci/config.yml": CIRCLE}, "yes no no no yes"),
        ({"Jenkinsfile": JENKINS}, "yes no no yes unknown"),
        ({"ci/Jenkinsfile": SCRIPTED, "Dockerfile": "FROM python:3.12\n"}, "yes no no no unknown"),
        ({"azure-pipelines.yml": AZURE, "ci/job.yml": AZURE_JOB}, "yes no no yes yes"),
        (
            {".azuredevops/pull.yml": AZURE.replace("ci/", "/ci/"), "ci/job.yml": AZURE_JOB},
            "yes no no yes yes",
        ),
        ({"bitbucket-pipelines.yml": BITBUCKET}, "yes yes no yes yes"),
    ],
    ids=["gitlab", "circleci", "jenkins", "scripted", "azure", "azure elsewhere", "bitbucket"],
)
def test_each_system(files: dict[str, str], expected: str) -> None:
    found = project(files)
    assert (answers(found), [item.what for item in found.unseen]) == (expected, [])


def test_why_a_failure_is_tolerated() -> None:
    gitlab = project({".gitlab-ci.yml": GITLAB}).answer(Verb.LINTS).tolerated
    jenkins = project({"Jenkinsfile": JENKINS})
    azure = project({"azure-pipelines.yml": AZURE, "ci/job.yml": AZURE_JOB}).answer(Verb.LINTS).tolerated
    assert [act.tolerated for act in (*gitlab, *azure)] == [
        "`allow_failure` is set for the job",
        "`continueOnError` is set for the job",
    ]
    assert [act.tolerated for act in jenkins.answer(Verb.LINTS).tolerated] == ["`catchError` is around it"]
    assert [act.tolerated for act in jenkins.answer(Verb.AUDITS).tolerated] == ["`returnStatus` is set"]


def test_images_that_a_scripted_pipeline_builds() -> None:
    found = project(
        {"Jenkinsfile": SCRIPTED, "Dockerfile": "FROM python:3.12\nRUN pip install . && mypy src\n"}
    )
    assert found.answer(Verb.BUILDS_IMAGE).value == "yes"
    assert found.answer(Verb.PUSHES_IMAGE).value == "yes"
    assert found.answer(Verb.TYPES).value == "yes"


@pytest.mark.parametrize(
    ("files", "what"),
    [
        (
            {".gitlab-ci.yml": "include: {project: a/b, file: ci.yml}\nx: {script: [ruff check]}\n"},
            "`include` of",
        ),
        ({".gitlab-ci.yml": "x: {extends: .remote}\n"}, "`.remote` is not in"),
        (
            {".gitlab-ci.yml": "include: ci/missing.yml\nx: {script: [ruff check]}\n"},
            "`ci/missing.yml` is not in",
        ),
        ({"Jenkinsfile": "@Library('shared') _\nbuildPythonProject()\n"}, "a shared library"),
        ({"Jenkinsfile": "node {\n sh command\n}\n"}, "the script of `sh`, which is computed"),
        (
            {"azure-pipelines.yml": "trigger: [main]\nextends: {template: a.yml@shared}\n"},
            "the template `a.yml@shared`",
        ),
        (
            {".circleci/config.yml": "version: 2.1\nsetup: true\njobs: {build: {steps: [{run: ls}]}}\n"},
            "continues with",
        ),
        (
            {".github/workflows/a.yml": "on: push\njobs: {a: {uses: o/r/.github/workflows/ci.yml@v1}}\n"},
            "`o/r/",
        ),
        (
            {"bitbucket-pipelines.yml": "pipelines: {default: [{import: shared:master:x}]}\n"},
            "another repository's",
        ),
        ({".github/workflows/a.yml": "on: push\njobs: [\n"}, "which is broken"),
    ],
)
def test_what_cannot_be_read_is_unknown(files: dict[str, str], what: str) -> None:
    answer = project(files).answer(Verb.TESTS)
    assert answer.value == "unknown"
    assert any(what in item.what for item in answer.unseen), answer.unseen


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".gitlab-ci.yml": "x: {script: [pytest], only: [tags]}\n"}, {Event.TAG}),
        ({".gitlab-ci.yml": "x: {script: [pytest], only: [main]}\n"}, {Event.MAIN}),
        ({".gitlab-ci.yml": "x: {script: [pytest], only: {refs: [merge_requests]}}\n"}, {Event.REQUEST}),
        ({".gitlab-ci.yml": "x: {script: [pytest], rules: [{if: $CI_COMMIT_TAG}]}\n"}, {Event.TAG}),
        ({".gitlab-ci.yml": "x: {script: [pytest], when: manual}\n"}, {Event.MANUAL}),
        ({"azure-pipelines.yml": "trigger: none\npr: none\nsteps: [{script: pytest}]\n"}, {Event.MANUAL}),
        ({"azure-pipelines.yml": "trigger: none\nsteps: [{script: pytest}]\n"}, {Event.UNKNOWN}),
        (
            {"bitbucket-pipelines.yml": "pipelines: {custom: {x: [{step: {script: [pytest]}}]}}\n"},
            {Event.MANUAL, Event.SCHEDULE},
        ),
        ({"bitbucket-pipelines.yml": "pipelines: {tags: {v*: [{step: {script: [pytest]}}]}}\n"}, {Event.TAG}),
        (
            {"Jenkinsfile": STAGE.replace("WHEN", "changeRequest()")},
            {Event.REQUEST},
        ),
        (
            {"Jenkinsfile": STAGE.replace("WHEN", "buildingTag()")},
            {Event.TAG},
        ),
    ],
)
def test_what_starts_a_job(files: dict[str, str], expected: set[Event]) -> None:
    assert [set(ran.job.events) for ran in project(files).jobs] == [expected]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".gitlab-ci.yml", "t:\n  script:\n    - pip install .\n    - |\n      cd src\n      pytest\n", 6),
        (
            ".circleci/config.yml",
            "jobs:\n  build:\n    steps:\n      - run: |\n          ls\n          pytest\n",
            6,
        ),
        (
            "bitbucket-pipelines.yml",
            "pipelines:\n  default:\n    - step:\n        script:\n          - pytest\n",
            5,
        ),
        ("azure-pipelines.yml", "pool: x\nsteps:\n- script: |\n    ls\n    pytest\n", 5),
        ("Jenkinsfile", "node {\n  sh '''\n    ls\n    pytest\n  '''\n}\n", 4),
    ],
)
def test_a_place_is_the_line_of_the_command(path: str, text: str, line: int) -> None:
    (act,) = project({path: text}).answer(Verb.TESTS).acts
    assert act.at.span is not None
    assert act.at.span.line == line


@pytest.mark.parametrize(
    ("steps", "hidden"),
    [
        ("catchError { sh 'pytest' }", False),
        ("catchError(stageResult: 'FAILURE', buildResult: 'UNSTABLE') { sh 'pytest' }", False),
        ("catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') { sh 'pytest' }", True),
        ("catchError(buildResult: null) { sh 'pytest' }", True),
        ("warnError('tests') { sh 'pytest' }", True),
        ("sh script: 'pytest', returnStatus: true", True),
        ("def rc = sh(script: 'pytest', returnStatus: true)\necho 'done'", True),
        ("def rc = sh(script: 'pytest', returnStatus: true)\nif (rc != 0) { echo 'failed' }", True),
        ("def rc = sh(script: 'pytest', returnStatus: true)\nif (rc != 0) { error 'failed' }", False),
        ("if (sh(script: 'pytest', returnStatus: true) != 0) { currentBuild.result = 'FAILURE' }", False),
    ],
)
def test_an_error_that_jenkins_hides(steps: str, hidden: bool) -> None:
    answer = project({"Jenkinsfile": f"node {{\n{steps}\n}}\n"}).answer(Verb.TESTS)
    assert bool(answer.tolerated) is hidden
    assert bool(answer.acts) is not hidden


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "azure-pipelines.yml",
            "pool: x\nsteps:\n- task: PythonScript@0\n  inputs:\n"
            "    script: |\n      import pytest\n      CODE\n",
        ),
        (
            ".github/workflows/ci.yml",
            "on: push\njobs:\n  t:\n    steps:\n"
            "    - shell: python\n      run: |\n        import pytest\n        CODE\n",
        ),
    ],
)
def test_a_step_in_python_may_start_the_tests(path: str, text: str) -> None:
    starts = project({path: text.replace("CODE", "pytest.main(['-q'])")})
    prints = project({path: text.replace("CODE", "print(pytest.__version__)")})
    assert (starts.answer(Verb.TESTS).value, prints.answer(Verb.TESTS).value) == ("yes", "no")


def test_a_task_runs_a_script_in_python() -> None:
    step = "pool: x\nsteps:\n- task: PythonScript@0\n  inputs: {scriptPath: tools/check.py}\n"
    files = {"azure-pipelines.yml": step, "tools/check.py": "import pytest\npytest.main()\n"}
    assert project(files).answer(Verb.TESTS).value == "yes"


def test_files_that_are_no_pipelines() -> None:
    files = {
        "docs/azure-pipelines.md": "trigger",
        "deploy/service.yml": "kind: Service\nspec: {}\n",
        "ci/values.yaml": "steps: 3\n",
        "tests/data/Jenkinsfile": JENKINS,
        "ci/template.yml": AZURE_JOB,
    }
    assert not project(files)


def test_jobs_of_no_workflow_do_not_run() -> None:
    assert project({".circleci/config.yml": CIRCLE}).answer(Verb.TYPES).value == "no"


def test_security_templates_of_gitlab() -> None:
    text = "include:\n  - template: Security/SAST.gitlab-ci.yml\nx: {script: [pytest]}\n"
    assert project({".gitlab-ci.yml": text}).answer(Verb.AUDITS).value == "yes"


def test_child_pipelines_of_gitlab() -> None:
    text = "child:\n  trigger:\n    include: ci/child.yml\n"
    assert (
        project({".gitlab-ci.yml": text, "ci/child.yml": "x: {script: [pytest]}\n"}).answer(Verb.TESTS).value
        == "yes"
    )
    assert project({".gitlab-ci.yml": text}).answer(Verb.TESTS).value == "unknown"


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("ci/*.yml", "ci/test.yml", True),
        ("ci/*.yml", "ci/deep/test.yml", False),
        ("ci/**/*.yml", "ci/deep/er/test.yml", True),
        ("ci/**/*.yml", "ci/test.yml", True),
        ("ci/**.yml", "ci/deep/test.yml", True),
        ("*.yml", "ci/test.yml", False),
        ("ci/**", "ci/deep/test.yml", True),
        ("/".join(["**"] * 90) + "/x", "/".join(["a"] * 90), False),
    ],
)
def test_a_star_of_an_include_stays_in_its_directory(pattern: str, path: str, matches: bool) -> None:
    assert matches_glob(path, pattern) is matches


@pytest.mark.parametrize(
    ("step", "path"),
    [
        ("path-filtering/filter: {mapping: x, config-path: .circleci/next.yml}", ".circleci/next.yml"),
        ("path-filtering/filter: {mapping: x}", ".circleci/continue_config.yml"),
        ("continuation/continue: {configuration_path: .circleci/next.yml}", ".circleci/next.yml"),
    ],
)
def test_a_configuration_that_continues_with_another_is_followed(step: str, path: str) -> None:
    name = step.partition("/")[0]
    setup = f"version: 2.1\nsetup: true\norbs: {{{name}: circleci/{name}@1.0}}\n"
    setup += f"workflows: {{w: {{jobs: [{{{step}}}]}}}}\n"
    more = "version: 2.1\njobs: {build: {steps: [{run: COMMAND}]}}\nworkflows: {w: {jobs: [build]}}\n"
    for command, told in (("pytest", "yes"), ("ruff check", "no")):
        files = {".circleci/config.yml": setup, path: more.replace("COMMAND", command)}
        assert project(files).answer(Verb.TESTS).value == told
    assert project({".circleci/config.yml": setup}).answer(Verb.TESTS).value == "unknown"
