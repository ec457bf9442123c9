"""Targets of make, sessions of nox, and scripts: what they run."""

from __future__ import annotations

import pytest

from roadworthy.facts.ci import Verb
from roadworthy.facts.ci.runners.invoke import invoke_recipe
from roadworthy.facts.ci.runners.makefile import make_recipe
from roadworthy.facts.ci.runners.nox import nox_recipe
from roadworthy.facts.ci.runners.scripts import (
    entry_recipe,
    is_downloaded,
    module_recipe,
    python_recipe,
    script_recipe,
)
from roadworthy.tree.tree import MemoryTree


def tree_of(files: dict[str, str]) -> MemoryTree:
    """Return a project in memory."""
    return MemoryTree({path: text.encode() for path, text in files.items()})


MAKE = """# A comment
PY ?= python3
OPTIONS = -q
OPTIONS += -x  # twice
.PHONY: test lint
test: install | data
\t@$(PY) -m pytest $(OPTIONS) \\
\t\ttests
install:
\t-pip install -e .
data: ; mkdir data
lint check:
\truff check $@
%.txt: data
\ttouch $@
loop: loop2
\techo $$HOME
loop2: loop
\techo 2
shell:
\t$(shell which pytest)
ifdef X
\techo x
endif
"""


def make(*arguments: str, text: str = MAKE, **values: str) -> list[str]:
    """Return what make runs."""
    recipe = make_recipe(tree_of({"Makefile": text}), ("make", *arguments), "", values)
    assert recipe.missing == "", recipe.missing
    return [("-" if line.tolerated else "") + " ".join(line.script.split()) for line in recipe.lines]


TEST = ["python3 -m pytest -q -x tests", "-pip install -e .", "mkdir data"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), TEST),
        (("test",), TEST),
        (
            ("PY=python", "install", "test"),
            ["-pip install -e .", "python -m pytest -q -x tests", "mkdir data"],
        ),
        (("lint",), ["ruff check lint"]),
        (("check",), ["ruff check check"]),
        (("a.txt",), ["touch a.txt", "mkdir data"]),
        (("loop",), ["echo $HOME", "echo 2"]),
        (("gone",), []),
        (("-n", "test"), []),
        (("-j", "4", "lint"), ["ruff check lint"]),
        (("-k", "lint"), ["ruff check lint"]),
    ],
)
def test_targets_of_make(arguments: tuple[str, ...], expected: list[str]) -> None:
    assert sorted(make(*arguments)) == sorted(expected)


def test_variables_of_the_command_come_before_those_of_the_file() -> None:
    assert "pypy -m pytest -q -x tests" in make("test", PY="pypy")


@pytest.mark.parametrize("options", [("-C", "sub"), ("-Csub",), ("--directory", "sub")])
def test_make_runs_in_another_directory(options: tuple[str, ...]) -> None:
    recipe = make_recipe(tree_of({"sub/Makefile": "a:\n\tpytest\n"}), ("make", *options, "a"), "", {})
    assert [(line.script, line.directory) for line in recipe.lines] == [("pytest", "sub")]


@pytest.mark.parametrize(
    ("files", "arguments", "missing"),
    [
        ({}, ("test",), "the Makefile of `make test` is not in the project"),
        (
            {"Makefile": "a:\n"},
            ("-f", "other.mk"),
            "the Makefile of `make -f other.mk` is not in the project",
        ),
        ({"Makefile": "include x.mk\n"}, ("test",), "`Makefile` has no target `test`"),
        ({"Makefile": "a:\n"}, ("$X",), "`Makefile` has no target `$X`"),
        ({"Makefile": MAKE}, ("shell",), "the program that `shell` of `Makefile` runs is computed"),
    ],
)
def test_what_make_runs_and_cannot_be_read(
    files: dict[str, str], arguments: tuple[str, ...], missing: str
) -> None:
    assert make_recipe(tree_of(files), ("make", *arguments), "", {}).missing == missing


