"""The pytest plugin: `pytest --roadworthy` records which of the project's functions tests call.

It writes one small file beside the settings, `.roadworthy-record.json`, which `roadworthy check` finds, and
names at the end the public functions that no test called. Under pytest-xdist each worker records, and the
controller merges what they saw. Python processes that tests start or fork are recorded as well.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from roadworthy.call_trace.tracer import Recorder

_KEY = pytest.StashKey["Recorder"]()
#: How many functions the summary names.
_NAMED = 20
#: What is set for the processes that tests start.
_VARIABLES = ("PYTHONPATH", "ROADWORTHY_RECORD", "ROADWORTHY_ROOT")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--roadworthy`."""
    group = parser.getgroup("roadworthy", "roadworthy: which functions do tests call?")
    group.addoption(
        "--roadworthy",
        action="store_true",
        help="record which of the project's functions tests call, for `roadworthy check`",
    )
    group.addoption(
        "--roadworthy-by-test",
        action="store_true",
        help="record what each test calls, too (slower)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin to record before a conftest imports anything of the project."""
    if _wanted(early_config.known_args_namespace):
        _begin(early_config)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Add the hooks that record."""
    if _wanted(config.option) and not config.getoption("collectonly", False):
        config.pluginmanager.register(Session(config, _begin(config)), "roadworthy-session")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop recording, however the session ended."""
    recorder = config.stash.get(_KEY, None)
    if recorder is not None:
        recorder.stop()


def _wanted(options: Any) -> bool:
    return bool(options.roadworthy or options.roadworthy_by_test)


def _begin(config: pytest.Config) -> Recorder:
    if _KEY not in config.stash:
        from roadworthy.call_trace.tracer import Recorder

        by_test = bool(config.known_args_namespace.roadworthy_by_test)
        config.stash[_KEY] = Recorder(str(config.rootpath), by_test)
        config.stash[_KEY].start()
    return config.stash[_KEY]


class Session:
    """One session's recording: hooks that only exist where `--roadworthy` was given."""

    def __init__(self, config: pytest.Config, recorder: Recorder) -> None:
        """Take over a recorder, and stop it in the controller of pytest-xdist, which runs no test."""
        self.config = config
        self.root = str(config.rootpath)
        self.recorder = recorder
        self.worker = hasattr(config, "workerinput")
        self.tests: set[str] = set()
        self.merged: list[dict[str, Any]] = []
        self.deselected = False
        self.settings = [str(word) for word in config.getini("addopts")]
        self.lost = False
        self.problem = ""
        self.lines: list[str] = []
        self.processes = ""
        if config.getoption("numprocesses", None) and not self.worker:
            recorder.stop()
        else:
            self._follow_processes()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Note that a test runs, with its fixtures."""
        self.tests.add(item.nodeid.partition("::")[0])
        self.recorder.testing(item.nodeid)
        try:
            return (yield)
        finally:
            self.recorder.testing("")

    def pytest_deselected(self) -> None:
        """Note that not all tests run."""
        # What the project's own settings leave out is not of its suite.
        self.deselected = self.deselected or not any(map(self._from_settings, ("keyword", "markexpr")))

    def _from_settings(self, name: str) -> bool:
        """Tell whether an option has the value that the settings give it."""
        value = self.config.getoption(name, None)
        values = value if isinstance(value, list) else [value]
        return bool(value) and all(
            any(word in (item, f"-m{item}", f"-k{item}") for word in self.settings) for item in values
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note that a file with tests could not be read."""
        self.deselected = self.deselected or report.failed

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take what a worker saw; one that broke down takes with it what it saw."""
        seen = getattr(node, "workeroutput", {}).get("roadworthy")
        if seen is None or error:
            self.lost = True
        else:
            self.merged.extend(seen)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Hand over what was seen to the controller, or write the record."""
        from roadworthy.call_trace.summary import public

        self.recorder.stop()
        seen = {
            "called": self.recorder.called(),
            "imported": self.recorder.imported(),
            "by_test": self.recorder.by_test(),
            "public": public(self.recorder.paths),
            "tests": sorted(self.tests),
            "whole": not (self.deselected or self.recorder.disturbed),
        }
        processes = self._processes_saw()
        if self.worker:
            self.config.workeroutput["roadworthy"] = [seen, *processes]  # type: ignore[attr-defined]
            return
        broken_off = self.lost or session.shouldstop or session.shouldfail or int(exitstatus) not in (0, 1)
        whole = not broken_off and self._asks_for_all()
        self._write([seen, *processes, *self.merged], whole)

    def _follow_processes(self) -> None:
        """Have the Python processes that tests start write what they see; `_processes_saw` reads it."""
        import tempfile

        from roadworthy.call_trace.subprocesses import follow
        from roadworthy.core.replace import replace_file

        self.processes = tempfile.mkdtemp(prefix="roadworthy-")
        self.environment = {name: os.environ.get(name) for name in _VARIABLES}
        hook = os.path.join(os.path.dirname(__file__), "subprocess_hook")
        path = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join((hook, path)) if path else hook
        os.environ["ROADWORTHY_RECORD"] = self.processes
        os.environ["ROADWORTHY_ROOT"] = self.root
        follow(self.recorder, self.processes, replace_file, here=False)

    def _processes_saw(self) -> list[dict[str, Any]]:
        from roadworthy.call_trace.subprocesses import written

        if not self.processes:
            return []
        import shutil

        for name, value in self.environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        found = written(self.processes)
        shutil.rmtree(self.processes, ignore_errors=True)
        return found

    def _write(self, seen: list[dict[str, Any]], whole: bool) -> None:
        from roadworthy.call_trace.record import RECORD
        from roadworthy.call_trace.summary import merged, summary
        from roadworthy.core.write import write_files

        whole = whole and all(part["whole"] for part in seen)
        text = merged(self.root, seen, whole)
        try:
            write_files(self.root, {RECORD: text.encode("utf-8", "backslashreplace")})
        except OSError as error:
            self.problem = f"the record cannot be written: {error.strerror or error}"
        self.lines = summary(seen, whole, 0 if self.config.get_verbosity() > 0 else _NAMED)

    def _asks_for_all(self) -> bool:
        """Tell whether the command line asks for the whole suite, and not for a part by path or outcome."""
        config = self.config
        parts = ("lf", "stepwise", "keyword", "markexpr", "ignore", "ignore_glob", "deselect")
        if any(config.getoption(name, None) and not self._from_settings(name) for name in parts):
            return False
        if config.args_source is pytest.Config.ArgsSource.TESTPATHS:
            return True
        root = str(config.rootpath)
        start = str(config.invocation_params.dir)
        given = {os.path.normpath(os.path.join(start, argument)) for argument in config.args}
        names = config.getini("testpaths") or ("tests", "test")
        wanted = {os.path.normpath(os.path.join(root, name)) for name in names}
        return root in given or wanted <= given or bool(not config.getini("testpaths") and wanted & given)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name the public functions that no test called."""
        if self.worker:
            return
        from roadworthy.core.redact import Redactor
        from roadworthy.core.safe import safe

        lines = [self.problem] if self.problem else self.lines
        if self.recorder.disturbed:
            lines = [*lines, "a test took the profiling hook away: what ran after that was not seen"]
        terminalreporter.section("roadworthy")
        for line in lines:
            terminalreporter.write_line(safe(Redactor().text(line)))
