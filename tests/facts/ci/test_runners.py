"""Runners that pipelines call: which of their settings are read, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from roadworthy.facts.ci import BEFORE_MERGE, Verb
from roadworthy.facts.ci.runners.cibuildwheel import wheel_tests
from roadworthy.facts.ci.runners.tox import tox_recipe
from roadworthy.facts.ci.runners.tox_settings import generated
from roadworthy.tree.tree import MemoryTree
from tests.facts.ci.support import github


def tox(files: Mapping[str, str], *arguments: str, **settings: str) -> list[str]:
    """Return the scripts that tox runs, each with `-` where its failure is tolerated."""
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    recipe = tox_recipe(tree, ("tox", *arguments), "", settings)
    assert recipe.missing == "", recipe.missing
    return [("-" if line.tolerated else "") + line.script for line in recipe.lines]


INI = """[tox]
envlist = py{311,312}, lint
[base]
extra = --strict
[testenv]
commands = {envpython} -m pytest {posargs:tests} {[base]extra}
[testenv:lint]
commands =
    ruff check
    - mypy \\
        src
    docs: sphinx-build
    !docs: codespell
[testenv:{docs,site}]
ignore_outcome = true
changedir = doc
commands_pre = pip list
commands = make html
"""
TOML = """env_list = ["py312", "types"]
[env_run_base]
commands = [["pytest", "-k", "a b", {replace = "posargs", default = ["tests", "-q"]}]]
[env.types]
commands = [["mypy", {replace = "posargs"}], "ruff"]
skip_install = true
"""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["python -m pytest tests --strict"] * 2 + ["ruff check", "-mypy  src", "codespell"]),
        (("-e", "lint"), ["ruff check", "-mypy  src", "codespell"]),
        (("-elint",), ["ruff check", "-mypy  src", "codespell"]),
        (("-e=py312",), ["python -m pytest tests --strict"]),
        (("run", "-e", "py311,py312", "--", "-x"), ["python -m pytest tests --strict"] * 2),
        (("-e", "ALL"), ["python -m pytest tests --strict"] * 2 + ["ruff check", "-mypy  src", "codespell"]),
        (("-e", "site"), ["-pip list", "-make html"]),
        (("-f", "py311"), ["python -m pytest tests --strict"]),
        (("-p", "auto", "-e", "py312"), ["python -m pytest tests --strict"]),
        (("list",), []),
        (("--notest",), []),
    ],
)
def test_environments_of_tox(arguments: tuple[str, ...], expected: list[str]) -> None:
    assert tox({"tox.ini": INI}, *arguments) == expected


def test_the_environment_may_name_environments_of_tox() -> None:
    assert tox({"tox.ini": INI}, TOXENV="py312") == ["python -m pytest tests --strict"]
    assert tox({"tox.ini": INI}, "-e", "site", TOXENV="py312") == ["-pip list", "-make html"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tox.toml": TOML}, ['pytest -k "a b" tests -q', "mypy", "ruff"]),
        (
            {"pyproject.toml": "[tool.tox]\n" + TOML.replace("[env", "[tool.tox.env")},
            ['pytest -k "a b" tests -q', "mypy", "ruff"],
        ),
        (
            {"pyproject.toml": "[tool.tox]\nlegacy_tox_ini = '''\n[testenv]\ncommands = pytest\n'''\n"},
            ["pytest"],
        ),
        ({"setup.cfg": "[tox:tox]\nenvlist = a\n[testenv]\ncommands = pytest\n"}, ["pytest"]),
        (
            {"setup.cfg": "[metadata]\nname = x\n", "tox.toml": TOML},
            ['pytest -k "a b" tests -q', "mypy", "ruff"],
        ),
        ({"tox.ini": "[testenv]\ncommands = pytest\n", "tox.toml": TOML}, ["pytest"]),
    ],
)
def test_files_that_hold_settings_of_tox(files: dict[str, str], expected: list[str]) -> None:
    assert tox(files) == expected


def test_a_file_of_settings_may_be_named() -> None:
    files = {"tox.ini": INI, "ci/other.ini": "[testenv]\ncommands = nosetests\n"}
    assert tox(files, "-c", "ci/other.ini") == ["nosetests"]
    assert tox(files, "--conf=ci/other.ini") == ["nosetests"]


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        ({}, "the settings of tox are not in the project"),
        ({"pyproject.toml": "[tool.other]\n"}, "the settings of tox are not in the project"),
        ({"tox.toml": "a = [\n"}, "the settings of tox cannot be read: "),
    ],
)
def test_settings_of_tox_that_cannot_be_had(files: dict[str, str], missing: str) -> None:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    assert tox_recipe(tree, ("tox",), "", {}).missing.startswith(missing)


def test_an_environment_whose_name_is_computed_is_unknown() -> None:
    recipe = tox_recipe(MemoryTree({"tox.ini": INI.encode()}), ("tox", "-e", "py$VERSION"), "", {})
    assert recipe.missing == "the environment of tox `py$VERSION` is computed"


@pytest.mark.parametrize(
    ("own", "details"),
    [
        ("", ["wheel"]),
        ("skip_install = true\n", ["requirements"]),
        ("package = skip\n", ["requirements"]),
        ("usedevelop = True\n", ["editable"]),
        ("use_develop = 1\n", ["editable"]),
        ("package = editable\n", ["editable"]),
        ("package = wheel\n", ["wheel"]),
        ("deps = -e .\nskip_install = yes\n", ["editable", "requirements"]),
        ("deps =\n  pytest\n  .[test]\n", ["project", "wheel"]),
        ("deps =\n  py312: .\n", ["project", "wheel"]),
    ],
)
def test_what_tox_installs(own: str, details: list[str]) -> None:
    text = f"[testenv]\ncommands = pytest\n{own}"
    recipe = tox_recipe(MemoryTree({"tox.ini": text.encode()}), ("tox",), "", {})
    assert [(verb, detail) for verb, _, detail, _ in recipe.acts] == [(Verb.INSTALLS, one) for one in details]


@pytest.mark.parametrize(
    ("core", "details"), [("skipsdist = true", ["requirements"]), ("no_package = true", ["requirements"])]
)
def test_tox_may_be_told_to_build_nothing(core: str, details: list[str]) -> None:
    text = f"[tox]\n{core}\n[testenv]\ncommands = pytest\n"
    recipe = tox_recipe(MemoryTree({"tox.ini": text.encode()}), ("tox",), "", {})
    assert [detail for _, _, detail, _ in recipe.acts] == details


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a, b\nc d", ["a", "b", "c", "d"]),
        ("py{310,311}", ["py310", "py311"]),
        ("{a,b}-{x,y}", ["a-x", "a-y", "b-x", "b-y"]),
        ("a # b\nc", ["a", "c"]),
        ("", []),
        ("{a, b}", ["a", "b"]),
        ("{a", []),
    ],
)
def test_names_that_a_list_of_tox_stands_for(text: str, names: list[str]) -> None:
    assert list(generated(text)) == names


WHEELS = "[tool.cibuildwheel]\ntest-command = "


@pytest.mark.parametrize(
    ("settings", "text", "command"),
    [
        ({}, "", None),
        ({}, "[tool]\ncibuildwheel = 1\n", None),
        ({}, "tool = 1\n", None),
        ({}, WHEELS + '"pytest {project}"\n', "pytest {project}"),
        ({}, WHEELS + '["pip check", "pytest"]\n', "pip check && pytest"),
        ({}, WHEELS + "1\n", None),
        ({}, WHEELS + '""\n', None),
        ({}, "a = [\n", None),
        ({"CIBW_TEST_COMMAND": "pytest"}, WHEELS + '"other"\n', "pytest"),
        ({"CIBW_TEST_COMMAND_MACOS": "pytest"}, "", "pytest"),
        ({"CIBW_TEST_COMMAND": ""}, WHEELS + '"other"\n', "other"),
    ],
)
def test_the_test_command_of_cibuildwheel(settings: dict[str, str], text: str, command: str | None) -> None:
    found = wheel_tests(MemoryTree({"pyproject.toml": text.encode()}), settings)
    assert (found and found[1]) == command
    if found is not None and found[0] is not None:
        assert found[0].route == ("tool", "cibuildwheel", "test-command")
    assert wheel_tests(MemoryTree({}), {}) is None


SUITE = {"tests/run.py": "import pytest\npytest.main()\n", "run.sh": "pytest\n", "demo/tests/__init__.py": ""}


@pytest.mark.parametrize(
    ("command", "tests"),
    [
        ("python -c 'import pytest; pytest.main()'", "yes"),
        ("python -c 'print(1)'", "no"),
        ("python -m venv .venv", "no"),
        ("python -m numpy.tests", "yes"),
        ("python -mpytest", "yes"),
        ("python -Wem pytest", "yes"),
        ("python -W error -X dev -m pytest", "yes"),
        ("python -", "no"),
        ("python", "no"),
        ("python $HERE/tests/run.py", "yes"),
        ("python $SCRIPT", "unknown"),
        ("python manage.py test", "yes"),
        ("python manage.py check", "no"),
        ("python .venv/bin/pytest", "yes"),
        ("python setup.py test", "yes"),
        ("./setup.py test", "yes"),
        ("coverage run --branch -m pytest", "yes"),
        ("coverage run --module pytest", "yes"),
        ("coverage run --rcfile x tests/run.py", "yes"),
        ("coverage report", "no"),
        ("coverage run", "no"),
        ("bash run.sh", "yes"),
        ("bash -e run.sh", "yes"),
        ("bash -c 'pytest -x'", "yes"),
        ("bash ${HERE}/run.sh", "yes"),
        ("bash $SCRIPT", "unknown"),
        ("sh gone.sh", "unknown"),
        ("bash", "no"),
        (". run.sh", "yes"),
        (". venv/activate", "no"),
        ("nix-shell --run pytest", "yes"),
        ("nix develop --command pytest -x", "yes"),
        ("nix develop -c pytest", "yes"),
        ("nix build", "unknown"),
        ("sage -t src", "yes"),
        ("sage --python -m pytest", "yes"),
        ("sage -sh", "no"),
        ("rye test", "yes"),
        ("rye sync", "no"),
        ("bazel test //...", "unknown"),
        ("gradle build", "no"),
        ("notify 'pytest -x'", "unknown"),
        ("git commit -m 'pytest -x'", "no"),
        ("cd tests && python run.py", "yes"),
        ("pushd tests; python run.py; popd; bash run.sh", "yes"),
        ("export RUN=pytest\n$RUN -x", "yes"),
        ("$RUN -x", "unknown"),
    ],
)
def test_an_interpreter_is_followed(command: str, tests: str) -> None:
    assert github(command, **SUITE).answer(Verb.TESTS, events=BEFORE_MERGE).value == tests


@pytest.mark.parametrize(
    ("command", "verb", "value"),
    [
        ("rye lint", Verb.LINTS, "yes"),
        ("rye fmt --check", Verb.LINTS, "yes"),
        ("python manage.py migrate", Verb.MIGRATES, "yes"),
        ("cibuildwheel --output-dir dist", Verb.BUILDS_WHEEL, "yes"),
        ("docker build -t x .", Verb.BUILDS_IMAGE, "yes"),
        ("docker buildx build .", Verb.BUILDS_IMAGE, "yes"),
        ("docker ps", Verb.BUILDS_IMAGE, "no"),
    ],
)
def test_other_things_are_done(command: str, verb: Verb, value: str) -> None:
    found = github(command, Dockerfile="FROM python:3.12\n")
    assert found.answer(verb, events=BEFORE_MERGE).value == value
