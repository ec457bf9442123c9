"""Programs that only start another one: which one, and in which environment or container."""

from __future__ import annotations

import pytest

from roadworthy.facts.ci import BEFORE_MERGE, Event, Verb
from roadworthy.facts.ci.wrappers import container_command, program, task_of, unwrapped
from tests.facts.ci.support import github, project


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("/usr/bin/python3.12", "python"),
        ("python.exe", "python"),
        ("venv\\Scripts\\pip3.EXE", "pip"),
        ("pypy3", "python"),
        ("py", "python"),
        ("pytest-3", "pytest"),
        ("pytest-xdist", "pytest-xdist"),
        ("$PYTHON", "python"),
        ("${PIP3_EXE}", "pip"),
        ("$(PY)", "python"),
        ("$RUNNER", "$RUNNER"),
        ("./run.sh", "run.sh"),
    ],
)
def test_the_plain_name_of_a_program(word: str, name: str) -> None:
    assert program(word) == name


@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("A=1 B= pytest", "pytest"),
        ("A=1", ""),
        ("sudo -E -u me pytest -x", "pytest -x"),
        ("env A=1 pytest", "pytest"),
        ("timeout -k 5 30m pytest", "pytest"),
        ("time", ""),
        ("time pytest", "pytest"),
        ("nice -n 19 -- pytest", "pytest"),
        ("& pytest", "pytest"),
        ("pytest", "pytest"),
    ],
)
def test_what_only_starts_a_command_is_taken_off(command: str, left: str) -> None:
    assert " ".join(unwrapped(tuple(command.split()))) == left


@pytest.mark.parametrize(
    ("command", "task"),
    [
        ("uvx ruff@latest check", ("uvx", "ruff check", "")),
        ("uvx --from build pyproject-build", ("uvx", "pyproject-build", "")),
        ("pipx run --spec build pyproject-build", ("uvx", "pyproject-build", "")),
        ("uv tool run tox[x] -e py", ("uvx", "tox -e py", "")),
        ("uv tool run", None),
        ("uvx", None),
        ("pipx install tox", None),
        ("uv run --with x pytest", ("uv", "pytest", "")),
        ("uv run --extra x -m pytest -q", ("uv", "python -m pytest -q", "")),
        ("uv run script -m x", ("uv", "script -m x", "")),
        ("uv sync", None),
        ("poetry -C sub run pytest", ("poetry", "pytest", "")),
        ("hatch run cov", ("hatch", "cov", "")),
        ("hatch -e docs run build", ("hatch", "build", "docs")),
        ("hatch --config c.toml -e test run pytest", ("hatch", "pytest", "test")),
        ("hatch env run -e lint check", ("hatch", "check", "lint")),
        ("hatch env run check", ("hatch", "check", "default")),
        ("hatch env run", None),
        ("pixi run -e test pytest", ("pixi", "pytest", "test")),
        ("conda run -n x pytest", ("conda", "pytest", "")),
        ("pdm exec pytest", ("pdm", "pytest", "")),
        ("poe -C sub check", ("poe", "check", "")),
        ("poe", None),
        ("pytest run", None),
    ],
)
def test_runners_of_environments(command: str, task: tuple[str, str, str] | None) -> None:
    found = task_of(tuple(command.split()))
    assert (found and (found[0], " ".join(found[1]), found[2])) == task


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("docker run --rm -v .:/src image pytest -x", ("run", "image", "pytest -x")),
        ("docker run image", ("run", "image", "")),
        ("docker run -d image", ("detached", "image", "")),
        ("docker run --detach image", ("detached", "image", "")),
        ("docker run -d image pytest", ("run", "image", "pytest")),
        ("docker run --entrypoint pytest image -x", ("run", "image", "pytest -x")),
        ("docker run --entrypoint=pytest image", ("run", "image", "pytest")),
        ("podman container exec -it box pytest", ("exec", "box", "pytest")),
        ("docker compose run app pytest", ("compose", "app", "pytest")),
        ("docker-compose -f x.yml run --rm app", ("compose", "app", "")),
        ("docker compose up -d app", ("up", "", "-d app")),
        ("docker compose down", None),
        ("docker build .", None),
        ("docker run", None),
        ("pytest", None),
    ],
)
def test_commands_in_containers(command: str, found: tuple[str, str, str] | None) -> None:
    known = container_command(tuple(command.split()))
    assert (known and (known[0], known[1], " ".join(known[2]))) == found


IMAGE = {"Dockerfile": "FROM python:3.12\nCMD pytest -x\n"}
COMPOSE = {**IMAGE, "docker-compose.yml": "services:\n  app:\n    build: .\n    command: pytest\n"}


