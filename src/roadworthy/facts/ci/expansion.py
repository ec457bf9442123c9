"""Variables in commands: which values they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roadworthy.core.late_re import re
from roadworthy.facts.ci.fill import ALTERNATIVES, TEXT, filled
from roadworthy.facts.ci.verbs import Words

#: Characters of one command, once its variables are filled in.
COMMAND = 10 * TEXT
_VARIABLE = re.compile(
    r"\$\{\{\s*([\w.-]+)\s*\}\}|\$\{(\w+)(?:\[[@*]\])?(?::?-([^}]*))?\}|\$(\w+)|\$\(([\w.]+)\)|<<\s*([\w.]+)\s*>>|%(\w+)%"
)


def expanded(words: Words, values: Mapping[str, tuple[str, ...]]) -> Iterator[Words]:
    """Yield the words with known variables filled in: once for each value, up to a limit."""
    for one in _choices("\0".join(words), values):
        out: list[str] = []
        size = 0
        for at, word in enumerate(words):
            new = _filled(word, one)
            size += len(new)
            # A variable that stands for a whole word, or begins the command, may hold several.
            whole = new != word and " " in new and "${{" not in new
            split = whole and (at == 0 or _VARIABLE.fullmatch(word))
            # One that stands for nothing leaves no word.
            gone = not new and (at == 0 or _VARIABLE.fullmatch(word))
            out += new.split() if split else [] if gone else [new]
            if size > COMMAND:
                break
        yield tuple(out)


def alternatives(text: str, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what a text stands for, once for each value of its variables."""
    return tuple(dict.fromkeys(_filled(text, one) for one in _choices(text, values)))


def _name(found: re.Match[str]) -> str:
    return next((found[group] for group in (1, 2, 4, 5, 6, 7) if found[group]), "")


def _choices(text: str, values: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """Return the values of the known variables in a text, once for each combination, up to a limit."""
    names = dict.fromkeys(name for found in _VARIABLE.finditer(text) if (name := _name(found)) in values)
    chosen: list[dict[str, str]] = [{}]
    for name in names:
        chosen = [{**one, name: value} for one in chosen for value in values[name][:ALTERNATIVES]]
        chosen = chosen[:ALTERNATIVES]
    return chosen


def _filled(text: str, one: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = _name(found)
        return one[name] if name in one else found[0] if found[3] is None else found[3].strip("\"'")

    return filled(_VARIABLE, value, text)


def assigned(assignments: tuple[str, ...]) -> dict[str, str]:
    """Return assignments before a command by name."""
    return {name: value for name, _, value in (item.partition("=") for item in assignments)}
