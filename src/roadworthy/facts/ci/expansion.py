"""Variables in commands: which values they stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from roadworthy.facts.ci.verbs import Words

#: How many values all variables of a command together may stand for.
_ALTERNATIVES = 24
_VARIABLE = re.compile(
    r"\$\{\{\s*([\w.-]+)\s*\}\}|\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)|\$\(([\w.]+)\)|<<\s*([\w.]+)\s*>>|%(\w+)%"
)


def expanded(words: Words, values: Mapping[str, tuple[str, ...]]) -> list[Words]:
    """Return the words with known variables filled in: one list for each value, up to a limit."""
    text = "\0".join(words)
    names: list[str] = []
    for found in _VARIABLE.finditer(text):
        name = next(
            (group for group in (found[1], found[2], found[4], found[5], found[6], found[7]) if group), ""
        )
        if name in values and name not in names:
            names.append(name)
    chosen: list[dict[str, str]] = [{}]
    for name in names:
        chosen = [{**one, name: value} for one in chosen for value in values[name]][:_ALTERNATIVES]

    def filled(one: dict[str, str]) -> Words:
        def value(found: re.Match[str]) -> str:
            name = next((g for g in (found[1], found[2], found[4], found[5], found[6], found[7]) if g), "")
            if name in one:
                return one[name]
            return found[3] if found[3] is not None else found[0]

        out: list[str] = []
        for at, word in enumerate(words):
            new = _VARIABLE.sub(value, word)
            # A variable that stands for a whole word, or begins the command, may hold several.
            whole = new != word and " " in new and "${{" not in new
            split = whole and (at == 0 or _VARIABLE.fullmatch(word))
            out += new.split() if split else [new] if new or at else []
        return tuple(out)

    return [filled(one) for one in chosen]


def alternatives(text: str, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what a text stands for, once for each value of its variables."""
    return tuple(dict.fromkeys(words[0] if words else "" for words in expanded((text,), values)))


def assigned(assignments: tuple[str, ...]) -> dict[str, str]:
    """Return assignments before a command by name."""
    return {name: value for name, _, value in (item.partition("=") for item in assignments)}
