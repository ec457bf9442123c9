"""`pytest --roadworthy` as users run it: in a process of its own, on a small project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from roadworthy.call_trace.record import RECORD
from roadworthy.facts.tests.measured import Grade
from roadworthy.testing.pages import inspect_files

MODEL = """\
import threading


def fit(rows):
    return [row for row in rows]


def lost():
    return 1 + len("a")


def register():
    return 2 * len("a")


def in_thread():
    thread = threading.Thread(target=beside)
    thread.start()
    thread.join()


def beside():
    return 3


def in_fixture():
    return 4


HOOK = register()
"""
TESTS = """\
import pytest
from demo.model import fit, in_fixture, in_thread


@pytest.fixture
def ready():
    return in_fixture()


@pytest.mark.parametrize("number", range(4))
def test_fit(number, ready):
    assert fit([number]) == [number]


def test_thread():
    assert in_thread() is None
"""
CALLED = ["beside", "fit", "in_fixture", "in_thread"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in {
        "pyproject.toml": '[project]\nname = "demo"\nversion = "1"\n[tool.pytest.ini_options]\n'
        'testpaths = ["tests"]\npythonpath = ["src"]\n',
        "src/demo/__init__.py": "",
        "src/demo/model.py": MODEL,
        "tests/conftest.py": "import demo.model\n",
        "tests/test_model.py": TESTS,
        "tests/test_other.py": "def test_nothing():\n    assert True\n",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def run(project: Path, *arguments: str) -> str:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "COV_"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--roadworthy", *arguments]
    done = subprocess.run(command, cwd=project, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1, 5), done.stdout + done.stderr
    return done.stdout


def record(project: Path) -> Any:
    return json.loads((project / RECORD).read_text())


def names(project: Path, kind: str) -> list[str]:
    return sorted(name for _, name in record(project)["files"]["src/demo/model.py"][kind])


def test_what_tests_call_is_recorded_in_fixtures_and_threads_too(project: Path) -> None:
    printed = run(project)
    assert names(project, "called") == CALLED
    assert names(project, "imported") == ["register"]
    assert record(project)["complete"] is True
    assert "no test calls 2 of 6 public functions:" in printed
    assert "src/demo/model.py:8: lost (not executed)" in printed
    assert "src/demo/model.py:12: register (ran at import only)" in printed


def test_the_record_is_the_same_every_time_and_under_xdist(project: Path) -> None:
    pytest.importorskip("xdist")
    run(project)
    once = (project / RECORD).read_bytes()
    printed = run(project, "-n", "2")
    assert (project / RECORD).read_bytes() == once
    assert printed.count("no test calls 2 of 6 public functions:") == 1


def test_it_works_beside_coverage(project: Path) -> None:
    pytest.importorskip("pytest_cov")
    printed = run(project, "--cov=demo", "--cov-context=test")
    assert names(project, "called") == CALLED
    assert "TOTAL" in printed
    assert (project / ".coverage").exists()


@pytest.mark.parametrize(
    "arguments", [["-k", "thread"], ["tests/test_other.py"], ["--deselect", "tests/test_other.py"]]
)
def test_a_part_of_the_suite_is_recorded_as_a_part(project: Path, arguments: list[str]) -> None:
    assert "only a part of the tests ran" in run(project, *arguments)
    assert record(project)["complete"] is False


@pytest.mark.parametrize("arguments", [["tests"], ["."], ["-v"]])
def test_the_whole_suite_may_be_asked_for_by_name(project: Path, arguments: list[str]) -> None:
    run(project, *arguments)
    assert record(project)["complete"] is True


def test_without_the_option_nothing_is_recorded(project: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    subprocess.run(command, cwd=project, capture_output=True, check=True)
    assert not (project / RECORD).exists()


def test_check_judges_by_the_record(project: Path) -> None:
    run(project)
    paths = [path for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    files = {path.relative_to(project).as_posix(): path.read_bytes() for path in paths}
    result = inspect_files(files)
    assert result.tests is not None
    grades = {f.name.rpartition(".")[2]: f.grade for f in result.tests.functions}
    assert grades == {
        **dict.fromkeys(CALLED, Grade.CALLED.value),
        "lost": Grade.NOT_EXECUTED.value,
        "register": Grade.IMPORTED.value,
    }
    found = sorted(f.message for f in result.findings if f.rule == "public-function-untested")
    assert found == ["no test calls `demo.model.lost`", "only the import calls `demo.model.register`"]


PROCESSES = """\
import multiprocessing
import subprocess
import sys

from demo.model import fit


def test_subprocess():
    code = "import sys; sys.path.insert(0, 'src'); from demo.model import lost; sys.exit(lost())"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 1


