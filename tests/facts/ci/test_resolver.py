"""What commands really do, through everything that only calls something else."""

from __future__ import annotations

import pytest

from roadworthy.facts.ci import BEFORE_MERGE, Verb
from tests.facts.ci.support import github, project, workflow

Files = dict[str, str]
TOX = "[tox]\nenvlist = py312,lint\n"
TOX += "[testenv]\ncommands = pytest {posargs}\n[testenv:lint]\ncommands = ruff check\n"
MAKE = "test: install\n\t@pytest -q\ninstall:\n\tpip install -e .\nlint:\n\truff check\nempty:\n\t# pytest\n"
NOX = """import nox
ARGS = ["-q"]
@nox.session(python=["3.12"])
def tests(session):
    session.install(".[test]")
    _run(session)
def _run(session):
    session.run("coverage", "run", "-m", "pytest", *ARGS)
@nox.session(name="lint-it")
def lint(session):
    session.run("flake8")
"""
HATCH = (
    '[tool.hatch.envs.default.scripts]\ncov = "pytest --cov"\nall = ["lint", "cov"]\nlint = "ruff check"\n'
)
PDM = """[tool.pdm.scripts]
cov.cmd = "coverage run -m pytest"
all = {composite = ["lint", "cov"]}
lint = "mypy src"
"""
POE = '[tool.poe.tasks]\ntest = "pytest"\ncheck = ["lint", {ref = "test"}]\nlint.shell = "ruff check"\n'
PREK = (
    "[[repos]]\nrepo = 'local'\n\n[[repos.hooks]]\nid = 'unit'\nentry = 'pytest'\nlanguage = 'system'\n\n"
    "[[repos]]\nrepo = 'https://github.com/astral-sh/ruff-pre-commit'\nhooks = [{ id = 'ruff' }]\n"
)
HOOKS = """repos:
- repo: https://github.com/astral-sh/ruff-pre-commit
  rev: v1
  hooks: [{id: ruff}]
- repo: local
  hooks:
  - {id: unit, name: tests, entry: python -m pytest, language: system}
"""
YES: list[tuple[str, Files]] = [
    ("pytest", {}),
    ("python3.12 -m pytest -x", {}),
    # A variable that is set to nothing.
    ("COVERAGE= pytest", {}),
    ("OPTIONS=\nCOVERAGE=$OPTIONS pytest", {}),
    ("python -Wd -bb -m unittest discover -s tests", {}),
    (".venv/bin/python -X dev -m pytest", {}),
    ("$PYTHON -m pytest", {}),
    ("cat <<EOF | bash\npytest\nEOF", {}),
    ("cat << EOF | docker compose exec -T dev bash\npython manage.py migrate\npytest\nEOF", {}),
    ("sudo -E xvfb-run -a pytest", {}),
    ("coverage run --source=demo -m pytest", {}),
    ("uv run --with pytest==8.3 --python 3.13 pytest", {}),
    (
        "uv run --with pytest==8.3 --python 3.13 cov",
        {
            "pyproject.toml": '[project.scripts]\ncov = "demo.dev:cov"\n',
            "src/demo/dev.py": "import os\ndef cov():\n    os.system('coverage run -m pytest')\n",
        },
    ),
    ("pdm run -p . cov", {"pyproject.toml": PDM}),
    ("pdm run all", {"pyproject.toml": PDM}),
    ("hatch run cov", {"pyproject.toml": HATCH}),
    ("hatch run all", {"pyproject.toml": HATCH}),
    ("hatch test", {}),
    ("poetry run poe check", {"pyproject.toml": POE}),
    ("poe test", {"pyproject.toml": POE}),
    ("tox", {"tox.ini": TOX}),
    ("tox -e py311", {"tox.ini": TOX}),
    ("tox run -e py311,lint", {"tox.ini": TOX}),
    ("python -m tox -epy311", {"setup.cfg": TOX.replace("[tox]", "[tox:tox]")}),
    ("nox", {"noxfile.py": NOX}),
    ("nox -s tests-3.12", {"noxfile.py": NOX}),
    ("make", {"Makefile": MAKE}),
    ("make -j 4 test", {"Makefile": MAKE}),
    ("make -C sub test", {"sub/Makefile": MAKE}),
    ("cd sub && make test", {"sub/Makefile": MAKE}),
    (
        "just test",
        {"justfile": "default: lint\nlint:\n    ruff check\ntest *args: lint\n    @pytest {{args}}\n"},
    ),
    ("inv test", {"tasks.py": "from invoke import task\n@task\ndef test(c):\n    c.run('pytest -q')\n"}),
    ("./ci/run.sh", {"ci/run.sh": "#!/bin/bash -e\ncd src\npytest\n"}),
    ("bash ci/run.sh", {"ci/run.sh": "set -e\npytest\n"}),
    ("python run_tests.py", {"run_tests.py": "import pytest, sys\nsys.exit(pytest.main(['-q']))\n"}),
    (
        "python manage.py test",
        {"manage.py": "from django.core.management import execute_from_command_line\n"},
    ),
    ("python setup.py test", {"setup.py": "from setuptools import setup\nsetup()\n"}),
    ("pre-commit run --all-files", {".pre-commit-config.yaml": HOOKS}),
    ("prek run --all-files", {"prek.toml": PREK}),
    ("docker build -t demo .", {"Dockerfile": "FROM python:3.12\nCOPY . .\nRUN pip install . && pytest\n"}),
    ("docker run --rm -v $PWD:/app -w /app demo bash -c 'pip install . && pytest'", {}),
    ("docker compose run --rm web pytest", {}),
    (
        "docker-compose -f test.yml up --exit-code-from app",
        {"test.yml": "services:\n  app:\n    command: pytest\n"},
    ),
    ("npm test", {"package.json": '{"scripts": {"test": "pytest && jest"}}'}),
    ("export CMD=pytest\n$CMD -q", {}),
    ("conda run -n demo python -m pytest", {}),
    ("micromamba run -n demo pytest", {}),
    (
        "pixi run test",
        {"pixi.toml": '[tasks]\ntest = {cmd = "pytest", depends-on = ["build"]}\nbuild = "x"\n'},
    ),
    ("pipenv run test", {"Pipfile": '[scripts]\ntest = "pytest"\n'}),
    ("nix develop -c pytest", {}),
    ("timeout -k 5 10m pytest", {}),
    ("if [ -d tests ]; then\n  pytest\nfi", {}),
    ("t() {\n  pytest\n}\nt", {}),
    ("sage -python -m demo.test", {}),
    ("nox -t checks", {"noxfile.py": NOX.replace('python=["3.12"]', 'tags=["checks"]')}),
    ("./scripts/test", {"scripts/test": "#!/bin/bash\nset -e\npytest\n"}),
    ("$python -m pytest", {}),
    ("python $HERE/tools/tests.py", {"tools/tests.py": "import pytest\npytest.main()\n"}),
    ("docker build . -t demo", {"Dockerfile": "FROM python:3.12\nRUN pytest\n"}),
]
NO: list[tuple[str, Files]] = [
    ("ruff check tests", {}),
    ("mypy src tests", {}),
    ("echo 'running tests'", {}),
    ("echo pytest", {}),
    ("rm -rf tests/output", {}),
    ("pytest --version", {}),
    ("pytest --collect-only -q", {}),
    ("python -m pytest --help", {}),
    ("pip install pytest tox", {}),
    ("tox -e lint", {"tox.ini": TOX}),
    ("make lint", {"Makefile": MAKE}),
    ("make empty", {"Makefile": MAKE}),
    ("nox -s lint-it", {"noxfile.py": NOX}),
    ("hatch run lint", {"pyproject.toml": HATCH}),
    ("pdm run lint", {"pyproject.toml": PDM}),
    ("pre-commit run ruff --all-files", {".pre-commit-config.yaml": HOOKS}),
    ("prek run ruff", {"prek.toml": PREK}),
    ("SKIP=unit pre-commit run -a", {".pre-commit-config.yaml": HOOKS}),
    ("docker build .", {"Dockerfile": "FROM python:3.12 AS test\nRUN pytest\nFROM python:3.12\nCOPY . .\n"}),
    ("# pytest", {}),
    ("cat <<EOF > run.sh\npytest\nEOF", {}),
    ("cat <<EOF | tee run.sh\npytest\nEOF", {}),
    ("cat notes <<EOF | bash\npytest\nEOF", {}),
    ("t() {\n  pytest\n}\n", {}),
    ("git commit -m 'pytest'", {}),
    ("python train.py", {"train.py": "print('pytest')\n"}),
    ("npm ci && npm run build", {"package.json": '{"scripts": {"build": "tsc"}}'}),
    ("bandit -r tests", {}),
    ("nox -t other", {"noxfile.py": NOX.replace('python=["3.12"]', 'tags=["checks"]')}),
    ("nox -s lint-it ${{ github.ref }}", {"noxfile.py": NOX}),
    ("make missing", {"Makefile": MAKE}),
    ("sage --version", {}),
    ("dvc remote modify origin --local user demo && dvc pull", {}),
]
UNKNOWN: list[tuple[str, Files]] = [
    ("dvc repro", {}),
    ("robot suites", {}),
    ("nix flake check", {}),
    ("bazel test //...", {}),
    ("./scripts/test.sh", {}),
    ("make test", {}),
    ("make test", {"Makefile": "include common.mk\nall:\n\ttrue\n"}),
    ("tox", {}),
    ("docker run somebody/tests", {}),
    ("${{ inputs.command }}", {}),
    ("run_quietly 'the tests' 'uv run pytest -x'", {}),
]


