"""Several processes: each task is done once, wherever it is done, and none is lost unseen."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from roadworthy.core import limits
from roadworthy.engine import workers
from roadworthy.engine.file_pass import Task
from roadworthy.engine.workers import Said, Work, Workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are not forked here")

TASKS = [Task(f"{number}.py", number, ".py") for number in range(1, 8)]


def never() -> bool:
    return False


def worked(work: Work, count: int = 2, tasks: list[Task] = TASKS) -> tuple[dict[str, Said], list[str]]:
    """Return what is said of each task, which is said once, and the tasks that are lost."""
    several = Workers(lambda: work, count)
    told = list(several.results(tasks, never))
    paths = [task.path for task, _ in told]
    assert len(paths) == len(set(paths))
    return {task.path: said for task, said in told}, [task.path for task in several.lost]


def said_by(task: Task) -> Said:
    return task.path, str(os.getpid()).encode()


def test_each_task_is_done_once_in_another_process() -> None:
    told, lost = worked(said_by)
    assert sorted(told) == [task.path for task in TASKS]
    assert lost == []
    processes = {said[1] for said in told.values()}
    assert str(os.getpid()).encode() not in processes


@pytest.mark.parametrize("count", [1, 3])
def test_no_more_processes_are_started_than_asked_for(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    started = counted(monkeypatch)
    worked(said_by, count)
    assert len(started) == count


def test_no_more_processes_are_started_than_there_are_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    started = counted(monkeypatch)
    worked(said_by, 4, TASKS[:1])
    assert len(started) == 1


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    started: list[int] = []
    start = Workers._started

    def count(self: Workers) -> workers._Process:
        started.append(1)
        return start(self)

    monkeypatch.setattr(Workers, "_started", count)
    return started


def test_the_largest_files_are_begun_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKER_BYTES", 1)

    def noted(task: Task) -> Said:
        with (tmp_path / "order").open("a") as stream:
            stream.write(f"{task.path} ")
        return said_by(task)

    worked(noted, 1, [*TASKS, Task("0.py", 7, ".py")])
    assert (tmp_path / "order").read_text() == "0.py 7.py 6.py 5.py 4.py 3.py 2.py 1.py "


def test_a_process_gets_no_more_than_it_works_on_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKER_BYTES", 1024)
    several = Workers(lambda: said_by, 1)
    tasks = [Task(f"{number}.py", 0, ".py") for number in range(9)]
    given = [max(len(one.tasks) for one in several._running) for _ in several.results(tasks, never)]
    assert max(given) == 1, "two of 512 bytes at a time, of which one was just answered"
    assert len(given) == 9


def test_what_cannot_be_done_is_left_to_who_asks() -> None:
    def refuses(task: Task) -> Said:
        if task.path == "3.py":
            raise ValueError(task.path)
        return said_by(task)

    told, lost = worked(refuses)
    assert told["3.py"] == "again"
    assert [path for path, said in told.items() if said == "again"] == ["3.py"]
    assert (len(told), lost) == (len(TASKS), [])


def dies(where: Path, times: int, *paths: str) -> Work:
    """Return work that ends its process on some files, a number of times each."""

    def work(task: Task) -> Said:
        if task.path in paths:
            with (where / task.path).open("a") as stream:
                stream.write("x")
            if (where / task.path).stat().st_size <= times:
                os._exit(1)
        return said_by(task)

    return work


def test_a_file_on_which_a_process_died_goes_to_another(tmp_path: Path) -> None:
    told, lost = worked(dies(tmp_path, 1, "3.py"))
    assert (sorted(told), lost) == ([task.path for task in TASKS], [])


def test_deaths_are_counted_by_file(tmp_path: Path) -> None:
    told, lost = worked(dies(tmp_path, 1, "3.py", "5.py"))
    assert (len(told), lost) == (len(TASKS), [])


def test_a_file_on_which_two_died_is_lost_and_no_other(tmp_path: Path) -> None:
    told, lost = worked(dies(tmp_path, 9, "3.py"))
    assert sorted(told) == [task.path for task in TASKS if task.path != "3.py"]
    assert lost == ["3.py"]
    assert (tmp_path / "3.py").read_text() == "xx"


def test_where_all_die_the_rest_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKER_DEATHS", 3)
    tasks = [Task(f"{number}.py", 1, ".py") for number in range(9)]
    told, lost = worked(dies(tmp_path, 9, *(task.path for task in tasks)), 1, tasks)
    assert told == {}
    assert sorted(lost) == [task.path for task in tasks]
    assert sum(len(path.read_text()) for path in tmp_path.iterdir()) == 4


def test_few_deaths_lose_nothing_but_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKER_DEATHS", 4)
    told, lost = worked(dies(tmp_path, 9, "3.py", "5.py"))
    assert sorted(lost) == ["3.py", "5.py"]
    assert len(told) == len(TASKS) - 2


def test_the_rest_is_left_once_it_is_stopped() -> None:
    several = Workers(lambda: said_by, 1)
    told: list[Task] = []

    def enough() -> bool:
        return len(told) >= 2

    for task, _ in several.results(TASKS, enough):
        told.append(task)
    assert len(told) == 2
    assert several.lost == []


def test_no_process_is_left() -> None:
    several = Workers(lambda: said_by, 2)
    results = several.results(TASKS, never)
    next(results)
    del results
    assert len(several._running) == 2
    for one in several._running:
        assert not one.process.is_alive()
        assert one.connection.closed


def test_a_process_ends_when_no_one_asks_any_more() -> None:
    several = Workers(lambda: said_by, 2)
    several._waiting.extend(TASKS)
    several._feed()
    first, second = several._running
    first.connection.close()
    first.process.join(30)
    assert first.process.exitcode == 0, "the other process holds no copy of the connection"
    second.connection.close()
    second.process.join(30)
    assert second.process.exitcode == 0


def test_a_program_of_one_thread_is_forked_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert workers.start_method() == "fork"
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert workers.start_method() == "spawn"
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert workers.start_method() == "spawn"
