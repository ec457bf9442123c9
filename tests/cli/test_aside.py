"""What is no part of the project that is inspected, and what is no project at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.fault import ConfigError
from roadworthy.core.result import Report
from roadworthy.testing.pages import plugins

_PACKAGE = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "demo"
version = "1.0"
"""
_BROKEN = "def broken(self, )\n"


def _report(root: Path, files: dict[str, str]) -> Report:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return check(Request((str(root),), plugins=plugins()))


def _package(broken: str) -> dict[str, str]:
    return {"pyproject.toml": _PACKAGE, "src/demo/__init__.py": "", broken: _BROKEN}


def test_a_broken_file_beside_the_package_leaves_the_score_known(tmp_path: Path) -> None:
    report = _report(tmp_path, _package("scratch/idea.py"))
    (project,) = report.projects
    assert report.complete
    assert project.score is not None
    assert [f.place.path for f in project.findings if f.rule == "unreadable-file"] == [
        str(tmp_path / "scratch/idea.py")
    ]


@pytest.mark.parametrize("broken", ["old.py", "experiments/old.py", "scripts/old.py"])
def test_a_broken_script_where_there_is_no_package_leaves_it_known(tmp_path: Path, broken: str) -> None:
    files = {"train.py": "def fit(rows):\n    return rows\n", "requirements.txt": "numpy\n"}
    report = _report(tmp_path, {**files, broken: "print 'of Python 2'\n"})
    (project,) = report.projects
    assert report.complete
    assert project.score is not None
    assert [f.severity.label for f in project.findings if f.rule == "unreadable-file"] == ["error"]


@pytest.mark.parametrize("broken", ["src/demo/idea.py", "setup.py"])
def test_a_broken_file_of_the_project_does_not(tmp_path: Path, broken: str) -> None:
    assert not _report(tmp_path, _package(broken)).complete


@pytest.mark.parametrize("name", ["README.md", "{{cookiecutter.name}}/pyproject.toml"])
def test_nothing_of_a_project_is_nothing_to_inspect(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="nothing to inspect"):
        _report(tmp_path, {name: _PACKAGE})


@pytest.mark.parametrize("name", ["requirements.txt", "lesson.ipynb", "main.py", "Dockerfile"])
def test_one_file_of_a_project_is_enough(tmp_path: Path, name: str) -> None:
    assert _report(tmp_path, {"README.md": "# Demo\n", name: "\n"}).projects


def test_a_directory_that_only_configures_tools_is_said_to_be_left(tmp_path: Path) -> None:
    files = {
        "ok/pyproject.toml": _PACKAGE,
        "ok/src/demo/__init__.py": "",
        "sub/pyproject.toml": "[tool.ruff]\nline-length = 100\n",
        "sub/a.py": "x = 1\n",
    }
    report = _report(tmp_path, files)
    assert [Path(item.path).name for item in report.skipped] == ["sub"]
    assert len(report.projects) == 1


def test_one_within_a_project_is_a_part_of_it(tmp_path: Path) -> None:
    files = {**_package("tests/data.txt"), "tools/pyproject.toml": "[tool.ruff]\n", "tools/a.py": "x = 1\n"}
    assert _report(tmp_path, files).skipped == ()


def test_files_for_python_2_are_one_finding(tmp_path: Path) -> None:
    old = {"a.py": "print 'a'\n", "b.py": "try:\n    pass\nexcept A, b:\n    pass\n", "c.py": 'x = ur"a"\n'}
    report = _report(tmp_path, {**old, "d.py": _BROKEN})
    (project,) = report.projects
    found = [f for f in project.findings if f.rule == "unreadable-file"]
    messages = [f.message for f in found]
    assert "3 files are written for Python 2: `a.py`, `b.py`, `c.py`" in messages
    assert len(found) == 2


def test_one_file_for_python_2_says_what_is_wrong(tmp_path: Path) -> None:
    (project,) = _report(tmp_path, {"a.py": "print 'a'\n", "b.py": "print('b')\n"}).projects
    (found,) = [f for f in project.findings if f.rule == "unreadable-file"]
    assert found.message.startswith("syntax error: ")