@pytest.mark.parametrize(("command", "files"), YES, ids=[command[:40] for command, _ in YES])
def test_a_command_tests(command: str, files: Files) -> None:
    found = github(command, **files).answer(Verb.TESTS)
    assert (found.value, found.unseen) == ("yes", ())


@pytest.mark.parametrize(("command", "files"), NO, ids=[command[:40] for command, _ in NO])
def test_a_command_does_not_test(command: str, files: Files) -> None:
    assert github(command, **files).answer(Verb.TESTS).value == "no"


@pytest.mark.parametrize(("command", "files"), UNKNOWN, ids=[command[:40] for command, _ in UNKNOWN])
def test_a_command_may_test(command: str, files: Files) -> None:
    found = github(command, **files).answer(Verb.TESTS)
    assert found.value == "unknown"
    assert found.unseen


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("pytest || true", "`|| true` follows"),
        ("pytest || echo 'No unit tests yet'", "`|| echo No unit tests yet` follows"),
        ("set +e\npytest\nexit 0", "the script goes on after it"),
        ("if pytest; then echo ok; else echo failed; fi", "it is only a condition"),
        ("pytest | tee log", "its exit code is lost in the pipe to `tee`"),
        ("make check", "`-` before it in the Makefile"),
        ("make test || true", "`|| true` follows"),
        ("tox -e loose", "`-` before it in the settings of tox"),
        ("bash loose.sh", "the script goes on after it"),
    ],
)
def test_a_failure_that_nobody_notices(command: str, reason: str) -> None:
    files = {
        "Makefile": "check:\n\t-pytest\ntest:\n\tpytest\n",
        "tox.ini": "[testenv:loose]\ncommands = - pytest\n",
        "loose.sh": "pytest\necho done\n",
    }
    found = github(command, **files).answer(Verb.TESTS)
    assert (found.value, [act.tolerated for act in found.tolerated]) == ("no", [reason])


