"""Checks that may fail, and where their outcome shows all the same; images that a CI system starts."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.packs.test_named_systems import judged, workflow

CI = ".github/workflows/ci.yml"
TESTED = {"churn.py": "X = 1\n", "tests/test_churn.py": "def test_x():\n    assert 1\n"}
AZURE = """trigger: [main]
steps:
- script: pytest --junitxml=report.xml
  continueOnError: true
- task: PublishTestResults@2
  inputs:
    failTaskOnFailedTests: {}
"""
JENKINS = "node {{\n  sh 'pytest --junitxml=report.xml || true'\n  {}\n}}\n"
REPORT = "      - uses: dorny/test-reporter@v2\n"
#: A file of CI, whose tests may fail, and whether a reader of their report fails the build.
REPORTS = [
    (CI, workflow("pytest || true"), False),
    (CI, workflow("pytest || true", uses=REPORT), True),
    ("azure-pipelines.yml", AZURE.format("false"), False),
    ("azure-pipelines.yml", AZURE.format("true"), True),
    ("Jenkinsfile", JENKINS.format("archiveArtifacts 'report.xml'"), False),
    ("Jenkinsfile", JENKINS.format("junit 'report.xml'"), True),
    ("Jenkinsfile", JENKINS.format("junit(testResults: 'report.xml')"), True),
    ("Jenkinsfile", JENKINS.format("// junit"), False),
]


@pytest.mark.parametrize(("path", "text", "read"), REPORTS)
def test_a_report_that_fails_the_build_is_an_outcome(path: str, text: str, read: bool) -> None:
    assert ("failure-allowed" in judged({**TESTED, path: text})[0]) is not read


@pytest.mark.parametrize("command", ["ruff check", "mypy .", "pip-audit"])
def test_only_tests_that_may_fail_are_an_error(command: str) -> None:
    found, _ = judged({**TESTED, CI: workflow("pytest", f"{command} || true")})
    assert "failure-allowed" not in found
    assert "check-failure-allowed" in found
    assert "check-failure-allowed" not in judged({**TESTED, CI: workflow("pytest", command)})[0]


IMAGE = 'FROM python:3.13-slim\nEXPOSE 80\nCOPY . /\nENTRYPOINT ["python", "/check.py"]\n'
ACTION = "name: check\nruns:\n  using: docker\n  image: {}\n"
#: A Dockerfile, a file beside, and whether a CI system starts the image.
STEPS = [
    ("Dockerfile", "action.yml", ACTION.format("Dockerfile"), True),
    ("Dockerfile", "action.yml", ACTION.format("'./Dockerfile'"), True),
    ("check/Dockerfile", "check/action.yaml", ACTION.format("Dockerfile"), True),
    ("Dockerfile", "check/action.yml", ACTION.format("Dockerfile"), False),
    ("Dockerfile", "action.yml", "name: check\nruns:\n  using: composite\n  steps: []\n", False),
    ("Dockerfile", "pipe.yml", "name: check\nimage: demo/check:1.0\n", True),
    ("server/Dockerfile", "pipe.yml", "name: check\nimage: demo/check:1.0\n", False),
]


@pytest.mark.parametrize(("dockerfile", "path", "text", "step"), STEPS)
def test_an_image_that_the_runner_starts_has_to_be_root(
    dockerfile: str, path: str, text: str, step: bool
) -> None:
    files = {"check.py": "print(1)\n", dockerfile: IMAGE, path: text}
    assert ("user-root" in judged(files)[0]) is not step


def test_tests_are_only_missed_where_there_are_some() -> None:
    lint = {CI: workflow("ruff check"), "churn.py": "X = 1\n"}
    assert "ci-tests-missing" in judged({**lint, "tests/test_churn.py": TESTED["tests/test_churn.py"]})[0]
    assert "ci-tests-missing" not in judged({**lint, "tests.py": "# Create your tests here.\n"})[0]
    assert "ci-tests-missing" not in judged({**lint, "test.py": "from churn import X\n\nprint(X)\n"})[0]


RELEASE = """on: push
jobs:
  tidy:
    steps:
      - uses: somebody/cancel@v1
  build:
    steps:
      - uses: somebody/build@v1
      - uses: actions/upload-artifact@v4
  publish:
    needs: [build]
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
"""
HOLDS = """on: push
jobs:
  all:
    {}
    steps:
      - uses: somebody/upload@v1
        with:
          token: {}
