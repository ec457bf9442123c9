"""Recording in processes that tests start or fork: each writes what it saw into a folder of the session's.

Loaded by its path in subprocesses, as `tracer.py` is: it imports the standard library alone. What writes a
file, `core/replace.py`, is handed to it.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

#: Writes bytes to a path, whole or not at all; raises OSError.
Write = Callable[[str, bytes], None]


def begin(recorder: Any, directory: str, replace_file: Write) -> None:
    """Record in this process, and write what was seen when it ends."""
    recorder.importing = _importing
    recorder.start()
    follow(recorder, directory, replace_file)


def follow(recorder: Any, directory: str, replace_file: Write, here: bool = True) -> None:
    """Write what a recorder saw into `directory` at the end of this process, and of those forked from it.

    With `here` false only of the latter.
    """
    if here:
        atexit.register(write, recorder, directory, os.getpid(), replace_file)

    def forked() -> None:
        process = os.getpid()
        atexit.register(write, recorder, directory, process, replace_file)
        util = sys.modules.get("multiprocessing.util")
        if util is not None:
            # `multiprocessing` ends its processes without `atexit`, after what it knows of itself.
            util.register_after_fork(
                recorder,
                lambda kept: util.Finalize(
                    None, write, (kept, directory, process, replace_file), exitpriority=0
                ),
            )

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forked)


def write(recorder: Any, directory: str, process: int, replace_file: Write) -> None:
    """Write what a recorder saw in a process, if this is it; where it cannot be written, it is lost."""
    if os.getpid() != process or not os.path.isdir(directory):
        return
    recorder.stop()
    seen = {"called": recorder.called(), "imported": recorder.imported(), "tests": [], "whole": True}
    path = os.path.join(directory, f"{os.getpid()}.json")
    with suppress(OSError):
        replace_file(path, json.dumps(seen).encode())


def written(directory: str) -> list[dict[str, Any]]:
    """Return what the processes wrote that are done; what is broken counts for nothing."""
    found = []
    for name in sorted(os.listdir(directory)):
        if name.endswith(".json"):
            try:
                with open(os.path.join(directory, name), encoding="utf-8") as stream:
                    found.append(json.load(stream))
            except (OSError, ValueError):
                continue
    return found


def _importing() -> bool:
    """Tell whether the running code is called by the top level of a module that is being imported."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == "<module>" and frame.f_globals.get("__name__") != "__main__":
            return True
        frame = frame.f_back
    return False