@pytest.mark.parametrize(
    "command",
    [
        "pytest || exit 1",
        "pytest || { echo failed; exit 1; }",
        "set +e\npytest\ncode=$?\nexit $code",
        "if ! pytest; then exit 1; fi",
        "set -o pipefail\npytest | tee log",
        "pytest && echo fine",
        "rm -r cache || true\npytest",
    ],
)
def test_a_failure_that_counts(command: str) -> None:
    found = github(command).answer(Verb.TESTS)
    assert (found.value, found.tolerated) == ("yes", ())


def test_a_place_is_the_line_of_the_script() -> None:
    found = github("pip install .\npytest", "ruff check").answer(Verb.TESTS)
    assert [(act.at.span.line if act.at.span else 0) for act in found.acts] == [8]


def test_the_way_is_kept() -> None:
    found = github("make all", Makefile="all: test\ntest:\n\ttox -e py\n", **{"tox.ini": TOX}).answer(
        Verb.TESTS
    )
    assert [place.file for place in found.acts[0].via] == ["Makefile", "tox.ini"]


def test_each_value_of_a_matrix_counts() -> None:
    text = workflow(
        "${{ matrix.run }}", head="    strategy:\n      matrix:\n        run: [ruff check, pytest]\n"
    )
    found = project({".github/workflows/ci.yml": text})
    assert (found.answer(Verb.TESTS).value, found.answer(Verb.LINTS).value) == ("yes", "yes")


