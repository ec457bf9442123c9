"""The commands of a shell script, each with what becomes of its failure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from roadworthy.core.late_re import re
from roadworthy.facts.shell.lexer import tokens
from roadworthy.facts.shell.structure import Frame, Raw, structured

#: How deep scripts within scripts are followed: `bash -c "$(sh -c ...)"`.
_DEPTH = 4
#: Commands of one script, those within others included.
_COMMANDS = 5_000
#: Commands that are looked at of what follows `||`.
_GROUP = 50
_SHELLS = frozenset(("bash", "sh", "dash", "zsh", "ksh", "ash", "busybox"))
_QUIET = frozenset((":", "echo", "printf", "true", "cat", "ls", "date", "sleep", "pwd", "log", "warn"))
_STATUS = re.compile(r"\$\?|\$\{?PIPESTATUS|\bexit \"?\$")


@dataclass(frozen=True, slots=True)
class ShellCommand:
    """One simple command: its words without assignments, redirections and quotes, never empty.

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

    @property
    def text(self) -> str:
        """The words, joined by blanks."""
        return " ".join(self.words)


def shell_commands(script: str, *, errexit: bool = True, pipefail: bool = True) -> tuple[ShellCommand, ...]:
    """Return the commands of a script in the order of their text, those of its substitutions included.

    The script of `bash -c "..."` and of a here-document to a shell takes the place of the command. Functions
    that the script defines and does not call are left out. `errexit` and `pipefail` say how the shell is
    started (`bash -e -o pipefail`).
    """
    found = list(_commands(script, errexit, pipefail, 0))
    return tuple(found[:_COMMANDS])


