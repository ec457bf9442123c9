"""The first stage in several processes: paths go in, plain data comes out.

Each process works on a few files at a time, the largest first, and has the next ones before it is done with
them. Where one dies, its files go to another; a file that is on when two have died is lost, and said to be.

A process with one thread is forked: what is loaded need not be loaded again. Elsewhere (Windows, macOS, a
program of many threads) processes start afresh, which costs so much that more must be pending for it.
"""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass, field

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from roadworthy.engine.file_pass import Task

#: What a process says of a file: the hash of what it read and its result as JSON, or else "late" where that
#: took too long, and "again" where the asking process is to do it, which then sees what went wrong.
Said = tuple[str, bytes] | Literal["late", "again"]
Work = Callable[["Task"], Said]


#: Bytes that a file counts for beside its size.
_LEAST = 512


@dataclass(slots=True)
class _Process:
    """A process, the connection to it, and the tasks that it has and has said nothing of, in order."""

    process: Any
    connection: Connection
    tasks: deque[Task] = field(default_factory=deque)


@dataclass(slots=True)
class Workers:
    """Several processes that do the same work; `results` runs them.

    `prepare` makes the work, in each process; it is pickled where processes are not forked.
    """

    prepare: Callable[[], Work]
    count: int
    lost: list[Task] = field(default_factory=list)
    _running: list[_Process] = field(default_factory=list)
    _deaths: dict[str, int] = field(default_factory=dict)
    _waiting: deque[Task] = field(default_factory=deque)

    def results(self, tasks: Sequence[Task], stopped: Callable[[], bool]) -> Iterator[tuple[Task, Said]]:
        """Yield what is said of each task, in any order; `lost` gets those that killed two processes.

        Once `stopped` says so, the rest is left; the processes end in any case.
        """
        from multiprocessing.connection import wait

        self._waiting.extend(sorted(tasks, key=lambda task: (-task.size, task.path)))
        try:
            while (self._waiting or any(one.tasks for one in self._running)) and not stopped():
                self._feed()
                for connection in wait([one.connection for one in self._running], timeout=1.0):
                    one = next(one for one in self._running if one.connection is connection)
                    try:
                        said: Said = one.connection.recv()
                    except (EOFError, OSError):
                        self._bury(one)
                        continue
                    yield one.tasks.popleft(), said
        finally:
            for one in self._running:
                one.connection.close()
                one.process.terminate()
            for one in self._running:
                one.process.join()

    def _feed(self) -> None:
        """Start what is missing, and give each process something to do while it is heard."""
        busy = sum(bool(one.tasks) for one in self._running)
        while len(self._running) < min(self.count, busy + len(self._waiting)):
            self._running.append(self._started())
        for one in self._running:
            while self._waiting and sum(task.size + _LEAST for task in one.tasks) < limits.WORKER_BYTES:
                one.tasks.append(self._waiting.popleft())
                try:
                    one.connection.send(one.tasks[-1])
                except OSError:
                    break

    def _bury(self, one: _Process) -> None:
        """Give the tasks of a dead process back; the first of them is the one that it was at."""
        self._running.remove(one)
        one.connection.close()
        one.process.join()
        if one.tasks:
            path = one.tasks[0].path
            self._deaths[path] = self._deaths.get(path, 0) + 1
            if self._deaths[path] > 1:
                self.lost.append(one.tasks.popleft())
        self._waiting.extendleft(reversed(one.tasks))
        if sum(self._deaths.values()) > limits.WORKER_DEATHS:
            self.lost.extend(self._waiting)
            self._waiting.clear()

    def _started(self) -> _Process:
        from multiprocessing import get_context

        context: Any = get_context(start_method())
        ours, theirs = context.Pipe()
        copied = [ours, *(one.connection for one in self._running)] if start_method() == "fork" else []
        process = context.Process(target=_serve, args=(theirs, self.prepare, copied), daemon=True)
        process.start()
        theirs.close()
        return _Process(process, ours)


def start_method() -> str:
    """Return how processes start here: a fork copies no other threads, whose locks it would find taken."""
    import sys

    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _serve(connection: Connection, prepare: Callable[[], Work], inherited: Sequence[Connection]) -> None:
    """Do what is asked for until no one asks any more, which is also seen where the asker was killed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    for other in inherited:
        other.close()
    work = prepare()
    while True:
        try:
            task: Task = connection.recv()
            connection.send(_done(work, task))
        except (EOFError, OSError):
            return


def _done(work: Work, task: Task) -> Said:
    try:
        return work(task)
    except Exception:
        return "again"
