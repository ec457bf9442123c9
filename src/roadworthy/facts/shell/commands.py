"""The commands of a shell script, each with what becomes of its failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from roadworthy.facts.shell.lexer import tokens
from roadworthy.facts.shell.outcome import (
    STATUS,
    alternatives_of,
    ends_of_lists,
    options_after,
    tolerated_by,
)
from roadworthy.facts.shell.structure import Raw, structured

#: How deep scripts within scripts are followed: `bash -c "$(sh -c ...)"`.
_DEPTH = 4
#: Commands of one script, those within others included.
_COMMANDS = 5_000
#: Characters of a script that another machine is sent.
_LENGTH = 5_000
_SHELLS = frozenset(("bash", "sh", "dash", "zsh", "ksh", "ash", "busybox"))


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """One simple command: its words without assignments, redirections and quotes.

    They are empty only for assignments alone, which `shell_commands` gives where it is asked for them.

    `line` counts from the script's first line, 0. `tolerated` says why the script goes on, or ends with
    success, although the command fails: `` `|| true` follows``; empty where its failure is the script's.
    `guarded` is true where the command runs only under a condition. `settings` are the assignments before it,
    as written. `piped` is true where its output is the input of the next one, `after` holds that operator.
    """

    words: tuple[str, ...]
    line: int
    tolerated: str = ""
    guarded: bool = False
    settings: tuple[str, ...] = ()
    after: str = ""
    #: It stands in `$(...)` or backquotes.
    substituted: bool = False
    #: Its output or input goes to or comes from somewhere else.
    redirected: bool = False
    #: The shells around it that the script starts, `( )` and `$( )`, from the outermost, each by a number.
    shells: tuple[int, ...] = ()
    #: The function of the script that it is in; empty outside of any.
    function: str = ""

    @property
    def text(self) -> str:
        """The words, joined by blanks."""
        return " ".join(self.words)


def shell_commands(
    script: str, *, errexit: bool = True, pipefail: bool = True, assignments: bool = False, calls: str = ""
) -> tuple[ShellCommand, ...]:
    """Return the commands of a script in the order of their text, those of its substitutions included.

    The script of `bash -c "..."` and of a here-document to a shell takes the place of the command. Functions
    that the script defines and does not call are left out. `errexit` and `pipefail` say how the shell is
    started (`bash -e -o pipefail`). With `assignments`, those that no command follows are among them;
    with `calls`, those of a function that another script calls.
    """
    found = list(_commands(script, errexit, pipefail, 0, calls))
    return tuple([one for one in found if one.words or assignments][:_COMMANDS])


def _commands(
    script: str, errexit: bool, pipefail: bool, depth: int, calls: str = ""
) -> Iterator[ShellCommand]:
    items = tokens(script)
    raws = structured(items)
    called = {raw.words[0].text for raw in raws if raw.words} | {calls}
    last = max((i for i, raw in enumerate(raws) if raw.words), default=-1)
    asked = max((n for n, row in enumerate(script.split("\n")) if STATUS.search(row)), default=-1)
    ends, alternatives = ends_of_lists(raws), alternatives_of(raws)
    stopping = _strict_functions(raws, errexit)
    numbers: dict[int, int] = {}
    for index, raw in enumerate(raws):
        errexit, pipefail = options_after(raw, errexit, pipefail)
        if any(frame.function and frame.function not in called for frame in raw.frames):
            continue
        function = next((frame.function for frame in reversed(raw.frames) if frame.function), "")
        shells = tuple(
            numbers.setdefault(id(frame), len(numbers)) for frame in raw.frames if frame.kind == "("
        )
        for token in raw.tokens:
            for inner, line in token.scripts:
                if not token.target and depth < _DEPTH:
                    within_it = (*shells, numbers.setdefault(id(inner), len(numbers)))
                    for one in _commands(inner, errexit, pipefail, depth + 1):
                        yield _placed(one, line, within_it, function, substituted=True)
        if not raw.words:
            if raw.settings:
                settings = tuple(token.text for token in raw.settings)
                yield ShellCommand(
                    (),
                    raw.line,
                    guarded=raw.guarded,
                    settings=settings,
                    shells=shells,
                    function=function,
                )
            continue
        tolerated = tolerated_by(raws, index, alternatives[index], pipefail)
        stops = errexit or any(frame.function in stopping for frame in raw.frames)
        if not tolerated and not stops and ends[index] < last and asked < raw.line:
            tolerated = "the script goes on after it"
        words = tuple(token.text for token in raw.words)
        redirected = any(token.target for token in raw.tokens)
        if redirected:
            words += _sent(raw, words)
        command = ShellCommand(
            words,
            raw.line,
            tolerated,
            raw.guarded,
            tuple(token.text for token in raw.settings),
            raw.after,
            redirected=redirected,
            shells=shells,
            function=function,
        )
        # `cat << END | bash`: the shell reads what is put before it.
        before = raws[index - 1] if index else raw
        fed = before if before.after == "|" and [t.text for t in before.words] == ["cat"] else raw
        within = _script_within(raw, words, fed) if depth < _DEPTH else None
        if within is None:
            yield command
            continue
        text, line, strict = within
        started = (*shells, numbers.setdefault(id(raw), len(numbers)))
        for one in _commands(text, strict, pipefail and strict, depth + 1):
            yield replace(
                _placed(one, line, started, function, substituted=one.substituted),
                tolerated=one.tolerated or tolerated,
                guarded=one.guarded or raw.guarded,
            )


def _strict_functions(raws: list[Raw], errexit: bool) -> frozenset[str]:
    """Return the functions that are called where the shell ends at the first failure.

    What counts is when a function is called, not where it is written.
    """
    names = {frame.function for raw in raws for frame in raw.frames if frame.function}
    found: set[str] = set()
    for _ in range(_DEPTH if names else 0):
        before, now = len(found), errexit
        for raw in raws:
            now, _ = options_after(raw, now, False)
            around = any(frame.function in found for frame in raw.frames)
            if raw.words and raw.words[0].text in names and (now or around):
                found.add(raw.words[0].text)
        if len(found) == before:
            break
    return frozenset(found)


def _placed(
    one: ShellCommand, line: int, shells: tuple[int, ...], function: str, *, substituted: bool
) -> ShellCommand:
    """Return a command of an inner script as one of the script that holds it."""
    return replace(
        one,
        line=line + one.line,
        shells=(*shells, *one.shells),
        function=function,
        substituted=substituted,
    )


def _sent(raw: Raw, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the script that `ssh` is given in a here-document, on one line: it stands for its last word."""
    if "ssh" not in (word.rpartition("/")[2] for word in words[:4]):
        return ()
    texts = (text for token in raw.tokens if token.target for text, _ in token.scripts)
    return tuple(" ".join(text.split())[:_LENGTH] for text in texts)


def _script_within(raw: Raw, words: tuple[str, ...], fed: Raw) -> tuple[str, int, bool] | None:
    """Return the script that a shell is given, if by no option by `fed`, its line, and if it is strict."""
    at = next((i for i, word in enumerate(words) if word.rpartition("/")[2] in _SHELLS), None)
    if at is None or (at and "run" not in words[:at] and "exec" not in words[:at] and at > 3):
        return None
    strict = False
    for offset in range(at + 1, len(words)):
        word = words[offset]
        if not word.startswith("-") or word.startswith("--"):
            if not word.startswith("--") and words[offset - 1] not in ("-o",):
                return None
            continue
        strict = strict or ("e" in word and not word.startswith("--"))
        if word.endswith("c") and offset + 1 < len(words):
            return words[offset + 1], raw.words[offset + 1].line, strict
    for token in fed.tokens:
        if token.target and token.scripts:
            return (*token.scripts[0], strict)
    return None
