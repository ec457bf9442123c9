"""Which settings pytest and coverage.py would read, and which tests pytest's make it collect."""

from __future__ import annotations

import pytest

from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.python.module import Module
from roadworthy.facts.python.visitor import walk
from roadworthy.facts.tests.coveragesettings import CoverageSettings, coverage_settings
from roadworthy.facts.tests.suite import Commands, Suite, commands, suite
from roadworthy.facts.tests.testsettings import PytestSettings, pytest_settings, takes_file
from roadworthy.tree.tree import MemoryTree

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


def test_without_settings_at_the_root_the_one_file_below_is_for_its_directory() -> None:
    text = b"[pytest]\ntestpaths = checks\npython_files = *_checks.py\n"
    found = pytest_settings(MemoryTree({"service/pytest.ini": text, "train.py": b""}), None)
    assert found is not None
    assert found.base == "service/"
    assert takes_file(found, "service/checks/route_checks.py")
    assert not takes_file(found, "service/checks/test_route.py")
    assert takes_file(found, "model/test_fit.py")
    assert found.looks_in("service/checks/route_checks.py")
    assert not found.looks_in("service/route_checks.py")
    assert found.looks_in("model/test_fit.py")
    two = MemoryTree({"service/pytest.ini": text, "model/pytest.ini": text})
    assert pytest_settings(two, None) is None


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
    assert found.set_elsewhere == said


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
    tests = suite((module,), MemoryTree({}), settings(pyproject_toml=INI + options), None, Commands(), None)
    assert tests.paths == expected


CASE = (
    "from unittest import TestCase\n\n\nclass ModelCase(TestCase):\n    def test_fit(self):\n        pass\n"
)
DOCTESTED = 'def fit():\n    """Fit.\n\n    >>> fit()\n    """\n    return None\n'


def found(files: dict[str, str], **given: str) -> Suite:
    tree = MemoryTree({name: text.encode() for name, text in files.items()})
    modules = tuple(
        walk(Module.parse(name, text.encode()), {}) for name, text in files.items() if name.endswith(".py")
    )
    return suite(modules, tree, settings(**given), None, commands(tree), None)


@pytest.mark.parametrize(
    ("path", "text", "options"),
    [
        # pytest, by its defaults and by its settings, in each of its files
        ("tests/test_model.py", "def test_fit():\n    pass\n", ""),
        ("src/demo/model_test.py", "async def test_fit():\n    pass\n", ""),
        ("tests/test_model.py", "def should_fit():\n    pass\n", "python_functions = should_*"),
        (
            "tests/test_model.py",
            "class FitSpec:\n    def test_it(self):\n        pass\n",
            "python_classes = *Spec",
        ),
        ("checks/model.py", "def test_fit():\n    pass\n", "python_files = *.py\n  check_*.py"),
        ("checks/model.py", CASE, "python_files = *.py\npython_functions = check_*"),
        ("checks/a/model.py", "def test_fit():\n    pass\n", "python_files = *.py\ntestpaths = checks/*"),
        ("checks/model.py", "def test_fit():\n    pass\n", "python_files = *.py\ntestpaths = ."),
        # unittest, by its discovery's `test*.py`
        ("testmodel.py", CASE, ""),
        ("app/polls/tests.py", CASE, ""),
        # frameworks with words of their own
        ("tests/test_model.py", "from pytest_bdd import scenarios\n\nscenarios('fit.feature')\n", ""),
        ("features/steps/fit.py", "from behave import given\n", ""),
    ],
)
def test_tests_are_found_in_every_layout(path: str, text: str, options: str) -> None:
    for given in (
        {"pytest_ini": f"[pytest]\n{options}\n"},
        {"tox_ini": f"[pytest]\n{options}\n"},
        {"setup_cfg": f"[tool:pytest]\n{options}\n"},
    ):
        assert found({path: text, "src/demo/model.py": DOCTESTED}, **given).paths == (path,)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/demo/testing.py", "def test_fit():\n    pass\n"),
        ("tests/helpers.py", "def make_row():\n    pass\n"),
        ("checks/model.py", "def test_fit():\n    pass\n"),
    ],
)
def test_what_only_looks_like_a_test_is_none(path: str, text: str) -> None:
    assert found({path: text}) == Suite(())


@pytest.mark.parametrize(
    ("files", "given"),
    [
        ({}, {"pytest_ini": "[pytest]\naddopts = --doctest-modules\n"}),
        ({"Makefile": "test:\n\tpython -m doctest src/demo/model.py\n"}, {}),
        ({"run.py": "import doctest\n\nfrom demo import model\n\ndoctest.testmod(model)\n"}, {}),
    ],
)
def test_examples_in_docstrings_are_tests_where_they_are_run(
    files: dict[str, str], given: dict[str, str]
) -> None:
    assert found({"src/demo/model.py": DOCTESTED, **files}, **given) == Suite(
        (), examples=True, doctests=True
    )


def test_names_as_nose_takes_them_count_where_nose_runs() -> None:
    files = {"tests/model.py": "def fit_test():\n    pass\n"}
    assert found({**files, "Makefile": "test:\n\tnosetests\n"}).paths == ("tests/model.py",)
    assert found({**files, "Makefile": "test:\n\tpytest\n"}) == Suite(())


def test_a_file_that_is_started_itself_or_named_by_a_command_holds_tests() -> None:
    text = "def test_fit():\n    pass\n"
    assert found({"tests/checks.py": text}) == Suite(())
    assert found({"tests/checks.py": text, "Makefile": "test:\n\tpytest tests/checks.py\n"}).paths
    assert found({"tests/checks.py": f"{text}\nif __name__ == '__main__':\n    test_fit()\n"}).paths


def test_examples_that_nothing_runs_are_documentation() -> None:
    assert found({"src/demo/model.py": DOCTESTED}) == Suite(())


def test_notebooks_are_tests_where_they_are_run() -> None:
    given = {"pytest_ini": "[pytest]\naddopts = --nbval-lax\n"}
    assert found({"notebooks/demo.ipynb": "{}"}, **given).examples
    assert not found({"notebooks/demo.ipynb": "{}"}).examples
