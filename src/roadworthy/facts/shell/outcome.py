"""What becomes of the failure of a command in a script."""

from __future__ import annotations

from roadworthy.core.late_re import re
from roadworthy.facts.shell.structure import Frame, Raw

#: Commands that are looked at of what follows `||`.
_GROUP = 50
_QUIET = frozenset((":", "echo", "printf", "true", "cat", "ls", "date", "sleep", "pwd", "log", "warn"))
#: A script that asks how a command ended.
STATUS = re.compile(r"\$\?|\$\{?PIPESTATUS|\bexit \"?\$")


def options_after(raw: Raw, errexit: bool, pipefail: bool) -> tuple[bool, bool]:
    """Return `errexit` and `pipefail` as a command leaves them."""
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


def ends_of_lists(raws: list[Raw]) -> list[int]:
    """Return, for each command, the last one of the list that it belongs to: `a && b || c`."""
    ends = list(range(len(raws)))
    for index in range(len(raws) - 2, -1, -1):
        if raws[index].after in ("&&", "||", "|", "|&"):
            ends[index] = ends[index + 1]
    return ends


def alternatives_of(raws: list[Raw]) -> list[str]:
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


def tolerated_by(raws: list[Raw], index: int, alternative: str, pipefail: bool) -> str:
    """Return why the failure of a command goes unnoticed; empty where it does not."""
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
