"""No byte of a secret in any output of any command: each kind, in each of twelve places.

Commands, their options and the formats of reports are found where they are registered, so that a new one is
tried without an edit here; the values of a new kind of argument may be given.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from roadworthy import Finding, Module, Severity, rule
from roadworthy.commands.arguments import _parser
from roadworthy.commands.cli import main
from roadworthy.commands.plugins import load_plugins
from roadworthy.core.redact import Redactor
from roadworthy.core.result import Report
from roadworthy.core.rule import Rule
from roadworthy.packs.load import Plugins
from tests.redaction.samples import SAMPLES
from tests.redaction.tree import PLACES, Planted, write_tree

#: So many characters of a secret in a row, and it is told.
TOLD = 8
#: What an argument without choices is given, by its name or by what its help calls it.
VALUES = {
    "FILE": "written-{}.out",
    "FORMAT": "everything",
    "GROUP": "tests",
    "N": "50",
    "PATH": ".",
    "RULES": "classifier-unknown,unreadable-file",
    "RULE": "classifier-unknown",
    "TEXT": "a reason",
    "NAME": "classifier-unknown",
    "REV": "HEAD",
    "SPDX": "MIT",
    "stdin_filename": "src/churn/model.py",
    "coverage": "coverage.json",
}
#: Options that decide what is done with the others; each has a run of its own, with what else it needs.
ALONE = ("--diff-base", "--select", "--ignore", "--stdin-filename", "--coverage", "--output-format")
MORE = {
    "one wheel": ["check", "-v", "dist/churn-1.0-py3-none-any.whl"],
    "unsafe diff": ["check", "--diff", "--unsafe-fixes"],
    "unsafe fix": ["check", "--fix", "--unsafe-fixes", "-v"],
    "fact page": ["fact", "Pyproject"],
}


def lines_of_commands() -> dict[str, list[str]]:
    """Return a command line for each command, for each of its flags, and one with all other options."""
    parser = _parser()
    choices = next(a.choices for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    lines = {"version": ["--version", "-v"]}
    for name, command in choices.items():
        needed = [a for a in command._actions if not a.option_strings and a.nargs not in ("?", "*")]
        lines[name] = base = [name, *map(value_of, needed)]
        with_values: list[str] = []
        for action in command._actions:
            if not action.option_strings or isinstance(action, argparse._HelpAction):
                continue
            option = action.option_strings[-1]
            if action.nargs == 0:
                lines[f"{name} {option}"] = [*base, option]
            elif option in ALONE:
                lines[f"{name} {option}"] = [*base, option, value_of(action)]
            elif option != "--report":
                with_values += [option, value_of(action)]
        if with_values:
            lines[f"{name} with values"] = [*base, *with_values]
    return {**lines, **MORE}


def value_of(action: argparse.Action) -> str:
    """Return a value that an argument takes."""
    if action.choices:
        return str(list(action.choices)[-1])
    for key in (action.dest, str(action.metavar)):
        if key in VALUES:
            return VALUES[key].format(action.dest)
    return "1"


COMMANDS = lines_of_commands()


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
    found = load_plugins()
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
) -> Callable[[list[str]], str]:
    """Return a function that gives all that a command prints, and writes into new files and the cache."""
    monkeypatch.setattr("roadworthy.commands.plugins.load_plugins", lambda kept=None: plugins)
    monkeypatch.delenv("ROADWORTHY_NO_CACHE")
    monkeypatch.setenv("ROADWORTHY_CACHE_DIR", str(tmp_path / "cache"))

    def call(line: list[str]) -> str:
        root = tmp_path / "tree"
        shutil.copytree(tree[0], root)
        monkeypatch.chdir(root)
        main(line)  # a mistake in the line would raise
        captured = capsys.readouterr()
        return "".join((captured.out, captured.err, *written(tmp_path, tree[0])))

    return call


def written(place: Path, before: Path) -> Iterator[str]:
    """Yield name and text of each file that was not there before.

    What is kept of files for the next run is as secret as the files: no one else may read it.
    """
    for path in sorted(place.rglob("*")):
        inside = path.relative_to(place)
        if inside.parts[0] == "cache" and path.name.startswith("files"):
            assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
            continue
        if path.is_file() and not (inside.parts[0] == "tree" and (before / Path(*inside.parts[1:])).exists()):
            yield f"{inside}\n{path.read_bytes().decode('utf-8', 'replace')}"


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
    command: str, output: Callable[[list[str]], str], tree: tuple[Path, dict[str, Planted]]
) -> None:
    text = output(COMMANDS[command])
    assert text
    assert {place: kinds for place, kinds in told(text, tree[1]).items() if kinds} == {}


def test_no_format_tells_a_secret(
    output: Callable[[list[str]], str], plugins: Plugins, tree: tuple[Path, dict[str, Planted]]
) -> None:
    reports = [word for name in sorted(plugins.reports) for word in ("--report", f"{name}=report.{name}")]
    text = output(["check", *reports])
    assert all(f"report.{name}\n" in text for name in plugins.reports)
    assert {place: kinds for place, kinds in told(text, tree[1]).items() if kinds} == {}


def test_without_the_pass_every_place_would_be_told(
    output: Callable[[list[str]], str],
    tree: tuple[Path, dict[str, Planted]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(Redactor, "text", lambda self, text: text)
    monkeypatch.setattr("roadworthy.report.redact.masked", lambda text, plain: text)
    monkeypatch.setattr("roadworthy.fix.diff.masked", lambda text, plain: text)
    text = output(["check", "--output-format", "everything"])
    shutil.rmtree(tmp_path / "tree")
    text += output(COMMANDS["one wheel"])
    found = told(text, tree[1])
    assert {place for place, kinds in found.items() if len(kinds) >= len(SAMPLES) // 2} == set(PLACES)


def test_there_are_forty_kinds_in_twelve_places() -> None:
    assert len(SAMPLES) >= 40
    assert len(PLACES) == 12