"""


def unpinned(text: str, **files: str) -> int:
    """Return how many actions of a workflow are told as not pinned."""
    named = {path.replace("__", "."): body for path, body in files.items()}
    result = inspect_files({path: body.encode() for path, body in {CI: text, **named}.items()})
    return sum(item.rule == "action-unpinned" for item in result.findings)


def test_only_what_leads_to_a_release_or_holds_a_secret_has_to_be_pinned() -> None:
    assert unpinned(RELEASE) == 1
    assert unpinned(RELEASE.replace("needs: [build]", "needs: [build, tidy]")) == 1
    gated = RELEASE.replace("needs: [build]", "needs: [tidy]")
    assert unpinned(gated) == 0
    assert unpinned(gated.replace("  tidy:\n", "  tidy:\n    needs: [build]\n")) == 1
    assert unpinned(RELEASE.replace("upload-artifact", "checkout")) == 0
    assert unpinned(HOLDS.format("name: all", "${{ secrets.DEPLOY_TOKEN }}")) == 1
    assert unpinned(HOLDS.format("name: all", "${{ secrets.CODECOV_TOKEN }}")) == 0
    assert unpinned(HOLDS.format("name: all", "${{ secrets.AWS_ACCOUNT_ID }}")) == 0
    assert unpinned(HOLDS.format("name: all", "${{ secrets.ACCOUNT_KEY }}")) == 1
    assert unpinned(HOLDS.format("permissions: {security-events: write}", "x")) == 0
    assert unpinned(HOLDS.format("permissions: {packages: write}", "x")) == 1


@pytest.mark.parametrize(
    ("readme", "own"),
    [
        ("git clone git@github.com:Somebody/churn.git\n", True),
        ("[ci](https://github.com/somebody/churn/actions/workflows/ci.yml/badge.svg)\n", True),
        ("See https://github.com/somebody/other.\n", False),
        ("https://somebody.github.io/churn and https://github.com/somebody/churn/releases\n", True),
        ("https://somebody.github.io/churn and https://github.com/another/churn/releases\n", False),
    ],
)
def test_the_readme_names_the_account(readme: str, own: bool) -> None:
    text = HOLDS.format("name: all", "${{ secrets.DEPLOY_TOKEN }}")
    assert unpinned(text, README__md=readme) == (0 if own else 1)
    guarded = HOLDS.format("if: github.repository == 'somebody/churn'", "${{ secrets.DEPLOY_TOKEN }}")
    assert unpinned(guarded) == 0


LOAD = (
    "from locust import HttpUser, task\n\n\nclass User(HttpUser):\n    @task\n    def test_api(self): ...\n"
)


def test_a_load_test_is_no_suite() -> None:
    lint = {CI: workflow("ruff check"), "churn.py": "X = 1\n"}
    assert "ci-tests-missing" not in judged({**lint, "stress_test.py": LOAD})[0]
    plain = LOAD.replace("from locust import HttpUser, task\n", "").replace("(HttpUser)", "Test")
    assert "ci-tests-missing" in judged({**lint, "stress_test.py": plain.replace("    @task\n", "")})[0]


@pytest.mark.parametrize(
    ("dockerfile", "command", "root"),
    [
        ("Dockerfile", "./start.sh", True),
        ("Dockerfile", "./start-dev.sh", False),
        ("Dockerfile", "./devices.sh", True),
        (".localstack/Dockerfile", "./start.sh", False),
        ("monitor/Dockerfile", "./start.sh", False),
    ],
)
def test_who_has_to_be_root(dockerfile: str, command: str, root: bool) -> None:
    socket = "/var/run/docker.sock:/var/run/docker.sock"
    compose = f"services: {{m: {{build: {{context: '$HERE/monitor'}}, volumes: ['{socket}']}}}}\n"
    text = f"FROM python:3.13-slim\nEXPOSE 80\nCMD {command}\n"
    files = {"churn.py": "X = 1\n", dockerfile: text, "compose.yaml": compose}
    assert ("user-root" in judged(files)[0]) is root


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ('echo "${{ secrets.X }}"', False),
        ('echo "${{ secrets.X }}" | base64', True),
        ('echo "${{ secrets.X }}" | base64 -d > key.pem', False),
        ('echo "${{ secrets.X }}" | sed "s/./& /g" | tee log', False),
        ('echo "${{ secrets.X }}" | docker login --password-stdin', False),
        ("cat .env", True),
        ("cat build.env", True),
        ("date > build.env && cat build.env", False),
    ],
)
def test_a_secret_is_printed_where_it_is_not_masked(command: str, shown: bool) -> None:
    files = {"churn.py": "X = 1\n", CI: workflow(f"|\n          {command}")}
    assert ("secret-printed" in judged(files)[0]) is shown


@pytest.mark.parametrize("path", ["ci/jjb_service_job.yml", "jjb/churn.yaml"])
def test_jobs_of_a_job_builder_are_a_system(path: str) -> None:
    assert "ci-missing" in judged(TESTED)[0]
    assert "ci-missing" not in judged({**TESTED, path: "- job: {name: churn}\n"})[0]


FLOATING = """apiVersion: apps/v1
kind: Deployment
metadata: {name: churn}
spec: {template: {spec: {containers: [{name: churn, image: "IMAGE"}]}}}
"""
PUSHED = "docker push registry.demo.example/team/churn:$GITHUB_SHA"


@pytest.mark.parametrize(
    ("image", "commands", "told"),
    [
        ("registry.demo.example/team/churn:latest", (PUSHED,), True),
        (
            "registry.demo.example/team/churn:latest",
            (PUSHED, "sed -i 's|image:.*|image:x|' k8s/a.yaml"),
            False,
        ),
        (
            "registry.demo.example/team/other:latest",
            (PUSHED, "yq -i '.image.tag = env(T)' k8s/a.yaml"),
            False,
        ),
        ("churn:latest", ("sed -i s/churn:latest/churn:$TAG/ image.yaml",), False),
        ("mongo:latest", (PUSHED, "sed -i 's|image:.*|image:x|' k8s/a.yaml"), True),
        ("registry.demo.example/team/churn:latest", (PUSHED, "sed -i s/a/b/ notes.txt"), True),
    ],
)
def test_a_pipeline_may_write_the_tags(image: str, commands: tuple[str, ...], told: bool) -> None:
    manifest = FLOATING.replace("IMAGE", image)
    files = {"churn.py": "X = 1\n", "k8s/a.yaml": manifest, CI: workflow(*commands)}
    assert ("deployed-image-floating" in judged(files)[0]) is told


def test_one_image_and_one_secret_are_one_finding() -> None:
    manifests = {f"k8s/{name}.yaml": FLOATING.replace("IMAGE", "mongo:latest") for name in "abc"}
    key = "AKIAQYLPMN5HIZ3K7RTC"
    steps = workflow(f"login {key}", f"upload {key}", "pytest")
    found = inspect_files({k: v.encode() for k, v in {"a.py": "X = 1\n", CI: steps, **manifests}.items()})
    messages = [item.message for item in found.findings]
    assert [text for text in messages if "mongo" in text] == ["`mongo:latest` has no fixed version (3 times)"]
    assert [text for text in messages if "the file contains" in text] == [
        "the file contains the AWS access key (2 times)"
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("-e .", True),
        ("--editable .", True),
        ("--editable=./", True),
        ("-e /app", True),
        ("-e '.[all]'", True),
        ("-e vendor_copy", False),
        (".", False),
    ],
)
def test_only_the_project_itself_is_told_as_editable(words: str, told: bool) -> None:
    image = f"FROM python:3.13-slim\nCOPY . /app\nRUN pip install {words}\nUSER 1000\nCMD churn\n"
    assert ("editable-install" in judged({"churn.py": "X = 1\n", "Dockerfile": image})[0]) is told


@pytest.mark.parametrize(
    ("owners", "own"),
    [
        ("* @somebody/crew\n", True),
        ("# owned by @somebody/crew\n", False),
        ("* @somebody\n", False),
        ("*.py @another/crew\n", False),
    ],
)
def test_code_owners_name_the_account(owners: str, own: bool) -> None:
    text = HOLDS.format("name: all", "${{ secrets.DEPLOY_TOKEN }}")
    files = {CI: text.encode(), ".github/CODEOWNERS": owners.encode()}
    told = [item for item in inspect_files(files).findings if item.rule == "action-unpinned"]
    assert len(told) == (0 if own else 1)


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("https://github.com/somebody/churn/compare/v1...v2", True),
        ("https://github.com/somebody/churn/issues/1", False),
    ],
)
def test_the_changelog_names_the_account(link: str, own: bool) -> None:
    text = HOLDS.format("name: all", "${{ secrets.DEPLOY_TOKEN }}")
    assert unpinned(text, CHANGELOG__md=f"# Changes\n\n## [1.0]({link})\n") == (0 if own else 1)


def test_a_role_is_worth_as_much_as_a_key() -> None:
    assert unpinned(HOLDS.format("name: all", "${{ secrets.AWS_ROLE_ARN }}")) == 1
    assert unpinned(HOLDS.format("name: all", "${{ secrets.AWS_REGION }}")) == 0


@pytest.mark.parametrize(
    ("command", "deploys"),
    [
        ("curl -X POST $RENDER_DEPLOY_HOOK_URL", True),
        ("curl https://api.render.com/deploy/srv-1?key=$KEY", True),
        ("curl https://demo.example/health", False),
    ],
)
def test_a_deploy_hook_deploys(command: str, deploys: bool) -> None:
    serve = "import fastapi\nimport sklearn\n\napp = fastapi.FastAPI()\n\n\ndef predict(row): ...\n"
    files = {"serve.py": serve, CI: workflow("pytest", command, on="push")}
    assert ("dockerfile-missing" in judged(files)[0]) is not deploys


OWN = """on: {workflow_run: {workflows: [test], types: [completed]}}
jobs:
  release:
    if: CONDITION
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.workflow_run.head_sha }}"}
      - run: make "${{ github.event.workflow_run.head_branch }}"
"""


@pytest.mark.parametrize(
    ("condition", "safe"),
    [
        ("github.event.workflow_run.event == 'push'", True),
        ("github.event.workflow_run.head_repository.full_name == github.repository", True),
        ("github.event.workflow_run.event == 'pull_request'", False),
        ("github.event.workflow_run.conclusion == 'success'", False),
    ],
)
def test_changes_of_the_repository_itself_are_trusted(condition: str, safe: bool) -> None:
    found, _ = judged({"a.py": "X = 1\n", CI: OWN.replace("CONDITION", condition)})
    told = {"untrusted-code-run", "untrusted-input-in-script"}
    assert found & told == (set() if safe else told)


@pytest.mark.parametrize(
    ("fallback", "loose"),
    [
        ('echo "##vso[task.complete result=Failed;]Some tests failed"', False),
        ('echo "##vso[task.logissue type=warning]Some tests failed"', True),
    ],
)
def test_a_line_of_the_log_may_fail_a_task(fallback: str, loose: bool) -> None:
    text = f"trigger: [main]\nsteps:\n- script: |\n    pytest || {fallback}\n"
    assert ("failure-allowed" in judged({**TESTED, "azure-pipelines.yml": text})[0]) is loose
