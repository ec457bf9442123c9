"""No byte of a secret in any output of any command: each kind, in each of twelve places."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from roadworthy import Finding, Module, Severity, rule
from roadworthy.commands import run
from roadworthy.commands.cli import main
from roadworthy.core.redact import Redactor
from roadworthy.core.result import Report
from roadworthy.core.rule import Rule
from roadworthy.packs.load import Plugins
from tests.redaction.samples import SAMPLES
from tests.redaction.tree import PLACES, Planted, write_tree

#: So many characters of a secret in a row, and it is told.
TOLD = 8
COMMANDS = {
    "verbose": ["check", "-v"],
    "json": ["check", "--output-format", "json"],
    "own format": ["check", "--output-format", "everything"],
    "files": ["check", "--output-file", "report.txt", "--report", "sarif=report.sarif"],
    "diff": ["check", "--diff"],
    "unsafe diff": ["check", "--diff", "--unsafe-fixes"],
    "fix": ["check", "--fix"],
    "unsafe fix": ["check", "--fix", "--unsafe-fixes", "-v"],
    "config": ["config"],
    "one wheel": ["check", "-v", "dist/churn-1.0-py3-none-any.whl"],
}


@rule(Severity.NOTE, since="0.1", group="code")
def crash_quoting(module: Module) -> Iterator[Finding]:
    """A rule that quotes what it reads, and raises."""
    yield Finding(f"`{module.text[:2000]}`", module.at(module.tree))
    raise ValueError(module.text)


def everything(report: Report) -> str:
    """A format of a careless pack: all that it is given."""
    return f"{report!r}\n{dict(report.sources)!r}"


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    found = run.load_plugins()
    assert isinstance(crash_quoting, Rule)
    found.rules["crash-quoting"] = crash_quoting
    found.reports["everything"] = everything
    return found


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Planted]]:
    root = tmp_path_factory.mktemp("secrets")
    return root, write_tree(root)


@pytest.fixture
def output(
    tree: tuple[Path, dict[str, Planted]],
    plugins: Plugins,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[str], str]:
    """Return a function that gives all that a command writes."""
    monkeypatch.setattr(run, "load_plugins", lambda: plugins)

    def call(command: str) -> str:
        root = tmp_path / command.replace(" ", "-")
        shutil.copytree(tree[0], root)
        monkeypatch.chdir(root)
        main(COMMANDS[command])
        written = [root / "report.txt", root / "report.sarif"]
        captured = capsys.readouterr()
        return "".join(
            (captured.out, captured.err, *(path.read_text("utf-8") for path in written if path.exists()))
        )

    return call


def folded(text: str) -> str:
    """Return a text as names are compared: a token in other letters is told as well."""
    return re.sub(r"[-_.]+", "-", text).lower()


def pieces(text: str) -> set[str]:
    return {text[start : start + TOLD] for start in range(len(text) - TOLD + 1)}


def fixed(kind: str) -> set[str]:
    """Return what every token of a kind has, such as `hooks.slack.com`."""
    return pieces(folded(SAMPLES[kind](lambda alphabet, length: "\0" * length))) if kind in SAMPLES else set()


def told(text: str, held: Mapping[str, Planted]) -> dict[str, list[str]]:
    """Return, by place, the kinds of secrets of which a text has a piece."""
    shown = pieces(folded(text))
    return {
        place: [
            kind
            for kind, secret in planted.secrets.items()
            if not shown.isdisjoint(pieces(folded(secret)) - fixed(kind))
        ]
        for place, planted in held.items()
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_tells_a_secret(
    command: str, output: Callable[[str], str], tree: tuple[Path, dict[str, Planted]]
) -> None:
    text = output(command)
    assert text
    assert {place: kinds for place, kinds in told(text, tree[1]).items() if kinds} == {}


def test_without_the_pass_every_place_would_be_told(
    output: Callable[[str], str], tree: tuple[Path, dict[str, Planted]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Redactor, "text", lambda self, text: text)
    monkeypatch.setattr("roadworthy.report.redact.masked", lambda text, plain: text)
    monkeypatch.setattr("roadworthy.fix.diff.masked", lambda text, plain: text)
    text = "".join(map(output, ("own format", "one wheel")))
    found = told(text, tree[1])
    assert {place for place, kinds in found.items() if len(kinds) >= len(SAMPLES) // 2} == set(PLACES)


def test_there_are_forty_kinds_in_twelve_places() -> None:
    assert len(SAMPLES) >= 40
    assert len(PLACES) == 12
