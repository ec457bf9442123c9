"""Tasks that runners keep in TOML, JSON, YAML and justfiles: what they come to, as the runner reads them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from roadworthy.facts.ci.runners.justfile import just_recipe, task_recipe
from roadworthy.facts.ci.runners.recipe import Recipe
from roadworthy.facts.ci.runners.tasks import named_recipe, npm_recipe
from roadworthy.tree.tree import MemoryTree


def tree(files: Mapping[str, str]) -> MemoryTree:
    return MemoryTree({path: text.encode() for path, text in files.items()})


def scripts(recipe: Recipe | None) -> list[str]:
    """Return the scripts and commands of a recipe, with `-` where failure is tolerated."""
    assert recipe is not None
    assert recipe.missing == "", recipe.missing
    return [("-" if line.tolerated else "") + (line.script or " ".join(line.words)) for line in recipe.lines]


#: A file, the runner and task, what it runs.
TASKS = {
    "Pipenv keeps scripts in its Pipfile": (
        {"Pipfile": '[scripts]\ntest = "pytest -q"\n'},
        ("pipenv", "test"),
        ["pytest -q"],
    ),
    "Poe keeps tasks in a file of their own": (
        {"poe_tasks.toml": '[tasks]\ntest = "pytest"\n'},
        ("poe", "test"),
        ["pytest"],
    ),
    "a task names others": (
        {"pyproject.toml": '[tool.poe.tasks]\nlint = "ruff check"\nall = ["lint", "mypy src"]\n'},
        ("poe", "all"),
        ["ruff check", "mypy src"],
    ),
    "a task is a sequence of parts, some side by side": (
        {
            "pyproject.toml": '[tool.poe.tasks]\nlint = "ruff check"\n'
            'all = { sequence = ["lint", ["pip check", { cmd = ["pytest", "-q"] }], { ref = "lint" }] }\n'
        },
        ("poe", "all"),
        ["ruff check", "pip check", "pytest -q", "ruff check"],
    ),
    "a task calls a function": (
        {"pyproject.toml": '[tool.poe.tasks.load]\nscript = "demo.data:load(1)"\n'},
        ("poe", "load"),
        ["python -entry demo.data:load"],
    ),
    "a script of the project is its entry point": (
        {"pyproject.toml": '[project.scripts]\ndemo = "demo.cli:main"\n'},
        ("uv", "demo"),
        ["python -entry demo.cli:main"],
    ),
    "an entry point of Poetry may be a table": (
        {"pyproject.toml": '[tool.poetry.scripts]\ndemo = { reference = "demo.cli:main" }\n'},
        ("poetry", "demo"),
        ["python -entry demo.cli:main"],
    ),
    "taskipy has tables with a command": (
        {"pyproject.toml": '[tool.taskipy.tasks]\ntest = { cmd = "pytest", help = "run" }\n'},
        ("task", "test"),
        ["pytest"],
    ),
    "an environment of Hatch has the scripts of its template": (
        {
            "hatch.toml": '[envs.default.scripts]\nlint = "ruff check"\ncov = "pytest --cov"\n'
            '[envs.old]\ntemplate = "default"\n[envs.old.scripts]\ncov = "- coverage run"\n'
        },
        ("hatch", "old:cov"),
        ["-coverage run"],
    ),
    "a script of Hatch runs another of the template": (
        {
            "pyproject.toml": '[tool.hatch.envs.default.scripts]\nlint = "ruff check"\n'
            'all = ["lint", "mypy"]\n'
            "[tool.hatch.envs.types]\n"
        },
        ("hatch", "types:all"),
        ["ruff check", "mypy"],
    ),
    "pixi keeps tasks in features, with what they depend on": (
        {
            "pixi.toml": '[feature.test.tasks]\ntest = { cmd = "pytest", depends-on = ["build"] }\n'
            '[tasks]\nbuild = "python -m build"\nall = { depends-on = [{ task = "test" }] }\n'
        },
        ("pixi", "all"),
        ["python -m build", "pytest"],
    ),
    "pixi reads pyproject.toml where pixi.toml has no tasks": (
        {"pixi.toml": "[tasks]\n", "pyproject.toml": '[tool.pixi.tasks]\ntest = "pytest"\n'},
        ("pixi", "test"),
        ["pytest"],
    ),
}


@pytest.mark.parametrize("name", TASKS)
def test_a_task_comes_to(name: str) -> None:
    files, (runner, task), expected = TASKS[name]
    assert scripts(named_recipe(tree(files), runner, task, (), "")) == expected


@pytest.mark.parametrize(
    ("files", "runner", "task"),
    [
        ({}, "pdm", "test"),
        ({"pyproject.toml": "[tool.pdm.scripts]\nlint = 'ruff'\n"}, "pdm", "test"),
        ({"pyproject.toml": "[tool.pdm]\nscripts = 3\n"}, "pdm", "test"),
        ({"pyproject.toml": "[tool.pdm.scripts\n"}, "pdm", "test"),
        ({"Pipfile": "scripts = 'x'\n"}, "pipenv", "test"),
        ({"pixi.toml": "tasks = 3\n"}, "pixi", "test"),
        ({"hatch.toml": "[envs]\n"}, "hatch", "test"),
        ({"pyproject.toml": "[tool.invoke]\n"}, "invoke", "test"),
    ],
)
def test_what_has_no_such_task_comes_to_nothing(files: Mapping[str, str], runner: str, task: str) -> None:
    assert named_recipe(tree(files), runner, task, (), "") is None


def test_tasks_that_name_each_other_end() -> None:
    text = '[tool.poe.tasks]\na = ["b", "one"]\nb = { depends_on = ["a"], cmd = "two" }\n'
    assert scripts(named_recipe(tree({"pyproject.toml": text}), "poe", "a", (), "")) == ["two", "one"]


def test_arguments_go_to_the_command() -> None:
    text = '[tool.pdm.scripts]\ntest = { shell = "pytest" }\n'
    assert scripts(named_recipe(tree({"pyproject.toml": text}), "pdm", "test", ("-x",), "")) == ["pytest -x"]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ('{"scripts": {"test": "pytest"}}', ("npm", "run", "test"), ["pytest"]),
        ('{"scripts": {"test": "pytest"}}', ("yarn", "--silent", "test"), ["pytest"]),
        ('{"scripts": {"test": 3}}', ("npm", "test"), []),
        ('{"scripts": 3}', ("npm", "test"), []),
        ("[]", ("npm", "test"), []),
        ("{", ("npm", "test"), []),
        ('{"scripts": {"test": "pytest"}}', ("npm", "install"), []),
        ('{"scripts": {"test": "pytest"}}', ("npm", "run"), []),
        (None, ("npm", "test"), []),
    ],
)
def test_a_script_of_npm(text: str | None, words: tuple[str, ...], expected: list[str]) -> None:
    assert scripts(npm_recipe(tree({} if text is None else {"package.json": text}), words, "")) == expected


JUST = """set shell := ["bash", "-c"]
version := "1"