def test_environments_of_a_matrix() -> None:
    head = "    strategy:\n      matrix:\n        include:\n          - env: lint\n          - env: docs\n"
    tox = TOX + "[testenv:docs]\ncommands = sphinx-build docs out\n"
    files = {".github/workflows/ci.yml": workflow("tox -e ${{ matrix.env }}", head=head), "tox.ini": tox}
    assert project(files).answer(Verb.TESTS).value == "no"


@pytest.mark.parametrize(
    ("on", "tests", "before"),
    [
        ("push", "yes", "yes"),
        ("pull_request", "yes", "yes"),
        ("{push: {branches: [main]}}", "yes", "no"),
        ("{push: {tags: ['v*']}}", "yes", "no"),
        ("workflow_dispatch", "no", "no"),
        ("{schedule: [{cron: '0 0 * * *'}]}", "yes", "no"),
        ("{push: {branches: ['**']}}", "yes", "yes"),
        ("workflow_call", "no", "no"),
    ],
)
def test_what_starts_it(on: str, tests: str, before: str) -> None:
    found = github("pytest", on=on)
    assert (found.answer(Verb.TESTS).value, found.answer(Verb.TESTS, events=BEFORE_MERGE).value) == (
        tests,
        before,
    )


def test_a_workflow_that_another_calls_runs_when_that_does() -> None:
    caller = "on: pull_request\njobs:\n  all:\n    uses: ./.github/workflows/tests.yml\n"
    files = {
        ".github/workflows/ci.yml": caller,
        ".github/workflows/tests.yml": workflow("pytest", on="workflow_call"),
    }
    assert project(files).answer(Verb.TESTS, events=BEFORE_MERGE).value == "yes"
    assert (
        project({**files, ".github/workflows/tests.yml": workflow("ruff check", on="workflow_call")})
        .answer(Verb.TESTS)
        .value
        == "no"
    )


def test_a_step_that_never_runs() -> None:
    text = workflow("pytest").replace("      - run", "      - if: false\n        run")
    assert project({".github/workflows/ci.yml": text}).answer(Verb.TESTS).value == "no"