NOX = """import nox
from helpers import elsewhere
nox.options.sessions = ["tests", "lint"]
FLAGS = ("-q", "-x")
SAME = FLAGS

@nox.session(python=["3.11", "3.12"], tags=["check"])
def tests(session):
    session.install("-e", ".")
    session.run("pytest", *FLAGS, *session.posargs, success_codes=[0, 5])
    session.notify("docs")

@nox.session(name="lint", tags=["check", "style"])
def lint_all(session):
    session.run("ruff check")
    session.run(f"mypy --python {session.python}")

@nox.session(default=False)
def docs(session):
    helped(session)

@nox.session
def computed(session):
    session.run(*SAME)
    session.run(which())

@nox.session
def other(session):
    elsewhere(session)

def helped(session):
    session.run("sphinx-build", "docs")
"""


def nox(*arguments: str, text: str = NOX) -> tuple[list[str], str]:
    """Return what nox runs, each command as a text, and what is missing."""
    recipe = nox_recipe(tree_of({"noxfile.py": text}), ("nox", *arguments), "")
    return [
        ("-" if line.tolerated else "") + (line.script or " ".join(line.words)) for line in recipe.lines
    ], recipe.missing


TESTS = ["pip install -e .", "-pytest -q -x", "sphinx-build docs"]
LINT = ["ruff check", "mypy --python $value"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), TESTS + LINT),
        (("-s", "tests"), TESTS),
        (("-s", "tests-3.12"), TESTS),
        (("--session=lint",), LINT),
        (("-s", "docs", "lint", "--", "-x"), [*LINT, "sphinx-build docs"]),
        (("-e", "tests-$VERSION"), TESTS),
        (("-t", "style"), LINT),
        (("--tags=check",), TESTS + LINT),
        (("-k", "lint or docs"), [*LINT, "sphinx-build docs"]),
        (("-p", "3.12", "-s", "lint"), LINT),
        (("-l",), []),
        (("-s", "gone"), []),
        (("-t", "gone"), []),
    ],
)
def test_sessions_of_nox(arguments: tuple[str, ...], expected: list[str]) -> None:
    found, missing = nox(*arguments)
    assert (sorted(found), missing) == (sorted(expected), "")


@pytest.mark.parametrize(
    ("arguments", "missing"),
    [
        (("-s", "$SESSION"), "the session `$SESSION` of `noxfile.py`, which is computed"),
        (("-s", "computed"), "the session `computed` of `noxfile.py`: a command that is computed"),
        (("-s", "other"), "the session `other` of `noxfile.py`: `elsewhere`, which is another module's"),
        (("-f", "other.py"), "the noxfile is not in the project"),
    ],
)
def test_what_nox_runs_and_cannot_be_read(arguments: tuple[str, ...], missing: str) -> None:
    assert nox(*arguments)[1] == missing


def test_a_noxfile_that_does_not_parse_cannot_be_read() -> None:
    assert nox(text="def (\n")[1] == "`noxfile.py` cannot be read: this Python cannot parse it"


def test_without_options_sessions_run_but_for_those_that_say_so() -> None:
    text = NOX.replace('nox.options.sessions = ["tests", "lint"]\n', "")
    assert "sphinx-build docs" in nox("-s", "docs", text=text)[0]
    assert nox(text=text.replace('    session.notify("docs")\n', ""))[0].count("sphinx-build docs") == 0


TASKS = """from invoke import task

@task
def build(c):
    c.run("python -m build")

@task(build, help={})
def check_all(c):
    c.run("pytest", warn=True)
    other(c)

def other(ctx):
    ctx.sudo("ruff check")
"""


def test_tasks_of_invoke_run_those_before_them_first() -> None:
    recipe = invoke_recipe(tree_of({"tasks.py": TASKS}), ("invoke", "check-all"), "")
    assert [(line.script, bool(line.tolerated)) for line in recipe.lines] == [
        ("python -m build", False),
        ("pytest", True),
        ("ruff check", False),
    ]


@pytest.mark.parametrize(
    ("files", "words", "missing"),
    [
        ({}, ("invoke", "a"), "the tasks of invoke are not in the project"),
        ({"tasks.py": TASKS}, ("invoke", "--list"), "the tasks of invoke are not in the project"),
        ({"tasks/__init__.py": TASKS}, ("invoke", "gone"), "`tasks/__init__.py` has no task `gone`"),
        (
            {"tasks.py": "def (\n"},
            ("invoke", "a"),
            "`tasks.py` cannot be read: this Python cannot parse it",
        ),
    ],
)
def test_tasks_that_cannot_be_read(files: dict[str, str], words: tuple[str, ...], missing: str) -> None:
    assert invoke_recipe(tree_of(files), words, "").missing == missing


