"""What processes that tests start leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from roadworthy.call_trace.subprocesses import begin, write, written
from roadworthy.call_trace.tracer import Function
from roadworthy.core.replace import replace_file

SOURCE = Path(begin.__code__.co_filename).parents[1]


class Recorder:
    """Stands for the real one, which only one test session may have."""

    importing: object = None
    started = stopped = False

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.stopped = True

    def called(self) -> list[Function]:
        return [("src/demo/model.py", 3, "fit")]

    def imported(self) -> list[Function]:
        return []


def test_what_a_process_saw_is_read_back(tmp_path: Path) -> None:
    recorder = Recorder()
    write(recorder, str(tmp_path), os.getpid(), replace_file)
    assert recorder.stopped
    assert [seen["called"] for seen in written(str(tmp_path))] == [[["src/demo/model.py", 3, "fit"]]]


def test_only_the_process_itself_writes_and_only_while_the_session_lasts(tmp_path: Path) -> None:
    write(Recorder(), str(tmp_path), os.getpid() + 1, replace_file)
    write(Recorder(), str(tmp_path / "gone"), os.getpid(), replace_file)
    assert written(str(tmp_path)) == []


def test_what_a_process_could_not_finish_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text("{")
    (tmp_path / "2.tmp").write_text("{}")
    assert written(str(tmp_path)) == []


def test_a_process_knows_what_an_import_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atexit.register", lambda *_: None)
    monkeypatch.setattr("os.register_at_fork", lambda **_: None)
    recorder = Recorder()
    begin(recorder, str(tmp_path), replace_file)
    assert recorder.started
    assert callable(recorder.importing)
    asked = {"ask": recorder.importing, "__name__": "demo.model"}
    exec(compile("answer = ask()", "model.py", "exec"), asked)
    assert asked["answer"] is True


@pytest.mark.parametrize("path", ["call_trace/tracer.py", "call_trace/subprocesses.py", "core/replace.py"])
def test_a_python_without_roadworthy_can_load_what_records_in_it(path: str) -> None:
    load = "import runpy, sys; runpy.run_path(sys.argv[1])"
    run = subprocess.run([sys.executable, "-I", "-S", "-c", load, str(SOURCE / path)], check=False)
    assert run.returncode == 0
