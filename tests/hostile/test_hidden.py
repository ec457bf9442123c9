"""Nothing is left out in silence: what is not inspected is named, and counts where the tree hides it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.core.result import Report, Skipped
from roadworthy.report.formats.concise import concise as render
from roadworthy.report.view import View
from tests.hostile.support import inspected, write_tree

BROKEN = "def f(:\n"
CODE = "x = 1\n"


def _skipped(report: Report) -> dict[str, Skipped]:
    return {Path(skip.path).name: skip for skip in report.skipped}


@pytest.mark.parametrize("folder", ["src", "src/demo"])
def test_an_empty_pyvenv_cfg_hides_nothing(folder: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{folder}/pyvenv.cfg": "", "src/demo/run.py": "def f():\n    breakpoint()\n"})
    report = inspected(tmp_path)
    assert "breakpoint-left" in {finding.rule for finding in report.projects[0].findings}


@pytest.mark.parametrize(
    "files",
    [
        {"pyvenv.cfg": "", "bin/python": "", "lib/python3.11/site-packages/six.py": BROKEN},
        {"pyvenv.cfg": "", "Scripts/python.exe": "", "Lib/site-packages/six.py": BROKEN},
    ],
)
def test_an_environment_is_left_out_and_does_not_count(files: dict[str, str], tmp_path: Path) -> None:
    write_tree(tmp_path, {f"env/{path}": text for path, text in files.items()})
    report = inspected(tmp_path)
    assert report.complete
    assert _skipped(report)["env"] == Skipped(f"{tmp_path}/env/", "a virtual environment", "ordinary")
    assert "skipped" not in render(report)
    assert "a virtual environment" in render(report, View(verbose=True))


def test_beside_what_an_environment_installs_everything_is_inspected(tmp_path: Path) -> None:
    files = {"pyvenv.cfg": "", "bin/x": "", "lib/python3.11/site-packages/a.py": "", "demo/run.py": BROKEN}
    write_tree(tmp_path, {f"src/{path}": text for path, text in files.items()})
    report = inspected(tmp_path)
    assert [finding.rule for finding in report.projects[0].findings if "run.py" in finding.place.path] == [
        "unreadable-file"
    ]


@pytest.mark.parametrize("name", ["node_modules", "site-packages"])
def test_directories_of_tools_are_named_where_they_hold_code(name: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{name}/a/b/c.py": BROKEN})
    assert _skipped(inspected(tmp_path))[name].weight == "ordinary"
    (tmp_path / name / "a" / "b" / "c.py").rename(tmp_path / name / "a" / "b" / "c.js")
    assert name not in _skipped(inspected(tmp_path))


def test_what_settings_and_git_leave_out_is_named(tmp_path: Path) -> None:
    files = {".gitignore": "/made/\n/empty/\n", "made/a.py": BROKEN, "empty/a.txt": "", "old/a.ipynb": "{"}
    write_tree(tmp_path, {**files, "roadworthy.toml": 'exclude = ["/old/"]\n'})
    report = inspected(tmp_path)
    found = {name: skip.reason for name, skip in _skipped(report).items()}
    assert found == {"made": "ignored by .gitignore", "old": "left out by the setting `exclude`"}
    assert report.complete


def test_a_project_within_a_package_counts_and_one_beside_it_does_not(tmp_path: Path) -> None:
    inner = "[project]\nname = 'inner'\nversion = '1'\n"
    write_tree(tmp_path, {"plugins/inner/pyproject.toml": inner})
    report = inspected(tmp_path)
    assert (report.complete, _skipped(report)["inner"].weight) == (True, "plain")
    write_tree(tmp_path, {"src/demo/pyproject.toml": inner})
    report = inspected(tmp_path)
    assert (report.complete, report.exit_code) == (False, 3)
    assert _skipped(report)["demo"].weight == "suspicious"


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


_MADE: dict[str, Callable[[Path], None]] = {
    "a link out": _link("/etc/hostname"),
    "a dangling link": _link("nowhere.py"),
    "a loop": _link("x.py"),
    "a directory": Path.mkdir,
    "a pipe": lambda path: os.mkfifo(path),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
@pytest.mark.parametrize("what", _MADE)
def test_what_is_called_like_code_and_is_none_counts(what: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {})
    _MADE[what](tmp_path / "src" / "demo" / "x.py")
    report = inspected(tmp_path)
    assert _skipped(report)["x.py"].weight == "suspicious"
    assert (report.complete, report.exit_code) == (False, 3)
    assert "x.py" in render(report).splitlines()[-1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files")
@pytest.mark.parametrize("what", [name for name in _MADE if name != "a directory"])
def test_what_is_called_otherwise_does_not(what: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {})
    _MADE[what](tmp_path / "notes")
    assert inspected(tmp_path).complete


def test_a_link_to_what_is_inspected_is_not_named(tmp_path: Path) -> None:
    write_tree(tmp_path, {"src/demo/real.py": CODE})
    (tmp_path / "src" / "demo" / "x.py").symlink_to("real.py")
    assert inspected(tmp_path).skipped == ()


@pytest.mark.parametrize(("version", "excused"), [("9.9", False), ("3.99", False), ("3.14", True)])
def test_only_a_python_that_exists_excuses_syntax(version: str, excused: bool, tmp_path: Path) -> None:
    project = '[project]\nname = "demo"\nversion = "1.0"\n'
    write_tree(
        tmp_path, {"pyproject.toml": project, ".python-version": version, "src/demo/new.py": "x = t''\n"}
    )
    report = inspected(tmp_path)
    assert report.complete is excused
    assert ("new.py" in _skipped(report)) is excused


def test_outside_of_a_checkout_settings_above_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "roadworthy.toml").write_text('[ignore]\n"breakpoint-left" = "fine"\n')
    project = tmp_path / "demo"
    project.mkdir()
    write_tree(project, {"src/demo/run.py": "def f():\n    breakpoint()\n"})
    finding = next(f for f in inspected(project).projects[0].findings if f.rule == "breakpoint-left")
    assert finding.accepted is None
    (tmp_path / ".git").mkdir()
    finding = next(f for f in inspected(project).projects[0].findings if f.rule == "breakpoint-left")
    assert finding.accepted is not None