PYTHON = """import os, subprocess, sys
subprocess.run([sys.executable, "-m", "pytest", name])
os.system(f"ruff check {path}")
subprocess.check_call("mypy src".split())
subprocess.call(["pip"] + more)
subprocess.call(command)
"""


def test_a_python_script_runs_what_it_names_literally() -> None:
    recipe = python_recipe(tree_of({"run.py": PYTHON}), "run.py", "")
    assert [line.script or " ".join(line.words) for line in recipe.lines] == [
        "python -m pytest $value",
        "ruff check $value",
        "mypy src",
        "pip",
    ]
    assert recipe.missing == "the commands of `run.py` are computed"


@pytest.mark.parametrize(
    ("files", "path", "tests", "missing"),
    [
        ({"a.py": "import pytest\npytest.main()\n"}, "a.py", True, ""),
        ({"a.py": "import unittest\nunittest.TextTestRunner().run(x)\n"}, "a.py", True, ""),
        ({"run_tests.py": "assert f()\n"}, "run_tests.py", True, ""),
        ({"run_tests.py": "print(1)\n"}, "run_tests.py", False, ""),
        ({"check.py": "assert f()\n"}, "check.py", False, ""),
        ({"tests/check.py": "case.assertTrue(1)\n"}, "tests/check.py", True, ""),
        ({"pack/__main__.py": "import pytest\npytest.main()\n"}, "pack", True, ""),
        ({"a.py": "def (\n"}, "a.py", False, "`a.py` cannot be read: this Python cannot parse it"),
        ({}, "gone.py", False, "`gone.py` is not in the project"),
    ],
)
def test_a_python_script_may_test(files: dict[str, str], path: str, tests: bool, missing: str) -> None:
    recipe = python_recipe(tree_of(files), path, "")
    assert ([verb for verb, *_ in recipe.acts] == [Verb.TESTS]) is tests
    assert recipe.missing == missing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pytest\n", ("pytest\n", False)),
        ("#!/bin/bash -eu\npytest\n", ("#!/bin/bash -eu\npytest\n", True)),
        ("#!/usr/bin/env python3\nimport os\nos.system('pytest')\n", ("pytest", False)),
    ],
)
def test_a_script_is_read_by_its_first_line(text: str, expected: tuple[str, bool]) -> None:
    recipe = script_recipe(tree_of({"bin/run": text}), "bin/run", "")
    assert recipe is not None
    assert [(line.script, line.errexit) for line in recipe.lines] == [expected]


def test_a_script_gets_its_arguments_and_may_be_copied_elsewhere() -> None:
    tree = tree_of({"bin/run.sh": 'exec "$@"\n', "odd": "#!/usr/bin/perl\n"})
    recipe = script_recipe(tree, "/app/bin/run.sh", "", arguments=("pytest", "a b"))
    assert recipe is not None
    assert recipe.lines[0].script == "exec pytest 'a b'\n"
    assert script_recipe(tree, "./bin/run.sh", "sub") is not None
    assert script_recipe(tree, "gone.sh", "") is None
    odd = script_recipe(tree, "odd", "")
    assert odd is not None
    assert odd.missing == "`odd` is not a shell script"


def test_entry_points_and_modules_of_the_project_are_found() -> None:
    tree = tree_of({"src/demo/cli.py": "import os\nos.system('pytest')\n", "demo2/__main__.py": "x = 1\n"})
    assert [line.script for line in entry_recipe(tree, "demo.cli:main").lines] == ["pytest"]
    assert entry_recipe(tree, "gone.cli:main").lines == ()
    assert module_recipe(tree, "demo.cli", "") is not None
    assert module_recipe(tree, "demo2", "") is not None
    assert module_recipe(tree, "pytest", "") is None


@pytest.mark.parametrize(
    ("path", "downloaded"),
    [
        ("./codecov", True),
        ("bin/Install-x.sh", True),
        ("/tmp/grype-install.sh", True),
        ("venv/bin/activate", True),
        ("./run.sh", False),
        ("/tmp/deploy.sh", False),
    ],
)
def test_tools_that_pipelines_download(path: str, downloaded: bool) -> None:
    assert is_downloaded(path) is downloaded