def _commands(script: str, errexit: bool, pipefail: bool, depth: int) -> Iterator[ShellCommand]:
    items = tokens(script)
    raws = structured(items)
    called = {raw.words[0].text for raw in raws if raw.words}
    last = max((i for i, raw in enumerate(raws) if raw.words), default=-1)
    asked = max((n for n, row in enumerate(script.split("\n")) if _STATUS.search(row)), default=-1)
    ends, alternatives = _ends_of_lists(raws), _alternatives(raws)
    stopping = _strict_functions(raws, errexit)
    for index, raw in enumerate(raws):
        errexit, pipefail = _options(raw, errexit, pipefail)
        if any(frame.function and frame.function not in called for frame in raw.frames):
            continue
        for token in raw.tokens:
            for inner, line in token.scripts:
                if not token.target and depth < _DEPTH:
                    yield from _shifted(_commands(inner, errexit, pipefail, depth + 1), line, True)
        if not raw.words:
            continue
        tolerated = _tolerated(raws, index, alternatives[index], pipefail)
        stops = errexit or any(frame.function in stopping for frame in raw.frames)
        if not tolerated and not stops and ends[index] < last and asked < raw.line:
            tolerated = "the script goes on after it"
        words = tuple(token.text for token in raw.words)
        redirected = any(token.target for token in raw.tokens)
        command = ShellCommand(
            words,
            raw.line,
            tolerated,
            raw.guarded,
            tuple(token.text for token in raw.settings),
            raw.after,
            redirected=redirected,
        )
        # `cat << END | bash`: the shell reads what is put before it.
        before = raws[index - 1] if index else raw
        fed = before if before.after == "|" and [t.text for t in before.words] == ["cat"] else raw
        within = _script_within(raw, words, fed) if depth < _DEPTH else None
        if within is None:
            yield command
            continue
        text, line, strict = within
        for one in _commands(text, strict, pipefail and strict, depth + 1):
            yield replace(
                one,
                line=line + one.line,
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
            now, _ = _options(raw, now, False)
            around = any(frame.function in found for frame in raw.frames)
            if raw.words and raw.words[0].text in names and (now or around):
                found.add(raw.words[0].text)
        if len(found) == before:
            break
    return frozenset(found)


def _shifted(found: Iterator[ShellCommand], line: int, substituted: bool) -> Iterator[ShellCommand]:
    for command in found:
        yield replace(command, line=line + command.line, substituted=substituted)


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


def _options(raw: Raw, errexit: bool, pipefail: bool) -> tuple[bool, bool]:
    words = [token.text for token in raw.words]
    if words[:1] == ["set"]:
        for at, word in enumerate(words[1:], 1):
            if word[:1] in "+-" and word[1:].isalpha():
                on = word[0] == "-"
                errexit = on if "e" in word[1:] else errexit
                if word.endswith("o") and words[at + 1 : at + 2] == ["pipefail"]:
                    pipefail = on
                if word.endswith("o") and words[at + 1 : at + 2] == ["errexit"]:
                    errexit = on
    return errexit, pipefail


def _ends_of_lists(raws: list[Raw]) -> list[int]:
    """Return, for each command, the last one of the list that it belongs to: `a && b || c`."""
    ends = list(range(len(raws)))
    for index in range(len(raws) - 2, -1, -1):
        if raws[index].after in ("&&", "||", "|", "|&"):
            ends[index] = ends[index + 1]
    return ends


def _alternatives(raws: list[Raw]) -> list[str]:
    """Return, for each command, what takes its place where it fails and that always succeeds."""
    found = [""] * len(raws)
    for index in range(len(raws) - 1, -1, -1):
        raw = raws[index]
        if raw.after == "||":
            found[index] = _alternative_at(raws, index + 1, raw.frames)
        elif (
            raw.after in ("&&", "|", "|&") and index + 1 < len(raws) and raws[index + 1].frames == raw.frames
        ):
            found[index] = found[index + 1]
    return found


def _tolerated(raws: list[Raw], index: int, alternative: str, pipefail: bool) -> str:
    raw = raws[index]
    if raw.after in ("|", "|&") and not pipefail:
        return f"its exit code is lost in the pipe to `{_first(raws, index + 1)}`"
    if alternative:
        return alternative
    for level, frame in enumerate(raw.frames):
        if frame.end is not None and frame.after == "||":
            reason = _alternative_at(raws, frame.end, raw.frames[:level])
            if reason:
                return reason
    condition = raw.condition
    if condition is not None and not _ends(raws[index : index + 10 * _GROUP], condition):
        return "it is only a condition"
    return ""


def _first(raws: list[Raw], index: int) -> str:
    return raws[index].words[0].text if index < len(raws) and raws[index].words else "..."


def _alternative_at(raws: list[Raw], start: int, frames: tuple[Frame, ...]) -> str:
    group: list[Raw] = []
    for raw in raws[start : start + _GROUP]:
        if raw.frames[: len(frames)] != frames:
            break
        group.append(raw)
        inside = len(raw.frames) > len(frames)
        ends = raw.frames[len(frames)].last is raw if inside else True
        if ends and (raw.frames[len(frames)].after if inside else raw.after) not in ("&&", "|", "||"):
            break
    if group and all(map(_is_quiet, group)):
        return f"`|| {' '.join(token.text for token in group[0].words)[:40]}` follows"
    return ""


def _is_quiet(raw: Raw) -> bool:
    words = [token.text for token in raw.words]
    # Azure Pipelines fails the task by a line of its log.
    if not words or "##vso[task.complete result=Failed" in " ".join(words[:3]):
        return False
    return words[0] in _QUIET or words[:2] in (["exit", "0"], ["return", "0"])


def _ends(raws: list[Raw], frame: Frame) -> bool:
    """Tell whether something in a conditional ends the script with failure, or notes the outcome."""
    for raw in raws:
        if frame not in raw.frames:
            break
        words = [token.text for token in raw.words]
        if words[:1] in (["exit"], ["return"], ["false"], ["kill"]) and words[1:] != ["0"]:
            return True
        if words[:1] in (["break"], ["continue"]) or (raw.settings and not words):
            return True
    return False
