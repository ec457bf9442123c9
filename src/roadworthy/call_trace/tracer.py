"""Which functions are entered while tests run: `sys.monitoring` from Python 3.12 on, `sys.setprofile` before.

Only code in files below the project's root, and in installed copies of them, is kept. With `sys.monitoring`
a function reports until a test has entered it, any other one once, and both cost nothing from then on.

This module is loaded by its path, too, in the subprocesses that tests start: it imports the standard library
alone, and little of it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from types import CodeType
from typing import Any

#: What is below the root and not the project's.
_OTHERS = ("site-packages", "dist-packages", ".tox", ".nox", ".venv", "venv", "node_modules")
_INSTALLED = ("/site-packages/", "/dist-packages/")

#: Path, first line and qualified name of a function.
Function = tuple[str, int, str]


class Recorder:
    """Keeps the code objects that were entered, apart for imports and for tests.

    `by_test` asks for what each test enters; each call of the project's functions costs a little then.
    """

    def __init__(self, root: str, by_test: bool = False) -> None:
        """Prepare for the project at `root`."""
        self.root = os.path.realpath(root).replace(os.sep, "/") + "/"
        self._foreign = tuple(
            os.path.join(base, "lib") + os.sep for base in {sys.prefix, sys.base_prefix, sys.exec_prefix}
        )
        #: For each file that code came from its path below the root; "" where it is not the project's.
        self.paths: dict[str, str] = {}
        self._tops: dict[str, str | None] = {}
        # By identity: code objects of two files may be equal, and their hashes are slow.
        self._called: dict[int, CodeType] = {}
        self._imported: dict[int, CodeType] = {}
        self._tests: dict[str, dict[int, CodeType]] | None = {} if by_test else None
        self._now = self._imported
        self._tool: int | None = None
        self._running = False
        #: Asked whether an import is under way, in processes that know of no test.
        self.importing: Callable[[], bool] | None = None
        #: Whether someone took the hook away, so that not everything was seen.
        self.disturbed = False

    def start(self) -> None:
        """Begin to record, in all threads."""
        self._running = True
        if sys.version_info >= (3, 12):
            self._start_monitoring()
        else:
            # A profiler that is at work is not pushed aside.
            if sys.getprofile() is not None:
                self.disturbed = True
            threading.setprofile(self._profile)
            sys.setprofile(self._profile)

    def stop(self) -> None:
        """Stop recording; a second time does nothing."""
        if not self._running:
            return
        self._running = False
        if sys.version_info >= (3, 12):
            if self._tool is not None:
                sys.monitoring.set_events(self._tool, 0)
                sys.monitoring.register_callback(self._tool, sys.monitoring.events.PY_START, None)
                sys.monitoring.free_tool_id(self._tool)
        else:
            # Methods are equal, and never identical.
            if sys.getprofile() == self._profile:
                sys.setprofile(None)
            else:
                self.disturbed = True
            threading.setprofile(None)

    def testing(self, name: str) -> None:
        """Say that a test begins, or, with an empty name, ends."""
        if not name:
            self._now = self._imported
        elif self._tests is None:
            self._now = self._called
        else:
            self._now = self._tests.setdefault(name, {})
        if not self._running or not name:
            return
        if sys.version_info < (3, 12) and sys.getprofile() != self._profile:
            self.disturbed = True
            sys.setprofile(self._profile)

    if sys.version_info >= (3, 12):

        def _start_monitoring(self) -> None:
            monitoring = sys.monitoring
            # Neither the debugger's, coverage's nor the optimizer's, while there is another.
            for tool in (monitoring.PROFILER_ID, 3, 4, monitoring.OPTIMIZER_ID):
                if monitoring.get_tool(tool) is None:
                    self._tool = tool
                    break
            else:
                self.disturbed = True
                return
            called, imported, paths = self._called, self._imported, self.paths
            disable = monitoring.DISABLE

            def entered(code: CodeType, offset: int) -> Any:
                path = paths.get(code.co_filename)
                if path is None:
                    path = self._found(code.co_filename)
                if not path:
                    return disable
                now = self._now
                if now is imported and self.importing is not None and not self.importing():
                    now = called
                now[id(code)] = code
                # What was entered outside of tests may still be met by one.
                return disable if now is called else None

            monitoring.use_tool_id(self._tool, "roadworthy")
            monitoring.register_callback(self._tool, monitoring.events.PY_START, entered)
            monitoring.set_events(self._tool, monitoring.events.PY_START)

    def _profile(self, frame: Any, event: str, argument: object) -> None:
        if event == "call":
            code = frame.f_code
            if id(code) in self._called:
                return
            path = self.paths.get(code.co_filename)
            if path is None:
                path = self._found(code.co_filename)
            if path:
                now = self._now
                if now is self._imported and self.importing is not None and not self.importing():
                    now = self._called
                now[id(code)] = code

    def called(self) -> list[Function]:
        """Return what tests entered, sorted."""
        every = dict(self._called)
        for entered in (self._tests or {}).values():
            every.update(entered)
        return self._functions(every)

    def imported(self) -> list[Function]:
        """Return what was entered outside of tests, in the same form."""
        return self._functions(self._imported)

    def by_test(self) -> dict[str, list[Function]]:
        """Return what each test entered; nothing where that was not asked for."""
        return {name: self._functions(entered) for name, entered in (self._tests or {}).items()}

    def _functions(self, seen: dict[int, CodeType]) -> list[Function]:
        return sorted(
            {
                (self.paths[code.co_filename], code.co_firstlineno, code.co_qualname)
                for code in list(seen.values())
                if not code.co_name.startswith("<")
            }
        )

    def _found(self, name: str) -> str:
        self.paths[name] = path = self._own(name)
        return path

    def _own(self, name: str) -> str:
        """Return the path below the root of the file that code is from; "" where it is not the project's."""
        if not name.endswith(".py"):
            return ""
        path = name.replace(os.sep, "/")
        for marker in _INSTALLED:
            _, found, tail = path.rpartition(marker)
            if found:
                return self._copied(path, tail)
        if not path.startswith(self.root):
            # Only what may be a link into the project is looked at.
            if name.startswith(self._foreign):
                return ""
            path = os.path.realpath(name).replace(os.sep, "/")
        if path.startswith(self.root):
            below = path[len(self.root) :]
            if not any(part in _OTHERS for part in below.split("/")):
                return os.path.normpath(below).replace(os.sep, "/")
        return ""

    def _copied(self, path: str, tail: str) -> str:
        """Return the source of an installed copy of a package that is here: same place, same text."""
        top = tail.partition("/")[0]
        if top not in self._tops:
            bases = [base for base in ("src/", "") if os.path.exists(self.root + base + top)]
            self._tops[top] = bases[0] if bases else None
        base = self._tops[top]
        if base is None:
            return ""
        candidate = base + tail
        return candidate if _bytes(self.root + candidate) == _bytes(path) != b"" else ""


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""
