"""What a fact or rule raises, or takes too long for, stays its own: it is named, and the rest goes on."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import ConfigError
from roadworthy.core.finding import Finding, Location
from roadworthy.core.registry import Registry
from roadworthy.core.rule import Rule, Severity, rule
from roadworthy.core.rule_run import Outcome
from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.inspect import GIVEN, Inspection, inspect
from roadworthy.packs.load import Plugins
from roadworthy.report.formats.full import full
from roadworthy.report.json import render as as_json
from roadworthy.settings.config import defaults
from roadworthy.tree.tree import MemoryTree, Tree
from tests.hostile.support import around, inspected, write_tree

_needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no such timer")


class Broken:
    pass


class Sound:
    pass


class Item:
    def __init__(self, name: str) -> None:
        self.name = name


class Made:
    def __init__(self, name: str) -> None:
        self.name = name


@fact
def broken(tree: Tree) -> Broken:
    raise RecursionError("deep")


@fact
def sound(tree: Tree) -> Sound:
    return Sound()


@fact
def items(tree: Tree) -> tuple[Item, ...]:
    return Item("good"), Item("bad")


@fact
def made(item: Item) -> Made:
    return Made(str(1 // (item.name == "good")) + item.name)


@fact
def endless(tree: Tree) -> Broken:
    while True:
        pass


@rule(Severity.NOTE, since="0.1", group="code")
def first_broken(broken: Broken) -> Iterator[Finding]:
    """A. B."""
    yield Finding("x", Location("x"))


@rule(Severity.NOTE, since="0.1", group="code")
def second_broken(sound: Sound, broken: Broken) -> Iterator[Finding]:
    """A. B."""
    yield Finding("x", Location("x"))


@rule(Severity.NOTE, since="0.1", group="code")
def on_sound(sound: Sound) -> Iterator[Finding]:
    """A. B."""
    yield Finding("sound", Location("x"))


@rule(Severity.NOTE, since="0.1", group="code")
def on_made(made: Made) -> Iterator[Finding]:
    """A. B."""
    yield Finding(made.name, Location("x"))


@rule(Severity.NOTE, since="0.1", group="code")
def slow_match(sound: Sound) -> Iterator[Finding]:
    """A. B."""
    re.match(r"(a|a)*b", "a" * 60)
    yield Finding("never", Location("x"))


@rule(Severity.NOTE, since="0.1", group="code")
def talkative(sound: Sound) -> Iterator[Finding]:
    """A. B."""
    while True:
        yield Finding("again", Location("x"))


def _run(functions: list[object], rules: list[Rule]) -> tuple[Inspection, dict[str, Outcome]]:
    registry = Registry(functions, GIVEN)  # type: ignore[arg-type]
    plugins = Plugins([], {one.name: one for one in rules}, {}, registry, {}, ())
    with around():
        inspection = inspect(MemoryTree({"x": b""}), plugins, rules, defaults())
    return inspection, {judged.rule.name: judged.outcome for judged in inspection.judged}


def test_what_a_fact_raises_is_reported_once_and_blocks_who_asks_for_it() -> None:
    inspection, outcomes = _run([broken, sound], [first_broken, second_broken, on_sound])
    assert outcomes == {
        "first-broken": Outcome.BLOCKED,
        "second-broken": Outcome.BLOCKED,
        "on-sound": Outcome.FAILED,
    }
    (crash,) = inspection.crashes
    assert (crash.kind, crash.rule, crash.stopped) == ("fact", "Broken", False)
    assert "RecursionError: deep" in crash.traceback
    assert crash.text == "fact `Broken` crashed"


def test_what_a_fact_raises_on_one_item_blocks_that_item_alone() -> None:
    inspection, outcomes = _run([items, made], [on_made])
    assert outcomes == {"on-made": Outcome.FAILED}
    assert [finding.message for judged in inspection.judged for _, finding in judged.findings] == ["1good"]
    assert [(crash.rule, crash.subject) for crash in inspection.crashes] == [("tuple[Made, ...]", "bad")]


@_needs_timer
def test_a_fact_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RULE_SECONDS", 0.2)
    inspection, outcomes = _run([endless, sound], [first_broken, second_broken, on_sound])
    assert outcomes["on-sound"] is Outcome.FAILED
    assert {outcomes["first-broken"], outcomes["second-broken"]} == {Outcome.BLOCKED}
    assert [(crash.text, crash.stopped) for crash in inspection.crashes] == [
        ("fact `Broken` was stopped", True)
    ]


@_needs_timer
def test_a_regular_expression_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RULE_SECONDS", 0.2)
    inspection, outcomes = _run([sound], [slow_match, on_sound])
    assert outcomes == {"slow-match": Outcome.CRASHED, "on-sound": Outcome.FAILED}
    assert [crash.text for crash in inspection.crashes] == ["rule `slow-match` was stopped"]


def test_a_rule_that_finds_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FINDINGS", 10)
    inspection, outcomes = _run([sound], [talkative])
    assert outcomes == {"talkative": Outcome.CRASHED}
    assert [crash.traceback for crash in inspection.crashes] == ["it found more than 10 places"]


@_needs_timer
def test_a_file_that_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(limits, "FILE_SECONDS", 0.05)
    slow = "def f():\n    breakpoint()\n" * 20_000
    write_tree(tmp_path, {"src/demo/slow.py": slow, "src/demo/zzz.py": "def f():\n    breakpoint()\n"})
    report = inspected(tmp_path)
    found = {(finding.rule, Path(finding.place.path).name) for finding in report.projects[0].findings}
    assert ("unreadable-file", "slow.py") in found
    assert ("breakpoint-left", "zzz.py") in found
    assert report.exit_code == 3


def test_after_a_run_s_time_what_is_left_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimeBudget, "spent", True)
    write_tree(tmp_path, {})
    report = inspected(tmp_path)
    assert (report.complete, report.exit_code) == (False, 3)
    assert [skip.reason for skip in report.skipped] == ["the run has taken too long"]
    assert [crash.text for crash in report.projects[0].crashes] == ["the run was stopped"]
    assert '"kind": "run"' in as_json(report)


def test_fixes_of_one_long_file_are_shown_up_to_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "def f():\n    breakpoint()\n    return 1\n\n\n" * 4
    write_tree(tmp_path, {"src/demo/model.py": code})
    report = inspected(tmp_path)
    assert full(report).count("\n      -    breakpoint()\n") == 4
    monkeypatch.setattr(limits, "FIX_DIFFS", 2 * len(code))
    assert full(report).count("\n      -    breakpoint()\n") == 2
    assert full(report).count("\n      ... not shown here; `--diff` shows it\n") == 2


@_needs_timer
def test_the_timer_of_another_is_left_alone() -> None:
    def theirs(*_: object) -> None:
        raise AssertionError("it was not to fire")

    before = signal.signal(signal.SIGALRM, theirs)
    try:
        with TimeBudget().step(0.001):
            assert signal.getsignal(signal.SIGALRM) is theirs
            assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    finally:
        signal.signal(signal.SIGALRM, before)


def _stopped() -> None:
    with TimeBudget().step(0.01):
        while True:
            pass


@_needs_timer
def test_after_a_step_there_is_no_timer() -> None:
    with pytest.raises(Spent):
        _stopped()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_IGN


@pytest.mark.skipif(os.name != "posix", reason="links need no rights there")
@pytest.mark.parametrize("kind", ["link", "directory", "pipe"])
def test_settings_above_that_cannot_be_read_are_an_error_with_a_place(kind: str, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    above = tmp_path / "roadworthy.toml"
    if kind == "link":
        above.symlink_to(tmp_path / "nowhere.toml")
    elif kind == "directory":
        above.mkdir()
    else:
        os.mkfifo(above)
    project = tmp_path / "demo"
    project.mkdir()
    write_tree(project, {})
    with pytest.raises(ConfigError, match=r"^\.\./roadworthy\.toml: cannot be read: "):
        inspected(project)