@pytest.mark.parametrize(
    "path", ["./.github/actions/test", "$/.github/actions/test", "$/./.github/actions/test/"]
)
def test_a_local_action_is_read_and_another_is_not(path: str) -> None:
    text = f"on: push\njobs:\n  a:\n    steps:\n      - uses: {path}\n"
    action = "runs:\n  using: composite\n  steps:\n    - run: pytest\n      shell: bash\n"
    files = {".github/workflows/ci.yml": text, ".github/actions/test/action.yml": action}
    assert project(files).answer(Verb.TESTS).value == "yes"
    assert project({".github/workflows/ci.yml": text}).answer(Verb.TESTS).value == "unknown"
    files[".github/actions/test/action.yml"] = action.replace("pytest", "ruff check")
    assert project(files).answer(Verb.TESTS).value == "no"


@pytest.mark.parametrize("sign", ["./", "$/"])
def test_a_workflow_of_the_project_is_called(sign: str) -> None:
    text = f"on: push\njobs:\n  a:\n    uses: {sign}.github/workflows/test.yml\n"
    files = {".github/workflows/ci.yml": text}
    assert project(files).answer(Verb.TESTS).value == "unknown"
    files[".github/workflows/test.yml"] = workflow("pytest", on="workflow_call")
    assert project(files).answer(Verb.TESTS).value == "yes"
    files[".github/workflows/test.yml"] = workflow("ruff check", on="workflow_call")
    assert project(files).answer(Verb.TESTS).value == "no"


def test_a_directory_of_a_matrix_or_a_caller_is_followed() -> None:
    job = "jobs:\n  a:\n{}    steps:\n      - run: make test\n        working-directory: packages/{}\n"
    matrix = "    strategy: {matrix: {package: [api, core]}}\n"
    makes = {"packages/api/Makefile": "test: ; ruff check\n", "packages/core/Makefile": "test: ; pytest\n"}
    files = {".github/workflows/ci.yml": "on: push\n" + job.format(matrix, "${{ matrix.package }}"), **makes}
    found = project(files)
    assert (found.answer(Verb.TESTS).value, found.answer(Verb.TYPES).value) == ("yes", "no")
    call = "on: push\njobs:\n  a:\n    uses: ./.github/workflows/test.yml\n    with: {package: NAME}\n"
    files = {
        ".github/workflows/test.yml": "on: workflow_call\n" + job.format("", "${{ inputs.package }}"),
        **makes,
    }
    for name, told in (("core", "yes"), ("api", "no")):
        files[".github/workflows/ci.yml"] = call.replace("NAME", name)
        assert project(files).answer(Verb.TESTS).value == told


def test_the_context_of_an_image_may_be_a_variable() -> None:
    text = "on: push\nenv: {WHERE: ./web}\njobs:\n  a:\n    steps:\n"
    text += "      - uses: docker/build-push-action@v6\n        with: {context: '${{ env.WHERE }}'}\n"
    files = {".github/workflows/ci.yml": text, "web/Dockerfile": "FROM python:3.12\nRUN pytest\n"}
    assert project(files).answer(Verb.TESTS).value == "yes"
    files["Dockerfile"] = "FROM python:3.12\nRUN pytest\n"
    files["web/Dockerfile"] = "FROM python:3.12\n"
    assert project(files).answer(Verb.TESTS).value == "no"


def test_a_pod_and_a_vault_of_jenkins_are_no_shared_library() -> None:
    text = """@Library('x') _
pipeline {
  agent { kubernetes {
    yamlFile 'pod.yaml'
    defaultContainer 'python'
  } }
  stages { stage('a') { steps {
    withVault([x: 1]) { sh 'pytest' }
  } } }
}
"""
    told = [one.what for one in project({"Jenkinsfile": text}).unseen]
    assert not [what for what in told if "yamlFile" in what or "withVault" in what]
    text = text.replace("withVault", "withOurVault")
    assert [one.what for one in project({"Jenkinsfile": text}).unseen if "withOurVault" in one.what]


