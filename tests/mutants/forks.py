"""The pytest plugin that runs tests in forks: once to see what they execute, once for each mutant."""

import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

from tests.mutants.operators import Mutant, mutants

# Seconds of tests for a mutant, and of one fork before it counts as hanging (it is killed), by the processor.
SECONDS_OF_TESTS = 12.0
HANGS_AFTER = 60
#: What may wait for something that never comes, in seconds by the clock.
WAITS = 120
KILLED, SURVIVED, UNREACHED, UNCHANGED = "killed", "survived", "no test runs the line", "not exchangeable"


@dataclass
class Forks:
    """The plugin: after collection it tries the mutants of `files`, and prints each that survives."""

    files: tuple[Path, ...]
    processes: int = 2
    #: Try lines that no test was seen to run with all tests: forks of a test run them, where no one sees it.
    forked: bool = False
    tests_of: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    steady: dict[tuple[int, ...], list[int]] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the forks instead of the tests."""
        session.config.pluginmanager.unregister(name="terminalreporter")
        for path in self.files:
            _import(path)
        factory: Any = session.config._tmp_path_factory  # type: ignore[attr-defined]
        factory.getbasetemp()  # once, before the forks: each of them would make and sweep one
        with TemporaryDirectory() as folder:
            results = Path(folder)
            self._trace(session, results)
            self._try_all(session, results)
        return True

    def _trace(self, session: pytest.Session, results: Path) -> None:
        """Note which lines each test executes, and how long it takes."""
        wanted = {str(path) for path in self.files}

        def trace(number: int) -> Callable[[], int]:
            def run() -> int:
                lines: set[tuple[str, int]] = set()

                def local(frame: FrameType, event: str, _: object) -> Any:
                    lines.add((frame.f_code.co_filename, frame.f_lineno))
                    return local

                def outer(frame: FrameType, event: str, _: object) -> Any:
                    return local(frame, event, _) if frame.f_code.co_filename in wanted else None

                start = time.process_time()
                sys.settrace(outer)
                passed = _passes(session, number)
                sys.settrace(None)
                if passed:
                    found = [time.process_time() - start, sorted(lines)]
                    (results / str(number)).write_text(json.dumps(found), encoding="utf-8")
                return 0

            return run

        for number, _ in self._run((number, trace(number)) for number in range(len(session.items))):
            seen = results / str(number)
            if seen.exists():
                self.seconds[number], lines = json.loads(seen.read_text(encoding="utf-8"))
                for path, line in lines:
                    self.tests_of.setdefault((path, line), []).append(number)
        lost = [item.nodeid for number, item in enumerate(session.items) if number not in self.seconds]
        print(f"\n{len(self.seconds)} of {len(session.items)} tests ran and passed, not", *lost, flush=True)

    def _try_all(self, session: pytest.Session, results: Path) -> None:
        tried: list[tuple[Path, Mutant]] = []
        told: Counter[tuple[Path, str]] = Counter()

        def tell(number: int, verdict: str) -> None:
            path, mutant = tried[number]
            told[path, verdict] += 1
            if verdict != KILLED:
                print(
                    f"{path.name}:{mutant.line}: {mutant.function}: {mutant.change} ({verdict})", flush=True
                )

        def jobs() -> Iterator[tuple[int, Callable[[], int]]]:
            for path in self.files:
                functions = _functions_of(path)
                for mutant in mutants(path.read_text(encoding="utf-8")):
                    tried.append((path, mutant))
                    number = len(tried) - 1
                    exchanged = functions.get(mutant.function, [])
                    code = _code_of(mutant, path)
                    if not exchanged or code is None:
                        tell(number, UNCHANGED)
                    elif not (tests := self._steady(session, self._tests_for(path, mutant))):
                        tell(number, UNREACHED)
                    else:
                        yield number, lambda e=exchanged, c=code, t=tests: _try(session, e, c, t)  # type: ignore[misc]

        for number, status in self._run(jobs()):
            tell(number, SURVIVED if status == 0 else KILLED)
        for path in self.files:
            counts = {verdict: n for (of, verdict), n in told.items() if of == path}
            print(f"{path}: {counts.get(KILLED, 0)} of {sum(counts.values())} killed; {counts}", flush=True)

    def _tests_for(self, path: Path, mutant: Mutant) -> list[int]:
        """The tests that execute the line, fastest first, as many as fit in the time."""
        ran = self.tests_of.get((str(path), mutant.line)) or (self.seconds if self.forked else ())
        numbers = sorted(ran, key=self.seconds.__getitem__)
        chosen: list[int] = []
        spent = 0.0
        for number in numbers:
            spent += self.seconds[number]
            if chosen and spent > SECONDS_OF_TESTS:
                break
            chosen.append(number)
        return chosen

    def _steady(self, session: pytest.Session, tests: list[int]) -> list[int]:
        """Return the tests that pass one after another in a fork without a mutant.

        One that fails there, since another came before it, would seem to kill each mutant.
        """
        key = tuple(tests)
        if key not in self.steady:
            left = tests
            while left and (failed := _first_failed(session, left)) is not None:
                left = [number for number in left if number != failed]
            self.steady[key] = left
        return self.steady[key]

    def _run(self, jobs: Iterable[tuple[int, Callable[[], int]]]) -> Iterator[tuple[int, int]]:
        """Run each job in a fork, a few at a time; give its number and its status (0 for good)."""
        running: dict[int, int] = {}
        for number, job in jobs:
            if len(running) == self.processes:
                yield _ended(running)
            pid = os.fork()
            if pid == 0:
                _alone(job)
            running[pid] = number
        while running:
            yield _ended(running)


def _ended(running: dict[int, int]) -> tuple[int, int]:
    while True:
        pid, status = os.wait()
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what a mutant of what starts processes has left
        if pid in running:
            return running.pop(pid), status


def _alone(job: Callable[[], int]) -> None:
    """Run a job in this fork, silently, and end the fork."""
    status = 1
    try:
        os.setpgrp()
        quiet = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(quiet, descriptor)
        resource.setrlimit(resource.RLIMIT_CPU, (HANGS_AFTER, HANGS_AFTER))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(WAITS)
        status = job()
    finally:
        os._exit(status)


def _try(session: pytest.Session, functions: list[FunctionType], code: CodeType, tests: list[int]) -> int:
    for function in functions:
        function.__code__ = code
    return 0 if all(_passes(session, number) for number in tests) else 1


def _first_failed(session: pytest.Session, tests: list[int]) -> int | None:
    """Run tests one after another in a fork, as they are; return the first that fails."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)

        def job() -> int:
            for number in tests:
                if not _passes(session, number):
                    os.write(write, str(number).encode())
                    return 1
            return 0

        _alone(job)
    os.close(write)
    with open(read, "rb") as told:
        failed = told.read()
    _, status = os.waitpid(pid, 0)
    if status and not failed:
        return tests[-1]  # it hangs, or ended the fork
    return int(failed) if failed else None


def _passes(session: pytest.Session, number: int) -> bool:
    item = session.items[number]
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    return not session.testsfailed


def _import(path: Path) -> None:
    """Import a module below a folder of `sys.path`: some are only imported once they are needed."""
    folder = path.parent
    while (folder / "__init__.py").exists():
        folder = folder.parent
    importlib.import_module(
        ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
    )


def _functions_of(path: Path) -> dict[str, list[FunctionType]]:
    """The functions that live, by qualified name, of the file at `path`."""
    found: dict[str, list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(path):
            found.setdefault(each.__code__.co_qualname, []).append(each)
    return found


def _code_of(mutant: Mutant, path: Path) -> CodeType | None:
    """The code of the changed function, None if it does not compile."""
    try:
        codes = [compile(mutant.tree, str(path), "exec", dont_inherit=True)]
    except (SyntaxError, ValueError):
        return None
    for code in codes:
        if code.co_qualname == mutant.function:
            return code
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
    return None
