"""Runs the command many times, each in a fork, and does something to it at a chosen moment.

`python injector.py SCENARIOS RESULTS` reads and writes JSON. A scenario has `directory`, `arguments`, and
`faults`: each names the function that is reached (`target`), the call that counts (`nth`, from 1), whether it
happens `before`, `amid` or `after` it, and what is done (`action`, `value`). No clock is involved.
"""

from __future__ import annotations

import errno
import importlib
import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any


def main(scenarios: str, results: str) -> None:
    from roadworthy.commands.cli import main as command

    with open(scenarios, encoding="utf-8") as stream:
        asked = json.load(stream)
    # Once undisturbed, so that a fork has nothing left to import.
    for arguments in sorted({tuple(one["arguments"]) for one in asked if one.get("warm")}):
        os.chdir(next(one["directory"] for one in asked if tuple(one["arguments"]) == arguments))
        sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
        command(arguments)
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    with open(results, "w", encoding="utf-8") as stream:
        json.dump([_run(command, one) for one in asked if not one.get("warm")], stream)


def _run(command: Callable[[list[str]], int], scenario: dict[str, Any]) -> dict[str, Any]:
    """Run one scenario in a fork; return its status, as subprocess gives it, and what it printed."""
    log = os.path.join(scenario["directory"], "..", "log")
    child = os.fork()
    if child == 0:
        for number in (1, 2):
            os.dup2(os.open(f"{log}{number}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os._exit(_in_fork(command, scenario))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    printed = []
    for number in (1, 2):
        with open(f"{log}{number}", encoding="utf-8", errors="replace") as stream:
            printed.append(stream.read())
        os.unlink(f"{log}{number}")
    return {"status": status, "stdout": printed[0], "stderr": printed[1]}


def _in_fork(command: Callable[[list[str]], int], scenario: dict[str, Any]) -> int:
    try:
        os.chdir(scenario["directory"])
        for fault in scenario["faults"]:
            _plant(command, **fault)
        code: Any = command(scenario["arguments"])
    except SystemExit as stop:
        code = stop.code
    except BaseException:
        traceback.print_exc()
        code = 99
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code or 0)


def _plant(
    command: Callable[[list[str]], int],
    target: str,
    nth: int = 1,
    when: str = "before",
    action: str = "signal",
    value: Any = None,
) -> None:
    """Make the nth call of a function do more; of `os.open`, only one that creates counts."""
    module, _, name = target.rpartition(".")
    owner = importlib.import_module(module)
    real = getattr(owner, name)
    calls = 0

    def patched(*given: Any, **named: Any) -> Any:
        nonlocal calls
        if target != "os.open" or given[1] & os.O_EXCL:
            calls += 1
            if calls == nth:
                if when == "amid":
                    real(given[0], bytes(given[1])[: len(given[1]) // 2])
                if when != "after":
                    _act(command, action, value)
                    return real(*given, **named)
                result = real(*given, **named)
                _act(command, action, value)
                return result
        return real(*given, **named)

    setattr(owner, name, patched)


def _act(command: Callable[[list[str]], int], action: str, value: Any) -> None:
    if action == "signal":
        os.kill(os.getpid(), value)
    elif action == "error":
        raise OSError(getattr(errno, value), os.strerror(getattr(errno, value)))
    elif action == "vanish":
        os.unlink(value)
    elif action == "grow":
        with open(value, "ab") as stream:
            stream.truncate(stream.tell() + 200_000_000)
    elif action == "link":
        os.unlink(value[0])
        os.symlink(value[1], value[0])
    elif action == "pipe":
        os.unlink(value)
        os.mkfifo(value)
    elif action == "directory":
        os.unlink(value)
        os.mkdir(value)
    elif action == "change":
        with open(value, "a", encoding="utf-8") as stream:
            stream.write("# changed\n")
    elif action == "another":
        child = os.fork()
        if child == 0:
            os._exit(command(value))
        os.waitpid(child, 0)
    else:
        raise ValueError(action)


if __name__ == "__main__":
    main(*sys.argv[1:])
