"""How long a text in reStructuredText becomes by its substitutions, told before anything expands them."""

import re
from graphlib import CycleError, TopologicalSorter

_DEFINED = re.compile(r"^[ \t]*+\.\.[ \t]++\|([^|\n]++)\|", re.MULTILINE)
#: Every bar may begin a reference or end one, so that each pair of neighbours counts.
_USED = re.compile(r"\|(?=([^|\n]{1,200})\|)")


def expanded_size(text: str) -> float:
    """Return an upper bound of the characters that a text has once its substitutions are made.

    Infinite where one stands for itself, directly or through others.
    """
    pieces = _DEFINED.split(text)[1:]
    lengths: dict[str, int] = {}
    references: dict[str, list[str]] = {}
    for name, body in zip(map(_key, pieces[::2]), pieces[1::2], strict=True):
        lengths[name] = lengths.get(name, 0) + len(_body(body))
        references.setdefault(name, []).extend(map(_key, _USED.findall(_body(body))))
    sizes: dict[str, float] = {}
    try:
        for name in TopologicalSorter(references).static_order():
            sizes[name] = lengths.get(name, 0) + sum(sizes.get(one, 0) for one in references.get(name, ()))
    except CycleError:
        return float("inf")
    return len(text) + sum(sizes.get(_key(name), 0) for name in _USED.findall(text))


def _key(name: str) -> str:
    # Docutils compares names exactly first, then without their case.
    return " ".join(name.split()).casefold()


def _body(text: str) -> str:
    """Return the rest of a definition's line, and the lines below it that are indented or blank."""
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], 1) if line[:1].strip()), len(lines))
    return "\n".join(lines[:end])
