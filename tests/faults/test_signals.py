"""A run that is ended at any moment leaves old outputs or new ones, each whole, and the right exit code."""

from __future__ import annotations

import signal

import pytest

from roadworthy.projects.baseline import dumped
from tests.faults.conftest import PROJECT, Disturb, Done, Fault

ENDS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -signal.SIGKILL}
RUN = "roadworthy.commands.run"
WRITE = "roadworthy.core.write"


def moment(target: str, nth: int = 1, when: str = "before") -> Fault:
    return {"target": target, "nth": nth, "when": when}


#: Ten moments of a run, ...
IN_A_RUN = [
    moment("roadworthy.commands.plugins.load_plugins"),
    moment("roadworthy.commands.plugins.load_plugins", when="after"),
    moment(f"{RUN}.discover"),
    moment("roadworthy.tree.opening.open_regular"),
    moment("roadworthy.tree.opening.open_regular", 3),
    moment(f"{RUN}.inspect"),
    moment("roadworthy.engine.file_pass.run_rule", 5, "after"),
    moment(f"{RUN}.build_result"),
    moment("roadworthy.report.lines.verdict"),
    moment("roadworthy.commands.console.show"),
]
#: ... of writing two reports, ...
IN_A_REPORT = [
    moment("roadworthy.report.json.render"),
    moment("roadworthy.report.json.render", when="after"),
    moment("os.open"),
    moment("os.open", when="after"),
    moment("os.write", when="amid"),
    moment("os.chmod"),
    moment("os.replace"),
    moment("os.replace", when="after"),
    moment("os.write", 2, "amid"),
    moment("os.replace", 2, "after"),
]
#: ... and of fixing two files.
IN_A_FIX = [
    moment("roadworthy.fix.passes.inspect", 2),
    moment("roadworthy.fix.passes.apply", when="after"),
    moment(f"{WRITE}.write_files"),
    moment("os.open", when="after"),
    moment("os.write", when="amid"),
    moment("os.write", 2),
    moment("os.replace"),
    moment("os.replace", when="after"),
    moment("os.replace", 2),
    moment("os.replace", 2, "after"),
]

#: What has one output, or makes files that are not there yet.
IN_A_NEW_FILE = [
    moment("os.open"),
    moment("os.open", when="after"),
    moment("os.write", when="amid"),
    moment("os.replace"),
    moment("os.replace", when="after"),
]

Outputs = dict[str, tuple[bytes, bytes]]


def ended(disturb: Disturb, arguments: list[str], moments: list[Fault], old: dict[str, bytes]) -> Outputs:
    """Run undisturbed, and with each signal at each moment; hold what is left to before and after."""
    faults: list[list[Fault]] = [[]]
    faults += [[{**at, "value": int(number)}] for number in ENDS for at in moments]
    before = {name: text.encode() for name, text in PROJECT.items()} | old
    whole, *cut = disturb(arguments, faults, old)
    after = whole.left()
    expected = [code for code in ENDS.values() for _ in moments]
    assert [run.status for run in cut] == expected
    for run, planted in zip(cut, faults[1:], strict=True):
        _is_whole(run, before, after, planted)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def _is_whole(run: Done, before: dict[str, bytes], after: dict[str, bytes], planted: list[Fault]) -> None:
    left = run.left()
    assert left.keys() <= before.keys() | after.keys(), planted
    for name in before.keys() & left.keys():
        assert left[name] in (before[name], after[name]), (name, planted)
    for name in left.keys() - before.keys():
        assert left[name] == after[name], (name, planted)
    assert before.keys() <= left.keys(), planted
    # Nothing can be cleared away after SIGKILL; what is left is known by its name.
    if run.status == -signal.SIGKILL:
        assert all(".roadworthy-" in name for name in run.temporary()), planted
    else:
        assert run.temporary() == [], planted


def test_a_run(disturb: Disturb) -> None:
    assert ended(disturb, ["check", "--select", "code"], IN_A_RUN, {}) == {}


def test_two_reports(disturb: Disturb) -> None:
    old = {"a.json": b"old", "b.json": b"old"}
    arguments = ["check", "-q", "--select", "code", "--report", "json=a.json", "--report", "json=b.json"]
    changed = ended(disturb, arguments, IN_A_REPORT, old)
    assert sorted(changed) == ["a.json", "b.json"]


def test_a_fix(disturb: Disturb) -> None:
    arguments = ["check", "-q", "--unsafe-fixes", "--select", "license-classifier-redundant,import-unused"]
    changed = ended(disturb, arguments, IN_A_FIX, {})
    assert sorted(changed) == ["pyproject.toml", "src/demo/model.py", "src/demo/other.py"]


def test_a_baseline(disturb: Disturb) -> None:
    old = {"roadworthy-baseline.json": dumped({}, 1.0).encode()}
    changed = ended(disturb, ["check", "-q", "--accept-new"], IN_A_NEW_FILE, old)
    assert sorted(changed) == ["roadworthy-baseline.json"]


def test_new_files(disturb: Disturb) -> None:
    assert ended(disturb, ["init", "--write", "--ci", "github"], IN_A_NEW_FILE, {}) == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_every_moment_is_reached(disturb: Disturb, number: int) -> None:
    """A fault that is never reached would prove nothing: the run would end by itself."""
    planted = [[{**moment("os.replace", 99), "value": int(number)}]]
    (run,) = disturb(["check", "-q", "--select", "code"], planted)
    assert run.status == 1
