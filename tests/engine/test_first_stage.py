"""However many processes work, and whatever is known of files, a run finds the same."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from roadworthy import Finding, Location, Module, ModuleSummary, Severity, rule
from roadworthy.commands.plugins import load_plugins
from roadworthy.commands.run import Request, check
from roadworthy.core import limits
from roadworthy.core.result import Report
from roadworthy.core.rule import Rule
from roadworthy.core.signature import Deferred
from roadworthy.core.store import Store
from roadworthy.engine import workers
from roadworthy.engine.budget import Spent
from roadworthy.engine.first_stage import Means
from roadworthy.engine.inspect import inspect
from roadworthy.engine.schedule import FileRules
from roadworthy.facts.python import filekind, scope_walk, visitor
from roadworthy.packs.load import Plugins
from roadworthy.report.json import render
from roadworthy.settings.config import defaults
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import DirectoryTree, MemoryTree
from tests.counting import counting

EXAMPLES = Path(__file__).parents[2] / "examples"
FORKS = pytest.mark.skipif(sys.platform != "linux", reason="processes are not forked here")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a project of few files, which is enough for further processes."""
    shutil.copytree(EXAMPLES / "experiment", tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setattr(limits, "FORK_BYTES", 0)
    monkeypatch.setattr(limits, "SPAWN_BYTES", 0)
    return tmp_path / "project"


def made(means: Means | None = None, offered: Plugins | None = None, **asked: Any) -> Report:
    return check(Request(plugins=offered or plugins(), means=means or Means(), **asked))


def store(directory: Path) -> Store:
    directory.mkdir(exist_ok=True)
    return Store(str(directory), b"key")


@FORKS
@pytest.mark.parametrize("jobs", [2, 4])
def test_several_processes_find_the_same(project: Path, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    started = count_processes(monkeypatch)
    expected = render(made())
    assert started == []
    assert render(made(Means(jobs))) == expected
    assert started == ["fork"] * min(jobs, 4)


def test_processes_that_start_afresh_find_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "start_method", lambda: "spawn")
    monkeypatch.setattr(workers, "start_method", lambda: "spawn")
    started = count_processes(monkeypatch)
    expected = render(made())
    assert render(made(Means(2, load=load_plugins))) == expected
    assert started == ["spawn", "spawn"]


@FORKS
def test_rules_are_imported_before_processes_are_forked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = count_processes(monkeypatch)
    real = FileRules.load

    def loading(self: FileRules) -> None:
        started.append("load")
        real(self)

    monkeypatch.setattr(FileRules, "load", loading)
    made(Means(2))
    assert started[0] == "load"
    assert started[-1] == "fork"


def test_what_cannot_be_imported_is_left_to_its_caller() -> None:
    missing = Rule("missing", Deferred("roadworthy_rules.unknown", "missing"), Severity.NOTE, "0.1")
    there = Rule("there", Deferred("colorsys", "rgb_to_hls"), Severity.NOTE, "0.1")
    rules = FileRules(plugins().registry.kinds[0], rules={"missing": missing, "there": there})
    sys.modules.pop("colorsys", None)
    rules.load()
    assert "colorsys" in sys.modules


def count_processes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    started: list[str] = []
    real = workers.Workers._started

    def starting(self: workers.Workers) -> Any:
        started.append(workers.start_method())
        return real(self)

    monkeypatch.setattr(workers.Workers, "_started", starting)
    return started


def test_little_is_done_in_this_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(project)
    started = count_processes(monkeypatch)
    made(Means(4))
    assert started == []


def test_a_program_of_several_threads_is_not_forked() -> None:
    from threading import Event, Thread

    end = Event()
    thread = Thread(target=end.wait)
    thread.start()
    try:
        assert workers.start_method() == "spawn"
    finally:
        end.set()
        thread.join()


@pytest.mark.parametrize("jobs", [1, 2])
def test_only_what_changed_is_parsed(project: Path, tmp_path: Path, jobs: int) -> None:
    means = Means(jobs, store(tmp_path / "kept"))
    expected = render(made())
    assert render(made(means)) == expected
    with counting(project) as counts:
        assert render(made(means)) == expected
    texts = {path.read_text("utf-8") for path in project.rglob("*.py")}
    assert [text for parser, text in counts.parsed if parser == "compile" and text in texts] == []
    changed = project / "utils.py"
    changed.write_text(changed.read_text() + "\nprint(1)\n")
    with counting(project) as counts:
        found = render(made(replace(means, jobs=1)))
    texts = {path.read_text("utf-8") for path in project.rglob("*.py")}
    parsed = [text for parser, text in counts.parsed if parser == "compile" and text in texts]
    assert parsed == [changed.read_text()]
    assert found == render(made())


def test_each_module_is_walked_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: Counter[tuple[str, str]] = Counter()
    real = visitor.walk

    def counted(module: Module, handlers: scope_walk.Handlers) -> ModuleSummary:
        walked[module.path, module.text] += 1
        return real(module, handlers)

    monkeypatch.setattr(visitor, "walk", counted)
    monkeypatch.setattr(filekind, "walk", counted)
    made()
    # The cells that marks divide a module into are walked by themselves.
    files = {
        (file.relative_to(project).as_posix(), file.read_text("utf-8")) for file in project.rglob("*.py")
    }
    assert {file: walked[file] for file in files} == dict.fromkeys(files, 1)


def test_what_is_known_depends_on_more_than_the_file(project: Path, tmp_path: Path) -> None:
    """Rules, options, what a file is for, and the programs that run."""
    means = Means(store=store(tmp_path / "kept"))
    made(means)
    for change in ("", "[tool.roadworthy.rules.function-too-complex]\nlimit = 1\n"):
        (project / "pyproject.toml").write_text(f'[project]\nname = "demo"\nversion = "1"\n{change}')
        (project / "src" / "demo").mkdir(parents=True, exist_ok=True)
        (project / "src" / "demo" / "__init__.py").write_text("def f(a):\n    print(a if a else 0)\n")
        assert render(made(means)) == render(made())
        assert render(made(means, select=["code"])) == render(made(select=["code"]))
    kept = sorted(entry.name for entry in (tmp_path / "kept").iterdir())
    made(replace(means, salt="other"))
    assert len(list((tmp_path / "kept").iterdir())) > len(kept)


@pytest.mark.parametrize("at", [0, 25, 80, 400, -1])
def test_damage_is_not_believed(project: Path, tmp_path: Path, at: int) -> None:
    means = Means(store=store(tmp_path / "kept"))
    made(means)
    for entry in (tmp_path / "kept").iterdir():
        data = bytearray(entry.read_bytes())
        data[at] ^= 4
        entry.write_bytes(bytes(data))
    assert render(made(means)) == render(made())


@rule(Severity.NOTE, since="0.1")
def deadly(module: Module) -> Iterator[Finding]:
    """A rule that ends its process on a file, as often as a file beside says."""
    left = Path("lives")
    if module.path == "utils.py" and left.is_file() and left.read_text():
        left.write_text(left.read_text()[1:])
        os.kill(os.getpid(), signal.SIGKILL)
    yield Finding("seen", Location(module.path))


@rule(Severity.NOTE, since="0.1")
def endless(module: Module) -> Iterator[Finding]:
    """A rule that takes longer than a file may."""
    if module.path == "utils.py":
        time.sleep(30)
    yield Finding("seen", Location(module.path))


@rule(Severity.NOTE, since="0.1")
def broken(module: Module) -> Iterator[Finding]:
    """A rule that raises."""
    if module.path == "utils.py":
        raise ValueError("broken")
    yield Finding("seen", Location(module.path))


def with_rule(added: Any) -> Plugins:
    known = plugins()
    return replace(known, rules={**known.rules, added.name: replace(added, group="code")})


@FORKS
@pytest.mark.parametrize("lives", [1, 2])
def test_a_process_that_dies(project: Path, lives: int) -> None:
    (project / "lives").write_text("x" * lives)
    report = made(Means(2), with_rule(deadly))
    paths = [found.place.path for found in report.projects[0].findings if found.rule == "deadly"]
    modules = sorted(path.name for path in project.glob("*.py"))
    if lives == 1:
        assert paths == modules
        assert report.complete
    else:
        assert paths == [name for name in modules if name != "utils.py"]
        assert report.exit_code == 3
        assert "utils.py could not be read" in [reason.text for reason in report.projects[0].reasons]


@FORKS
@pytest.mark.parametrize("added", [broken, endless])
def test_what_goes_wrong_is_told_alike(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: Any
) -> None:
    monkeypatch.setattr(limits, "FILE_SECONDS", 2)
    alone = made(Means(), with_rule(added))
    assert alone.exit_code == 3
    means = Means(2, store(tmp_path / "kept"))
    for _ in range(2):
        together = made(means, with_rule(added))
        assert together.exit_code == 3
        assert [reason.text for reason in together.projects[0].reasons] == [
            reason.text for reason in alone.projects[0].reasons
        ]
        assert {crash.subject for crash in together.projects[0].crashes} == {
            crash.subject for crash in alone.projects[0].crashes
        }


@FORKS
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_we_fail_on_hides_no_other(
    project: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = visitor.walk

    def failing(module: Module, handlers: Any) -> Any:
        if module.path == "utils.py":
            raise TypeError("a fault of ours")
        return walk(module, handlers)

    monkeypatch.setattr(filekind, "walk", failing)
    report = made(Means(jobs))
    assert report.exit_code == 3
    (crash,) = report.projects[0].crashes
    assert (crash.text, crash.subject) == ("fact `ModuleSummary` crashed", "utils.py")
    assert "train_final_v2.py" in {found.place.path for found in report.projects[0].findings}


@FORKS
def test_a_run_that_is_ended_leaves_no_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[Any] = []
    real = workers.Workers._started

    def starting(self: workers.Workers) -> Any:
        running.append(real(self))
        return running[-1]

    class Ended:
        def __call__(self, path: str, number: int, count: int) -> None:
            if running:
                raise KeyboardInterrupt

        def end(self) -> None:
            pass

    monkeypatch.setattr(workers.Workers, "_started", starting)
    with pytest.raises(KeyboardInterrupt):
        made(Means(2, progress=Ended()))
    assert running
    assert not any(one.process.is_alive() for one in running)


def test_a_result_that_is_no_plain_data_is_not_kept(project: Path, tmp_path: Path) -> None:
    @rule(Severity.NOTE, since="0.1")
    def odd(module: Module) -> Iterator[Finding]:
        """A rule whose findings hold what JSON does not."""
        yield Finding("seen", Location(module.path, ("x", Spent)))  # type: ignore[arg-type]

    means = Means(2, store(tmp_path / "kept"))
    offered = with_rule(odd)
    for _ in range(2):
        found = made(means, offered).projects[0].findings
        assert len([one for one in found if one.rule == "odd"]) == len(list(project.glob("*.py")))


def test_of_trees_that_were_never_on_a_disk_nothing_is_kept(project: Path, tmp_path: Path) -> None:
    kept = store(tmp_path / "kept")
    known = plugins()
    files = {"a.py": b"x = 1\n"}
    for tree in (MemoryTree(files), DirectoryTree(str(project), overlay=files)):
        inspect(tree, known, [known.rules["breakpoint-left"]], defaults(), means=Means(store=kept))
    assert os.listdir(tmp_path / "kept") == []
    on_disk = DirectoryTree(str(project))
    inspect(on_disk, known, [known.rules["breakpoint-left"]], defaults(), means=Means(store=kept))
    assert os.listdir(tmp_path / "kept") != []
