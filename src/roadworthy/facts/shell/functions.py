"""Functions of a shell script, and those that run what they are given: `run() { echo "+ $*"; "$@"; }`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from roadworthy.core.late_re import re
from roadworthy.facts.shell.lexer import tokens
from roadworthy.facts.shell.outcome import STATUS, alternatives_of, options_after, tolerated_by
from roadworthy.facts.shell.structure import Raw, structured

#: What may stand before the command that a function runs.
_BEFORE = frozenset("command env eval exec nice nohup sudo then time".split())
_DECLARES = frozenset("declare export local readonly typeset".split())
_SHELLS = frozenset("bash dash ksh sh zsh".split())
_ALL = re.compile(r"\$[@*]|\$\{[@*](?::(\d{1,2}))?\}")
_ONE = re.compile(r"\$(\d)|\$\{(\d{1,2})(?::?[-?][^}]*)?\}")
_NAME = re.compile(r"\$(\w+)|\$\{(\w+)(?:\[[@*]\])?\}")


@dataclass(frozen=True, slots=True)
class ArgumentRunner:
    """A function that runs its arguments: all from the number `first` on, or with `alone` that one only.

    `variable` is what it calls them, if it does. `tolerated` says why it hides that they fail.
    """

    first: int
    alone: bool = False
    variable: str = ""
    tolerated: str = ""


@dataclass(frozen=True, slots=True)
class ShellFunction:
    """A function of a script: whether that script calls it, and which of its arguments it runs."""

    called: bool
    runs: ArgumentRunner | None = None


@dataclass(slots=True)
class _Function:
    """What is known of a function so far: its arguments that are gone, and the variables that hold some."""

    runs: ArgumentRunner | None = None
    shifted: int = 0
    variables: dict[str, ArgumentRunner] = field(default_factory=dict)

    def arguments(self, word: str) -> ArgumentRunner | None:
        """Return which arguments a word stands for."""
        if found := _ALL.fullmatch(word):
            return ArgumentRunner((int(found[1]) if found[1] else 1) + self.shifted)
        if found := _ONE.fullmatch(word):
            number = int(found[1] or found[2])
            return ArgumentRunner(number + self.shifted, alone=True) if number else None
        named = _NAME.fullmatch(word)
        return self.variables.get(named[1] or named[2]) if named else None

    def assign(self, word: str) -> None:
        """Note a variable that arguments are put in."""
        name, equals, value = word.partition("=")
        given = self.arguments(value) if equals else None
        if given is not None:
            self.variables[name] = ArgumentRunner(given.first, given.alone, name)


def shell_functions(script: str, *, errexit: bool = True) -> Mapping[str, ShellFunction]:
    """Return the functions that a script defines, by name; `errexit` is how it is started."""
    if "()" not in script and "function " not in script:
        return {}
    raws = structured(tokens(script))
    alternatives = alternatives_of(raws)
    known: dict[str, _Function] = {}
    for index, raw in enumerate(raws):
        errexit, _ = options_after(raw, errexit, False)
        name = next((frame.function for frame in reversed(raw.frames) if frame.function), "")
        function = known.setdefault(name, _Function())
        if not name or function.runs is not None:
            continue
        given = _given(function, raw)
        if given is not None:
            tolerated = tolerated_by(raws, index, alternatives[index], True)
            if not tolerated and not errexit and _goes_on(raws, index):
                tolerated = f"`{name}` goes on after it"
            function.runs = ArgumentRunner(given.first, given.alone, given.variable, tolerated)
    called = {raw.words[0].text for raw in raws if raw.words}
    return {name: ShellFunction(name in called, one.runs) for name, one in known.items() if name}


def _given(function: _Function, raw: Raw) -> ArgumentRunner | None:
    """Return which arguments of its function a command runs; None where it does something else."""
    words = [token.text for token in raw.words]
    for token in raw.settings:
        function.assign(token.text)
    if not words:
        return None
    if words[0] == "shift":
        function.shifted += int(words[1]) if re.fullmatch(r"[0-9]{1,2}", " ".join(words[1:])) else 1
    elif words[0] in _DECLARES:
        for word in words[1:]:
            function.assign(word)
    while words and words[0] in _BEFORE:
        words = words[1:]
    if words and words[0] in _SHELLS and "-c" in words[1:-1]:
        words = words[words.index("-c") + 1 :]
    return function.arguments(words[0]) if words else None


def _goes_on(raws: list[Raw], index: int) -> bool:
    """Tell whether a function does something else after a command, without asking how that ended."""
    frame = next(frame for frame in reversed(raws[index].frames) if frame.function)
    after = [raw for raw in raws[index + 1 :] if frame in raw.frames and (raw.words or raw.settings)]
    text = " ".join(token.text for raw in after for token in raw.tokens)
    return bool(after) and raws[index].condition is None and not STATUS.search(text)