def test_the_lines_of_a_job_of_gitlab_share_a_shell() -> None:
    text = "x:\n  script:\n    - cd sub\n    - export TOOL=pytest\n    - make test\n    - $TOOL\n"
    found = project({".gitlab-ci.yml": text, "sub/Makefile": "test: ; ruff check\n"})
    assert (found.answer(Verb.LINTS).value, found.answer(Verb.TESTS).value) == ("yes", "yes")
    text = "version: 2\njobs: {build: {steps: [{run: cd sub}, {run: make test}]}}\n"
    found = project({".circleci/config.yml": text, "sub/Makefile": "test: ; ruff check\n"})
    assert found.answer(Verb.LINTS).value == "unknown"


def test_circles_end() -> None:
    files = {
        "Makefile": "test:\n\t$(MAKE) test\n\tbash x.sh\n",
        "x.sh": "bash x.sh\nmake test\n",
        ".github/workflows/ci.yml": workflow("make test"),
    }
    assert project(files).answer(Verb.TESTS).value in ("no", "unknown")


def test_systems_that_are_not_read_are_unknown() -> None:
    found = project({".travis.yml": "script: pytest\n"})
    assert found.answer(Verb.TESTS).value == "unknown"
    assert found.answer(Verb.LINTS).value == "unknown"


def test_the_wheel_that_is_tested() -> None:
    found = github("python -m build\npip install dist/*.whl\npytest")
    verbs = [(act.verb, act.detail) for act in found.jobs[0].acts]
    assert (Verb.INSTALLS, "wheel") in verbs
    assert (Verb.BUILDS_WHEEL, "build") in verbs
    assert found.answer(Verb.BUILDS_SDIST).value == "yes"


@pytest.mark.parametrize(
    ("command", "verb"),
    [
        ("ruff check --select S", Verb.AUDITS),
        ("pip-audit", Verb.AUDITS),
        ("uv run mypy src", Verb.TYPES),
        ("uvx ty check", Verb.TYPES),
        ("twine check dist/*", Verb.CHECKS_WHEEL),
        ("python -m twine upload -r testpypi dist/*", Verb.PUBLISHES),
        ("poetry publish --build", Verb.BUILDS_WHEEL),
        ("python setup.py sdist bdist_wheel", Verb.BUILDS_WHEEL),
        ("pip wheel . -w dist", Verb.BUILDS_WHEEL),
        ("docker buildx build --push -t x .", Verb.PUSHES_IMAGE),
        ("kubectl apply -f deploy/", Verb.DEPLOYS),
        ("gcloud run deploy demo --image x", Verb.DEPLOYS),
        ("alembic upgrade head", Verb.MIGRATES),
        ("black --check .", Verb.LINTS),
    ],
)
def test_other_verbs(command: str, verb: Verb) -> None:
    assert github(command).answer(verb).value == "yes"


@pytest.mark.parametrize(
    ("command", "verb"),
    [
        ("black .", Verb.LINTS),
        ("ruff format", Verb.LINTS),
        ("flake8 --exit-zero", Verb.LINTS),
        ("python -m build --sdist", Verb.BUILDS_WHEEL),
        ("python setup.py sdist", Verb.BUILDS_WHEEL),
        ("pip wheel -r requirements.txt", Verb.BUILDS_WHEEL),
        ("ruff check --select E", Verb.AUDITS),
        ("kubectl get pods", Verb.DEPLOYS),
        ("pip install mypy", Verb.TYPES),
    ],
)
def test_what_is_none(command: str, verb: Verb) -> None:
    assert github(command).answer(verb).value == "no"


def test_a_variable_before_a_command_may_stand_for_nothing() -> None:
    text = workflow("EXTRA=$EMPTY pytest", head="    env: {EMPTY: ''}\n")
    assert project({".github/workflows/ci.yml": text}).answer(Verb.TESTS).value == "yes"


