"""Which functions are entered while tests run: `sys.monitoring` from Python 3.12 on, `sys.setprofile` before.

Only code in files below the project's root, and in installed copies of them, is kept. With `sys.monitoring`
each function reports once for the imports and once for the tests, and costs nothing from then on.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from types import CodeType
from typing import Any

#: What is below the root and not the project's.
_OTHERS = ("site-packages", "dist-packages", ".tox", ".nox", ".venv", "venv", "node_modules")


class Recorder:
    """Keeps the code objects that were entered, apart for imports and for tests."""

    def __init__(self, root: str) -> None:
        """Prepare for the project at `root`."""
        self.root = os.path.realpath(root) + os.sep
        self._stdlib = sysconfig.get_path("stdlib") + os.sep
        # By identity: code objects of two files may be equal, and their hashes are slow.
        self._seen: tuple[dict[int, CodeType], dict[int, CodeType]] = ({}, {})
        self._now = self._seen[0]
        self._tool: int | None = None
        self._running = False
        self._begun = False
        #: Whether somebody took the hook away, so that not everything was seen.
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

    def testing(self, value: bool) -> None:
        """Say that a test begins or ends."""
        self._now = self._seen[value]
        if not self._running:
            return
        if sys.version_info >= (3, 12):
            if value and not self._begun and self._tool is not None:
                # What the import entered may be entered by a test, too: let every function report again.
                sys.monitoring.restart_events()
        elif value and sys.getprofile() != self._profile:
            self.disturbed = True
            sys.setprofile(self._profile)
        self._begun = self._begun or value

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
            seen, disable = self._seen, monitoring.DISABLE

            def entered(code: CodeType, offset: int) -> Any:
                self._now[id(code)] = code
                # Between two tests a function may still be met for the first time by the next one.
                return disable if self._now is seen[1] or not self._begun else None

            monitoring.use_tool_id(self._tool, "roadworthy")
            monitoring.register_callback(self._tool, monitoring.events.PY_START, entered)
            monitoring.set_events(self._tool, monitoring.events.PY_START)

    def _profile(self, frame: Any, event: str, argument: object) -> None:
        if event == "call":
            self._now[id(frame.f_code)] = frame.f_code

    def called(self) -> list[list[Any]]:
        """Return what tests entered: path, first line and qualified name, sorted."""
        return self._functions(self._seen[1])

    def imported(self) -> list[list[Any]]:
        """Return what was entered outside of tests, in the same form."""
        return self._functions(self._seen[0])

    def _functions(self, seen: dict[int, CodeType]) -> list[list[Any]]:
        found = set()
        paths: dict[str, str] = {}
        for code in list(seen.values()):
            name = code.co_filename
            if name not in paths:
                paths[name] = self._own(name)
            if paths[name] and not code.co_name.startswith("<"):
                found.add((paths[name], code.co_firstlineno, code.co_qualname))
        return [list(item) for item in sorted(found)]

    def _own(self, name: str) -> str:
        """Return the path below the root of the file that code is from; "" where it is not the project's."""
        if name.startswith(("<", self._stdlib + "encodings")) or not name.endswith(".py"):
            return ""
        path = os.path.realpath(name)
        if path.startswith(self.root):
            below = path[len(self.root) :].replace(os.sep, "/")
            if not any(part in _OTHERS for part in below.split("/")):
                return below
        # An installed copy of a package whose source is here: same place, same text.
        for marker in ("site-packages", "dist-packages"):
            _, found, tail = path.replace(os.sep, "/").rpartition(f"/{marker}/")
            for candidate in (f"src/{tail}", tail) if found else ():
                source = os.path.join(self.root, candidate)
                if os.path.isfile(source) and _bytes(source) == _bytes(path):
                    return candidate
        return ""


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""


def merged(root: str, seen: list[dict[str, Any]], whole: bool) -> str:
    """Return the record's text for what one process, or several, saw: the same whatever their order."""
    import hashlib

    from roadworthy.evidence.record import Function, write_record
    from roadworthy.project.module import role_of

    files: dict[str, tuple[str, set[Function], set[Function]]] = {}
    for part in seen:
        for index, key in enumerate(("called", "imported"), 1):
            for path, line, name in part[key]:
                if role_of(path) != "source":
                    continue
                if path not in files:
                    digest = hashlib.sha256(_bytes(os.path.join(root, path))).hexdigest()
                    files[path] = (digest, set(), set())
                functions = files[path][index]
                assert isinstance(functions, set)
                functions.add((line, name))
    return write_record(files, [test for part in seen for test in part["tests"]], whole)


def summary(root: str, limit: int, verbose: bool) -> list[str]:
    """Return lines that name the public functions that no test called, by the record at `root`."""
    from roadworthy.evidence.data import Grade
    from roadworthy.evidence.record import RECORD
    from roadworthy.facts import Blocked
    from roadworthy.project.evidence import NamedCoverage, evidence, is_own
    from roadworthy.project.layout import layout
    from roadworthy.project.module import Module, role_of
    from roadworthy.project.public import public_definitions
    from roadworthy.project.pyproject import pyproject
    from roadworthy.tree import DirectoryTree
    from roadworthy.walk import walk

    tree = DirectoryTree(root)
    try:
        found = layout(tree, pyproject(tree))
    except Blocked as error:
        return [f"pyproject.toml: {error.reason}"]
    modules = []
    for path in tree.files:
        if path.endswith(".py") and role_of(path) == "source":
            try:
                modules.append(walk(Module.parse(path, tree.read(path)), {}))
            except Blocked:
                continue
    own = [module for module in modules if is_own(module, found)]
    known = evidence(tree, NamedCoverage(RECORD, _bytes(os.path.join(root, RECORD))), tuple(own), found, None)
    public = public_definitions(own)
    untested = [
        f"{module.path}:{item.span.line}: {'.'.join(item.route)} ({grade.value})"
        for module, item, _ in public
        if (grade := known.of(module.path, item.span.line)) in (Grade.NOT_EXECUTED, Grade.IMPORTED)
    ]
    problems = [problem for source in known.sources for problem in source.problems]
    if problems:
        return [f"{RECORD} is written; {problem}" for problem in problems]
    if not untested:
        return [f"{RECORD} is written: tests call all {len(public)} public functions"]
    shown = untested if verbose else untested[:limit]
    lines = [f"no test calls {len(untested)} of {len(public)} public functions:", *shown]
    if len(shown) < len(untested):
        lines.append(f"... and {len(untested) - len(shown)} more (-v names all)")
    return lines
