"""Which directories are projects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.fault import ConfigError
from roadworthy.projects.discover import discover
from roadworthy.testing.pages import plugins
from tests.counting import counting


def test_what_a_template_makes_is_not_a_project_yet(tmp_path: Path) -> None:
    made = tmp_path / "{{cookiecutter.name}}"
    made.mkdir()
    (made / "pyproject.toml").write_text("[project]\nname = {{cookiecutter.name}}\n")
    (tmp_path / "README.md").write_text("A template\n")
    (tmp_path / ".git").mkdir()
    with pytest.raises(ConfigError, match="nothing to inspect"):
        discover([str(tmp_path)])
    (tmp_path / "hook.py").write_text("x = 1\n")
    assert [Path(project.root) for project in discover([str(tmp_path)])] == [tmp_path]


HOSTILE = [
    "x = " + "[" * 5_000 + "]" * 5_000 + "\n",
    ".".join(["a"] * 30_000) + " = 1\n",
    "x = [\n",
    "x = 1\n" * 2,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["nested", "dotted", "unfinished", "twice"])
def test_settings_that_cannot_be_read_are_one_finding(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    (project,) = check(Request([str(tmp_path)], plugins=plugins())).projects
    found = [item.place.line for item in project.findings if item.rule == "unreadable-file"]
    assert found == [2 if text in HOSTILE[2:] else 1]
    assert not project.crashes


@pytest.mark.parametrize("text", HOSTILE, ids=["nested", "dotted", "unfinished", "twice"])
def test_a_nested_project_that_cannot_be_read_is_left_to_itself(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'demo'\n")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/pyproject.toml").write_text(text)
    (tmp_path / "inner/model.py").write_text("x = 1\n")
    (project,) = discover([str(tmp_path)])
    assert [item.path for item in project.tree.skipped] == ["inner"]
    assert "inner/model.py" not in project.tree.files


@pytest.mark.parametrize(
    ("text", "nested"),
    [
        ("[project]\nname = 'inner'\n", True),
        ("project = { name = 'inner' }\n", True),
        ("[ build-system ]\nrequires = []\n", True),
        ("[tool.poetry.dependencies]\npython = '^3.11'\n", True),
        ("[tool.ruff]\nline-length = 100\n", False),
        ("[tool.x]\ny = '''\n[project]\n'''\n", False),
    ],
)
def test_tables_make_a_project_of_a_directory_and_not_text_like_them(
    text: str, nested: bool, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'demo'\n")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/pyproject.toml").write_text(text)
    (project,) = discover([str(tmp_path)])
    assert [item.path for item in project.tree.skipped] == ["inner"] * nested


def test_the_members_of_a_workspace_are_projects_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[project]\nname = 'demo'\n"
        "[tool.uv.workspace]\nmembers = ['packages/*', 1]\nexclude = ['packages/c']\n"
    )
    for name in ("a", "b", "c"):
        (tmp_path / "packages" / name).mkdir(parents=True)
        (tmp_path / "packages" / name / "pyproject.toml").write_text(f"[project]\nname = '{name}'\n")
    with counting(tmp_path) as counts:
        found = discover([str(tmp_path)])
    roots = [Path(project.root).relative_to(tmp_path).as_posix() for project in found]
    assert roots == [".", "packages/a", "packages/b"]
    assert counts.offenders() == []


def test_the_members_of_a_workspace_below_the_top_are_projects_of_the_run(tmp_path: Path) -> None:
    workspace = tmp_path / "service"
    (workspace / "packages/a").mkdir(parents=True)
    (workspace / "packages/a/pyproject.toml").write_text("[project]\nname = 'a'\n")
    (workspace / "pyproject.toml").write_text(
        "[project]\nname = 'demo'\n[tool.uv.workspace]\nmembers = ['packages/*']\n"
    )
    roots = [Path(project.root).relative_to(tmp_path).as_posix() for project in discover([str(tmp_path)])]
    assert roots == ["service", "service/packages/a"]
    # Without the table they lie in the outer project.
    (workspace / "pyproject.toml").write_text("[project]\nname = 'demo'\n")
    assert [Path(project.root) for project in discover([str(tmp_path)])] == [workspace]


def test_a_workspace_that_cannot_be_read_has_no_members(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.uv.workspace]\nmembers = ['packages/*']\n" + HOSTILE[0])
    (tmp_path / "packages/a").mkdir(parents=True)
    (tmp_path / "packages/a/pyproject.toml").write_text("[project]\nname = 'a'\n")
    assert [Path(project.root) for project in discover([str(tmp_path)])] == [tmp_path]


def test_a_release_that_a_repository_keeps_does_not_stand_for_it(tmp_path: Path) -> None:
    kept = tmp_path / "words/python-Levenshtein-0.11.2"
    kept.mkdir(parents=True)
    (kept / "setup.py").write_text("from setuptools import setup\n\nsetup()\n")
    (tmp_path / "words/count.py").write_text("x = 1\n")
    # A directory of unpacked sdists is no repository: each is inspected.
    assert [Path(project.root) for project in discover([str(tmp_path)])] == [kept]
    (tmp_path / ".git").mkdir()
    (project,) = discover([str(tmp_path)])
    assert Path(project.root) == tmp_path
    assert "words/count.py" in project.tree.files
    assert [item.path for item in project.tree.skipped] == ["words/python-Levenshtein-0.11.2"]
    # Named itself, it is inspected.
    assert [Path(project.root) for project in discover([str(kept)])] == [kept]


@pytest.mark.parametrize(("number", "alone"), [(3, True), (4, False)])
def test_scripts_at_the_top_are_a_project_beside_one_that_is_copied_below(
    number: int, alone: bool, tmp_path: Path
) -> None:
    below = tmp_path / "copied"
    below.mkdir()
    (below / "setup.py").write_text("from setuptools import setup\n\nsetup(name='copied')\n")
    for index in range(number):
        (tmp_path / f"step_{index}.py").write_text("x = 1\n")
    (tmp_path / "noxfile.py").write_text("x = 1\n")
    projects = discover([str(tmp_path)])
    assert [Path(project.root) for project in projects] == ([below] if alone else [tmp_path, below])
    assert alone or "copied/setup.py" not in projects[0].tree.files


@pytest.mark.parametrize("number", [3, 4])
def test_modules_in_folders_beside_the_projects_are_a_project_or_said_to_be_left(
    number: int, tmp_path: Path
) -> None:
    below = tmp_path / "copied"
    for directory in (below, tmp_path / "steps", tmp_path / "examples"):
        directory.mkdir()
    (below / "setup.py").write_text("from setuptools import setup\n\nsetup(name='copied')\n")
    for index in range(number):
        (tmp_path / f"steps/step_{index}.py").write_text("x = 1\n")
        (tmp_path / f"examples/step_{index}.py").write_text("x = 1\n")
    projects = discover([str(tmp_path)])
    said = [skip.path for skip in projects[0].tree.skipped if "none of the projects" in skip.reason]
    if number == 4:
        assert [Path(project.root) for project in projects] == [tmp_path, below]
        assert said == []
    else:
        assert [Path(project.root) for project in projects] == [below]
        assert said == [f"../steps/step_{index}.py" for index in range(number)]


def test_modules_that_the_settings_leave_out_are_not_said_to_be_left(tmp_path: Path) -> None:
    (tmp_path / "copied").mkdir()
    (tmp_path / "copied/setup.py").write_text("from setuptools import setup\n\nsetup(name='copied')\n")
    (tmp_path / "step.py").write_text("x = 1\n")
    (tmp_path / "roadworthy.toml").write_text('exclude = ["/step.py"]\n')
    (project,) = discover([str(tmp_path)])
    assert project.tree.skipped == ()


@pytest.mark.parametrize(
    ("files", "nested"),
    [
        ({"pyproject.toml": "[tool.black]\n", "setup.py": "from setuptools import setup\nsetup()\n"}, True),
        ({"pyproject.toml": "[tool.black]\n"}, False),
        # A module of a package that is called so.
        ({"pyproject.toml": "[tool.black]\n", "setup.py": "", "__init__.py": ""}, False),
    ],
)
def test_a_setup_py_makes_a_project_beside_settings_of_tools(
    files: dict[str, str], nested: bool, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'demo'\n")
    (tmp_path / "inner").mkdir()
    for name, text in {**files, "model.py": "x = 1\n"}.items():
        (tmp_path / "inner" / name).write_text(text)
    (project,) = discover([str(tmp_path)])
    assert ("inner/model.py" not in project.tree.files) is nested


RUN = "".join(f"def run_{number}():\n    return {number}\n\n" for number in range(6))
CHECK = "def test_run():\n    assert 1\n"
SETUP = "from setuptools import setup\nsetup(name='demo', py_modules=['run'])\n"
GATHERS = "[project]\nname = 'demo'\nversion = '1'\n[tool.uv.workspace]\nmembers = ['a']\n[tool.uv]\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"tools/setup.py": "", "tools/tests/test_a.py": "", "run.py": RUN}, False),
        ({"tools/setup.py": "", "tools/a.py": "", "run.py": RUN}, True),
        # Tests lie deeper, or a member of the project has them.
        ({"tools/setup.py": "", "tools/a/fit/tests/test_a.py": CHECK, "run.py": RUN}, False),
        ({"tools/setup.py": "", "tools/in/setup.py": "", "tools/in/test_a.py": CHECK, "run.py": RUN}, False),
        # It is only called so, or it is what someone else installed.
        ({"tools/setup.py": "", "tools/core/test_worker.py": "class Worker: ...\n", "run.py": RUN}, True),
        ({"tools/setup.py": "", "tools/.venv/lib/test_a.py": CHECK, "run.py": RUN}, True),
        # The root is a package itself.
        ({"tools/setup.py": "", "tools/tests/test_a.py": "", "setup.py": SETUP, "run.py": RUN}, True),
        # uv builds a root only if it names a build backend.
        ({"pyproject.toml": GATHERS, "a/setup.py": "", "a/tests/test_a.py": CHECK, "run.py": RUN}, False),
        ({"pyproject.toml": GATHERS, "a/setup.py": "", "a/fit.py": RUN, "run.py": RUN}, True),
        (
            {
                "pyproject.toml": GATHERS + "package = true\n",
                "a/setup.py": "",
                "a/tests/test_a.py": CHECK,
                "run.py": RUN,
            },
            True,
        ),
    ],
)
def test_a_root_whose_projects_have_tests_needs_none_itself(
    files: dict[str, str], told: bool, tmp_path: Path
) -> None:
    for name, text in {**files, "requirements.txt": "numpy\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    project = check(Request([str(tmp_path)], plugins=plugins())).projects[0]
    assert ("tests-missing" in {item.rule for item in project.findings}) is told


def test_a_package_is_told_which_projects_below_have_tests(tmp_path: Path) -> None:
    made: dict[str, object] = {"metadata": {}, "outputs": [], "execution_count": None}
    cell = {"cell_type": "code", "source": RUN, **made}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    files = {"tools/setup.py": "", "tools/tests/test_a.py": CHECK, "setup.py": SETUP, "a.ipynb": notebook}
    for name, text in {**files, "run.py": f"{RUN}\ndef end():\n    return 2\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    project = check(Request([str(tmp_path)], plugins=plugins())).projects[0]
    messages = [item.message for item in project.findings if item.rule == "tests-missing"]
    assert messages == ["7 functions and no test; `tools` has tests of its own"]
