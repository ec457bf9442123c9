"""MANIFEST.in as setuptools follows it: "Controlling files in the distribution", and its own code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from roadworthy.facts.contents.paths import TreePaths, is_hostile
from roadworthy.locate.lines import Lines

#: Each command, with the fewest words after it.
_WORDS = {
    "include": 1,
    "exclude": 1,
    "global-include": 1,
    "global-exclude": 1,
    "recursive-include": 2,
    "recursive-exclude": 2,
    "graft": 1,
    "prune": 1,
}


def apply(text: str, chosen: set[str], paths: TreePaths) -> Iterator[tuple[int, str]]:
    """Change the set of files as the commands say; yield the line and pattern of each that matches nothing.

    Lines that setuptools warns of and skips are skipped; what takes files out yields nothing.
    """
    for number, words in commands(text):
        command, *rest = words
        if command not in _WORDS or len(rest) < _WORDS[command]:
            continue
        if command in ("graft", "prune") and len(rest) != 1:
            continue
        recursive = command.startswith("recursive-")
        base = f"{_path(rest[0])}/**/" if recursive else ""
        for word in rest[1:] if recursive else rest:
            found = _matching(command, base + _path(word), paths, chosen)
            if command.endswith("include") or command == "graft":
                chosen.update(found)
                if not found:
                    yield number, word
            else:
                chosen.difference_update(found)


def commands(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the words of each command, and the line that it begins in; a backslash joins lines."""
    joined, first = "", 0
    for number, line in Lines(text).numbered():
        # A comment ends a line before it is joined, as in distutils' TextFile.
        plain = re.sub(r"(?<!\\)#.*", "", line).replace("\\#", "#").strip()
        # A line with a comment alone does not end what is continued.
        if joined and not plain and line.strip().startswith("#"):
            continue
        joined, first = (f"{joined} {plain}", first) if joined else (plain, number)
        if joined.endswith("\\"):
            joined = joined[:-1].rstrip() or " "
            continue
        if words := joined.split():
            yield first, words
        joined = ""
    if words := joined.split():
        yield first, words


def _path(word: str) -> str:
    """Return a word as a path, as `pathlib` writes it: without `.`, double and trailing slashes."""
    parts = [part for part in word.split("/") if part not in ("", ".")]
    return ("/" if word.startswith("/") else "") + "/".join(parts)


def _matching(command: str, pattern: str, paths: TreePaths, chosen: set[str]) -> set[str]:
    if pattern.startswith("/"):
        return set()
    paths.spend(len(paths.files))
    match command:
        case "include":
            return set(paths.globbed(pattern, recursive=False))
        case "recursive-include":
            return set(paths.globbed(pattern))
        case "graft":
            return {file for found in paths.glob(pattern, recursive=False) for file in paths.below(found)}
        case "global-include":
            matches = pattern_matcher(f"**/{pattern}")
            return {path for path in paths.files if matches(path)}
        case "prune":
            pattern = f"{pattern}/**"
        case "global-exclude":
            pattern = f"**/{pattern}"
    matches = pattern_matcher(pattern)
    return {path for path in chosen if matches(path)}


def pattern_matcher(pattern: str) -> Callable[[str], bool]:
    """Return what matches whole paths as `setuptools.command.egg_info.translate_pattern` does."""
    if is_hostile(pattern):
        return lambda path: False
    *chunks, last = pattern[:500].split("/")
    text = ""
    # What stands between two `**` is found where it first occurs; so is what stands between two stars.
    opened = False
    for chunk in chunks:
        if chunk == "**":
            text += (")" if opened else "") + "(?>(?:[^/]+/)*?"
            opened = True
            continue
        text += f"{_chunk(chunk)}/"
    if opened:
        # The last of them is held to the end.
        before, _, behind = text.rpartition("(?>(?:[^/]+/)*?")
        text = f"{before}(?:[^/]++/)*{behind}"
    text += ".*" if last == "**" else _chunk(last)
    try:
        compiled = re.compile(text, re.DOTALL)
    except re.error:
        return lambda path: False
    return lambda path: compiled.fullmatch(path) is not None


def _chunk(chunk: str) -> str:
    """Return the expression of a name, whose stars take no product of lengths to match."""
    pieces, at = [""], 0
    while at < len(chunk):
        char = chunk[at]
        if char == "*":
            pieces += [""] if pieces[-1] or len(pieces) == 1 else []
        elif char == "?":
            pieces[-1] += "[^/]"
        elif char == "[" and (end := _class_end(chunk, at)):
            inner = chunk[at + 1 : end]
            negated = inner.startswith("!")
            pieces[-1] += f"[{'^' if negated else ''}{re.escape(inner[negated:])}]"
            at = end
        else:
            pieces[-1] += re.escape(char)
        at += 1
    first, *rest = pieces
    between = "".join(f"(?>[^/]*?{piece})" for piece in rest[:-1])
    return first + between + "".join(f"[^/]*{piece}" for piece in rest[-1:])


def _class_end(chunk: str, at: int) -> int:
    """Return where a character class ends, 0 where it does not."""
    end = at + 1
    if chunk[end : end + 1] == "!":
        end += 1
    if chunk[end : end + 1] == "]":
        end += 1
    return max(chunk.find("]", end), 0)
