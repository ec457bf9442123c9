"""Which settings pytest and coverage.py would read, and which tests pytest's make it collect."""

from __future__ import annotations

import pytest

from roadworthy.project.module import Module
from roadworthy.project.pyproject import pyproject
from roadworthy.project.suite import suite
from roadworthy.project.testsettings import (
    CoverageSettings,
    PytestSettings,
    coverage_settings,
    pytest_settings,
)
from roadworthy.tree import MemoryTree
from roadworthy.walk import walk

INI = "[tool.pytest.ini_options]\n"


def settings(**files: str) -> PytestSettings | None:
    tree = MemoryTree({name.replace("_", "."): text.encode() for name, text in files.items()})
    return pytest_settings(tree, pyproject(tree))


def coverage(**files: str) -> CoverageSettings | None:
    tree = MemoryTree({name.replace("_", "."): text.encode() for name, text in files.items()})
    return coverage_settings(tree, pyproject(tree))


@pytest.mark.parametrize(
    ("files", "file"),
    [
        ({"pytest_ini": "", "pyproject_toml": INI}, "pytest.ini"),
        ({"pyproject_toml": INI, "tox_ini": "[pytest]\n"}, "pyproject.toml"),
        ({"pyproject_toml": "[project]\n", "tox_ini": "[pytest]\n"}, "tox.ini"),
        ({"tox_ini": "[tox]\n", "setup_cfg": "[tool:pytest]\n"}, "setup.cfg"),
        ({"pytest_toml": "[pytest]\n", "pytest_ini": "[pytest]\n"}, "pytest.toml"),
    ],
)
def test_the_first_file_in_pytests_order_wins_even_where_it_is_empty(
    files: dict[str, str], file: str
) -> None:
    found = settings(**files)
    assert found is not None
    assert found.section.file == file


def test_options_are_read_in_every_way_to_write_them() -> None:
    for files in (
        {"pytest_ini": "[pytest]\naddopts = -ra\n    --strict\n"},
        {"pyproject_toml": INI + 'addopts = "-ra --strict"\n'},
        {"pyproject_toml": '[tool.pytest]\naddopts = ["-ra", "--strict"]\n'},
    ):
        found = settings(**files)
        assert found is not None
        assert found.options == ("-ra", "--strict")


def test_a_broken_file_says_nothing() -> None:
    assert settings(tox_ini="[pytest\n= x") is None


def test_coverage_has_an_order_of_its_own() -> None:
    found = coverage(
        _coveragerc="[run]\nbranch = true\n", pyproject_toml='[tool.coverage.run]\nsource = ["x"]\n'
    )
    assert found is not None
    assert found.run is not None
    assert (found.run.file, found.report) == (".coveragerc", None)
    assert coverage(setup_cfg="[metadata]\nname = x\n") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pytest --cov=demo", {"source"}),
        ("pytest --cov demo", {"source"}),
        ("pytest --cov --cov-report=xml", set()),
        ("pytest --cov --cov-fail-under=90", {"threshold"}),
        ("coverage run --source=src -m pytest", {"source"}),
    ],
)
def test_commands_in_other_files_may_say_what_the_settings_do_not(text: str, said: set[str]) -> None:
    found = coverage(_coveragerc="[run]\nbranch = true\n", Makefile=f"test:\n\t{text}\n")
    assert found is not None
    assert found.said_elsewhere == said


def test_keys_of_an_ini_file_have_a_place() -> None:
    found = settings(tox_ini="[tox]\nenvlist = py\n\n[pytest]\naddopts = -q\n")
    assert found is not None
    span = found.section.at("addopts").span
    assert span is not None
    assert (span.line, span.column) == (5, 1)


SPEC = "def check_it():\n    assert 1\n\n\nclass Holds:\n    def check_more(self):\n        assert 1\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ()),
        ('python_files = ["*_spec.py"]\n', ()),
        ('python_files = ["*_spec.py"]\npython_functions = ["check_"]\n', ("specs/model_spec.py",)),
        (
            'python_files = ["*_spec.py"]\npython_functions = ["check"]\ntestpaths = ["specs"]\n',
            ("specs/model_spec.py",),
        ),
        ('python_files = ["*_spec.py"]\npython_functions = ["check"]\ntestpaths = ["tests"]\n', ()),
    ],
)
def test_settings_decide_what_a_test_is(options: str, expected: tuple[str, ...]) -> None:
    module = walk(Module.parse("specs/model_spec.py", SPEC.encode()), {})
    found = suite((module,), MemoryTree({}), settings(pyproject_toml=INI + options))
    assert found.paths == expected