# check all
all: lint (test "fast" version)

@lint *files: && types
    -ruff check {{files}}
    @mypy src

[private]
test kind:
    pytest -m {{kind}}

types:
    #!/usr/bin/env bash
    set -e
    pyright

echo "no recipe"
    neither this
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("just types", ["set -e\npyright"]),
        ("just lint src", ["-ruff check {{files}}", "mypy src", "set -e\npyright"]),
        ("just", ["pytest -m {{kind}}", "-ruff check {{files}}", "mypy src", "set -e\npyright"]),
        ("just all lint", ["pytest -m {{kind}}", "-ruff check {{files}}", "mypy src", "set -e\npyright"]),
    ],
)
def test_a_recipe_of_just(words: str, expected: list[str]) -> None:
    found = scripts(just_recipe(tree({"Justfile": JUST}), tuple(words.split()), ""))
    assert sorted(found) == sorted(expected)


TASKFILE = """version: "3"
tasks:
  default: [{task: lint}, pytest]
  lint: {deps: [types], cmd: ruff check}
  types: {cmds: [{cmd: mypy src}, {task: default}, 3]}
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("task", ["pytest", "ruff check", "mypy src"]),
        ("task lint A=1 -v", ["ruff check", "mypy src", "pytest"]),
        ("task types", ["mypy src", "pytest", "ruff check"]),
    ],
)
def test_a_task_of_a_taskfile(words: str, expected: list[str]) -> None:
    assert scripts(task_recipe(tree({"Taskfile.yml": TASKFILE}), tuple(words.split()), "")) == expected


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        ({}, "the Taskfile is not in the project"),
        ({"Taskfile.yml": "tasks: [\n"}, "`Taskfile.yml` cannot be read"),
        ({"Taskfile.yml": "tasks: {}\n"}, "`Taskfile.yml` has no task `test`"),
        ({"Taskfile.yml": "3\n"}, "`Taskfile.yml` has no task `test`"),
    ],
)
def test_a_taskfile_that_does_not_tell_is_said_to_be_missing(files: Mapping[str, str], missing: str) -> None:
    assert task_recipe(tree(files), ("task", "test"), "").missing.startswith(missing)


@pytest.mark.parametrize(
    ("files", "missing"),
    [
        ({}, "the justfile is not in the project"),
        ({"justfile": "lint:\n    ruff check\n"}, "`justfile` has no recipe `test`"),
    ],
)
def test_a_justfile_that_does_not_tell_is_said_to_be_missing(files: Mapping[str, str], missing: str) -> None:
    assert just_recipe(tree(files), ("just", "test"), "").missing == missing
