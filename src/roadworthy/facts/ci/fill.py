"""Filling in: what a pipeline writes for something else, of which a few lines may stand for terabytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

#: Characters that a text may come to: more are no command that anyone wrote.
TEXT = 20_000
#: What is said of one that is cut there.
CUT = f"what comes after the first {TEXT} characters, once variables are filled in"
#: What a variable may stand for: the values of each, and the variables of a table.
ALTERNATIVES = 24
VARIABLES = 500


def filled(pattern: re.Pattern[str], value: Callable[[re.Match[str]], str], text: str) -> str:
    """Return a text with what `value` gives for each match of a pattern.

    The text is cut after `TEXT` characters where filling in makes it longer than that and than it was.
    """
    limit = max(len(text), TEXT)
    parts: list[str] = []
    size = at = 0
    for found in pattern.finditer(text):
        parts += (text[at : found.start()], value(found))
        at = found.end()
        size += len(parts[-2]) + len(parts[-1])
        if size > limit:
            return "".join(parts)[:limit]
    return "".join((*parts, text[at:]))[:limit]


def is_cut(text: str, before: str = "") -> bool:
    """Tell whether a text ends where `filled` stops; `before` is what it was made of."""
    return len(text) == max(len(before), TEXT) and text != before


def add_values(values: dict[str, tuple[str, ...]], more: Mapping[str, str]) -> None:
    """Add one more value to each of some variables, for as long as it has few and not this one."""
    for name, value in more.items():
        known = values.get(name, ())
        if len(known) < ALTERNATIVES and value not in known:
            values[name] = (*known, value)