def test_a_script_hands_its_arguments_on() -> None:
    files = {
        "bin/dc.sh": '#!/bin/bash -e\nexport X=1\ndocker-compose -f a.yml "$@"\n',
        "bin/unit.sh": "pytest\n",
    }
    assert github("./bin/dc.sh run --no-deps test ./bin/unit.sh a", **files).answer(Verb.TESTS).value == "yes"
    assert github("./bin/dc.sh run --no-deps test ls", **files).answer(Verb.TESTS).value != "yes"


def test_a_program_that_make_computes_is_unknown() -> None:
    makefile = "test:\n\t$(shell echo docker$(COMPOSE)) run --rm tox\n"
    assert github("make test", Makefile=makefile).answer(Verb.TESTS).value == "unknown"


def test_what_counts_is_when_a_function_is_called() -> None:
    unit = "unit() {\n  pytest\n}\nall() {\n  unit\n}\n"
    strict = f"{unit}if [ $# -eq 0 ]; then\n  set -e\n  all\nfi\necho done\n"
    loose = f"{unit}all\necho done\n"
    assert github("bash ci.sh", **{"ci.sh": strict}).answer(Verb.TESTS).value == "yes"
    assert github("bash ci.sh", **{"ci.sh": loose}).answer(Verb.TESTS).tolerated


def test_a_makefile_chooses_its_shell() -> None:
    rows = "test:\n\tpytest | tee log.txt\n"
    assert (
        github("make test", Makefile=f"SHELL=/bin/bash -o pipefail\n{rows}").answer(Verb.TESTS).value == "yes"
    )
    assert github("make test", Makefile=rows).answer(Verb.TESTS).tolerated


@pytest.mark.parametrize(
    ("command", "files", "lints", "types"),
    [
        ("pytest --flakes", {}, "yes", "no"),
        ("pytest --black --mypy", {}, "yes", "yes"),
        ("pytest", {}, "no", "no"),
        ("pytest", {"pytest.ini": "[pytest]\naddopts =\n    -v\n    --isort\n"}, "yes", "no"),
        ("coverage run -m pytest", {"setup.cfg": "[tool:pytest]\naddopts = --flake8 --mypy\n"}, "yes", "yes"),
        ("poetry run pytest", {"pyproject.toml": "[tool.pytest]\naddopts = ['--ruff']\n"}, "yes", "no"),
        ("pytest --collect-only", {"pytest.ini": "[pytest]\naddopts = --black\n"}, "no", "no"),
        # The first file that pytest finds is the only one that it reads.
        ("pytest", {"pytest.ini": "[pytest]\n", "tox.ini": "[pytest]\naddopts = --black\n"}, "no", "no"),
        ("pytest", {"pytest.ini": "[pytest]\naddopts = --black-lines\n"}, "no", "no"),
    ],
)
def test_plugins_of_pytest_lint(command: str, files: dict[str, str], lints: str, types: str) -> None:
    found = github(command, **files)
    assert (found.answer(Verb.LINTS).value, found.answer(Verb.TYPES).value) == (lints, types)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("docker run --rm -v $PWD:/app cytopia/flake8:latest .", "yes"),
        ("docker run --rm pyfound/black --check .", "yes"),
        ("docker run --rm pyfound/black .", "no"),
        ("docker run --rm cytopia/flake8 --version", "no"),
        ("trunk check", "yes"),
        ("nosetests --with-flake8", "yes"),
    ],
)
def test_a_linter_may_be_an_image(command: str, told: str) -> None:
    assert github(command).answer(Verb.LINTS).value == told


@pytest.mark.parametrize(
    ("uses", "told"),
    [
        ("suo/flake8-github-action@releases/v1", "yes"),
        ("trunk-io/trunk-action@v1", "yes"),
        ("actions/setup-python@v5", "no"),
    ],
)
def test_actions_that_lint(uses: str, told: str) -> None:
    text = f"on: push\njobs:\n  t:\n    steps:\n      - uses: {uses}\n"
    assert project({".github/workflows/ci.yml": text}).answer(Verb.LINTS).value == told
