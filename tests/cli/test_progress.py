"""What a run says of itself on standard error: what it is at, and where its seconds go."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from roadworthy.commands.cli import main
from roadworthy.commands.progress import Progress

EXAMPLES = Path(__file__).parents[2] / "examples"
RULES = Path(__file__).parents[2] / "rules" / "roadworthy_rules"


def on_terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Progress | None:
    for name in ("CI", "PRE_COMMIT", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    return Progress.on_terminal()


def test_nothing_is_said_within_a_second_and_little_after(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    told = on_terminal(monkeypatch, TERM="xterm")
    assert told is not None
    told("a.py", 0, 3)
    told.end()
    assert capsys.readouterr().err == ""
    told = Progress()
    for seconds, path in ((0.9, "a.py"), (1.1, "b\x1b[2J.py"), (1.11, "c.py"), (1.3, "d" * 90)):
        now[0] = 100.0 + seconds
        told(path, 1, 3)
    told.end()
    told("e.py", 2, 3)
    lines = capsys.readouterr().err.split("\r\x1b[K")
    assert lines[0] == ""
    assert lines[1].startswith("1 of 3 files: b")
    assert "\x1b" not in lines[1]
    assert lines[2].startswith("1 of 3 files: ddd")
    assert len(lines[2]) == 79
    assert lines[3:] == [""]


@pytest.mark.parametrize("name", ["CI", "PRE_COMMIT"])
def test_nothing_is_said_where_nobody_sits(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert on_terminal(monkeypatch, TERM="xterm") is not None
    assert on_terminal(monkeypatch, TERM="dumb") is None
    assert on_terminal(monkeypatch, TERM="xterm", **{name: "1"}) is None


def test_where_the_seconds_go(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(EXAMPLES / "experiment")
    main(["check"])
    usual = capsys.readouterr()
    assert main(["check", "--timing"]) == 1
    timed = capsys.readouterr()
    assert timed.out == usual.out
    assert usual.err == ""
    lines = timed.err.splitlines()
    assert [line.partition(" s  ")[2] for line in lines[:4]] == [
        "each file by itself",
        "all files together",
        "all of it",
        "the report",
    ]
    seconds = [float(line.split()[1]) for line in lines[:4]]
    assert seconds[0] > 0
    assert seconds[0] + seconds[1] < seconds[2]
    # Which rules take longest is the machine's to say.
    named = {line.split()[-1] for line in lines[5:]}
    assert named & {path.stem.replace("_", "-") for path in RULES.rglob("[a-z]*.py")}