@pytest.mark.parametrize(
    ("commands", "files", "tests"),
    [
        ("docker build -t x . && docker run x", IMAGE, "yes"),
        ("docker build . && docker run other", IMAGE, "yes"),
        ("docker run x", IMAGE, "unknown"),
        ("docker run hello-world", IMAGE, "no"),
        ("docker run -d x", IMAGE, "no"),
        ("docker run x pytest", {}, "yes"),
        ("docker compose run app", COMPOSE, "yes"),
        ("docker compose up --exit-code-from app", COMPOSE, "yes"),
        ("docker compose up -d", COMPOSE, "no"),
        ("docker compose build", COMPOSE, "no"),
        ("poe gone", {}, "unknown"),
        ("uv run tests.py", {"tests.py": "import pytest\npytest.main()\n"}, "yes"),
        ("task test", {"Taskfile.yml": "tasks:\n  test:\n    cmds: [pytest]\n"}, "yes"),
        ("just test", {"justfile": "test:\n    pytest\n"}, "yes"),
        ("npm test", {"package.json": '{"scripts": {"test": "pytest"}}'}, "yes"),
        ("pre-commit run --all-files", {".pre-commit-config.yaml": "repos: []\n"}, "no"),
    ],
)
def test_what_is_started_is_followed(commands: str, files: dict[str, str], tests: str) -> None:
    assert github(commands, **files).answer(Verb.TESTS, events=BEFORE_MERGE).value == tests


AZURE = """pr: [main]
trigger: none
variables: [{name: RUN, value: pytest}]
stages:
- stage: one
  condition: eq(variables['Build.Reason'], 'PullRequest')
  variables: {ARGS: -x}
  jobs:
  - template: ci/jobs.yml
    parameters:
      command: $(RUN) $(ARGS)
      extra: [{script: ruff check}]
  - ${{ if eq(1, 1) }}:
    - job: inserted
      container: {image: 'python:3.12'}
      steps: [{script: mypy src}]
  - template: more.yml@elsewhere
- stage: two
  jobs:
  - deployment: ship
    environment: {name: live}
    strategy:
      runOnce:
        deploy: {steps: [{script: twine upload dist/*}]}
        on: {failure: {steps: [{script: echo no}]}}
"""
JOBS = """parameters:
- {name: command, default: echo}
- {name: extra, default: []}
jobs:
- job: test
  continueOnError: true
  strategy: {matrix: {a: {PY: '3.12'}, b: {PY: '3.13'}}}
  pool: {vmImage: ubuntu-latest}
  steps:
  - script: ${{ parameters.command }}
  - ${{ parameters.extra }}
  - ${{ parameters.unknown }}
  - template: steps.yml
    parameters: {folder: sub}
  - task: Bash@3
    inputs: {targetType: inline, script: flake8}
  - task: PythonScript@0
    inputs: {scriptPath: run.py, arguments: -v}
  - script: exit 1
    enabled: false
"""
STEPS = "parameters: {folder: ''}\nsteps:\n- bash: make\n  workingDirectory: ${{ parameters.folder }}\n"


def test_stages_and_templates_of_azure_are_followed() -> None:
    files = {"azure-pipelines.yml": AZURE, "ci/jobs.yml": JOBS, "ci/steps.yml": STEPS}
    found = project({**files, "run.py": "print(1)\n"})
    jobs = {ran.job.name: ran.job for ran in found.jobs}
    assert list(jobs) == ["test", "inserted", "ship"]
    test = jobs["test"]
    scripts = [step.script for step in test.steps]
    assert scripts == ["$(RUN) $(ARGS)", "ruff check", "make", "flake8", "python run.py -v"]
    assert (test.runner, bool(test.tolerated), test.values["PY"]) == ("ubuntu-latest", True, ("3.12", "3.13"))
    assert test.events == jobs["ship"].events == {Event.REQUEST}
    assert (jobs["inserted"].image, jobs["ship"].environment) == ("python:3.12", "live")
    assert [step.script for step in jobs["ship"].steps] == ["twine upload dist/*", "echo no"]
    missing = {item.what for item in found.unseen} | {item.what for ran in found.jobs for item in ran.unseen}
    assert "the template `more.yml@elsewhere`, which is not in the project" in missing
    assert "`${{ parameters.unknown }}`, which the caller gives" in missing


def test_templates_of_azure_that_call_themselves_end() -> None:
    found = project(
        {"azure-pipelines.yml": "steps:\n- template: a.yml\n", "a.yml": "steps:\n- template: a.yml\n"}
    )
    missing = {item.what for item in found.unseen} | {item.what for ran in found.jobs for item in ran.unseen}
    assert "the template `a.yml`, which is nested too deep or cyclic" in missing