def test_fork():
    process = multiprocessing.get_context("fork").Process(target=fit, args=([],))
    process.start()
    process.join()
    assert process.exitcode == 0
"""


def test_processes_that_tests_start_or_fork_are_recorded_too(project: Path) -> None:
    (project / "tests/test_model.py").write_text(PROCESSES)
    run(project)
    assert names(project, "called") == ["fit", "lost"]
    assert names(project, "imported") == ["register"]


def test_a_subprocess_finds_what_it_would_have_found(project: Path) -> None:
    (project / "own").mkdir()
    (project / "own/sitecustomize.py").write_text("HERE = 1\n")
    (project / "tests/test_model.py").write_text(
        "import os, subprocess, sys\n\n\ndef test():\n"
        "    code = 'import sitecustomize, sys; print(sitecustomize.HERE, sys.path.count(\"own\"))'\n"
        "    path = os.pathsep.join((os.environ['PYTHONPATH'], os.path.abspath('own')))\n"
        "    command = [sys.executable, '-W', 'error', '-c', code]\n"
        "    done = subprocess.run(command, capture_output=True, text=True,\n"
        "                          env={**os.environ, 'PYTHONPATH': path})\n"
        "    assert (done.stdout, done.stderr) == ('1 0\\n', '')\n"
    )
    assert "1 passed" in run(project, "tests/test_model.py")


def test_what_each_test_calls_is_recorded_where_that_is_asked_for(project: Path) -> None:
    run(project)
    without = record(project)
    run(project, "--roadworthy-by-test")
    calls = record(project).pop("calls")
    assert record(project) == {**without, "calls": calls}
    assert list(calls) == [f"tests/test_model.py::{name}" for name in ("test_fit[0]", "test_fit[1]")] + [
        f"tests/test_model.py::{name}" for name in ("test_fit[2]", "test_fit[3]", "test_thread")
    ]
    assert calls["tests/test_model.py::test_fit[3]"] == {"src/demo/model.py": [4, 26]}
    assert calls["tests/test_model.py::test_thread"] == {"src/demo/model.py": [16, 22]}


def test_what_ran_at_import_may_be_called_by_a_test_later(project: Path) -> None:
    (project / "tests/test_model.py").write_text(
        "from demo.model import register\n\n\ndef test():\n    assert register() == 2\n"
    )
    run(project)
    assert names(project, "called") == ["register"]
    assert names(project, "imported") == []


def test_what_the_settings_leave_out_is_no_part_of_the_suite(project: Path) -> None:
    with (project / "pyproject.toml").open("a") as stream:
        stream.write('addopts = "-m \'not slow\'"\nmarkers = ["slow"]\n')
    with (project / "tests/test_other.py").open("a") as stream:
        stream.write("\n\nimport pytest\n\n@pytest.mark.slow\ndef test_slow():\n    assert True\n")
    run(project)
    assert record(project)["complete"] is True
    run(project, "-m", "slow")
    assert record(project)["complete"] is False


HOSTILE = "x##vso[task.complete]\x1b[31m\u202e.py"


@pytest.mark.skipif(os.name != "posix", reason="such names are for POSIX")
def test_what_is_printed_of_names_is_inert(project: Path) -> None:
    (project / "src" / "demo" / HOSTILE).write_text("def lost():\n    return 1\n")
    (project / "tests" / "test_other.py").write_text(
        "import importlib.util, sys, pathlib\n\n\ndef test():\n"
        f"    path = pathlib.Path(__file__).parents[1] / 'src' / 'demo' / {HOSTILE!r}\n"
        "    spec = importlib.util.spec_from_file_location('demo.odd', path)\n"
        "    sys.modules['demo.odd'] = module = importlib.util.module_from_spec(spec)\n"
        "    spec.loader.exec_module(module)\n"
    )
    printed = run(project).partition(" roadworthy ")[2]
    assert r"src/demo/x##\vso[task.complete]\x1b[31m\u202e.py:1: lost (not executed)" in printed


@pytest.mark.skipif(os.name != "posix", reason="links as POSIX has them")
def test_the_record_is_written_within_the_project_alone(project: Path, tmp_path_factory: Any) -> None:
    outside = tmp_path_factory.mktemp("outside") / "precious"
    outside.write_text("old")
    (project / RECORD).symlink_to(outside)
    assert f"the record cannot be written: '{RECORD}' leads outside the project" in run(project)
    assert outside.read_text() == "old"
    (project / RECORD).unlink()
    (project / RECORD).symlink_to("kept.json")
    run(project)
    assert (project / RECORD).is_symlink()
    assert json.loads((project / "kept.json").read_text())["complete"] is True
