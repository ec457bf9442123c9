"""Licence files, and what their texts and tables say."""

import re
from collections.abc import Iterable

#: What most backends take for licence files where `license-files` names none, tried with current releases.
USUAL = ("LICEN[CS]E*", "COPYING*", "NOTICE*")
#: What a pattern is made of; `**/` stands for any number of directories, none included.
_PART = re.compile(r"\*\*/|\*+|\?|\[[^\]]+\]|.", re.DOTALL)
_DISALLOWED = re.compile(r"[^\w\-.*?\[\]/ !]")


def pattern_fault(pattern: str) -> str:
    """Return what PEP 639 has against a pattern of `license-files`; empty where it is valid."""
    if not pattern:
        return "is empty"
    if "\\" in pattern:
        return "contains a backslash instead of `/`"
    if pattern.startswith("/") or re.match(r"[A-Za-z]:", pattern):
        return "is absolute"
    if ".." in pattern.split("/"):
        return "points outside the project"
    if found := _DISALLOWED.search(pattern):
        return f"has `{found[0]}`, which patterns may not contain"
    if pattern.count("[") != pattern.count("]"):
        return "has an unbalanced bracket"
    return ""


def matches(pattern: str, paths: Iterable[str]) -> bool:
    """Tell whether a valid pattern matches one of `paths`, as `glob.glob` with `recursive` does.

    All that may match so far is followed at once, so that no pattern takes more than its length times the
    path's.
    """
    parts = _PART.findall(pattern.removeprefix("./"))
    return any(_matches(parts, path) for path in paths)


def _matches(parts: list[str], path: str) -> bool:
    states = _closed(parts, {0})
    for character in path:
        # A star stays where it is while it takes in characters.
        states = _closed(parts, {n + (parts[n][0] != "*") for n in states if _takes(parts, n, character)})
        if not states:
            return False
    return len(parts) in states


def _closed(parts: list[str], states: set[int]) -> set[int]:
    """Add what is reached without a character: stars may stand for nothing."""
    for start in sorted(states):
        number = start
        while number < len(parts) and parts[number][0] == "*" and number + 1 not in states:
            number += 1
            states.add(number)
    return states


def _takes(parts: list[str], number: int, character: str) -> bool:
    if number == len(parts):
        return False
    part = parts[number]
    if part[0] == "*":
        return character != "/" or part.startswith("**")
    if part == "?":
        return character != "/"
    if part[0] == "[" and len(part) > 2:
        return bool(re.match(_set(part), character)) and character != "/"
    return part == character


def _set(part: str) -> str:
    inside = part[1:-1]
    body = re.sub(r"([\\\]\[^])", r"\\\1", inside.removeprefix("!"))
    return f"[{'^' if inside.startswith('!') else ''}{body}]"
