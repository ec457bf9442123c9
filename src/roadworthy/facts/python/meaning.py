"""What a dotted name may mean, and where it stands: tuples, for a walk makes a great many of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from roadworthy.facts.python.summary import Definition, Variable

#: A definition, with the path of its module.
Placed = tuple[str, Definition]


class Scope(NamedTuple):
    """Where a name stands: in a module, and within which of its classes: in a method, or in its `body`."""

    path: str
    owner: tuple[str, str] | None = None
    body: bool = False


class Meaning(NamedTuple):
    """What a dotted name may mean: definitions, and the attributes that follow them (or what is unknown).

    `loose` are attributes on the way to definitions that are a guess: they may be anything's. `variables` are
    what modules bind to other names, `objects` the kinds of what they bind, with the paths of modules.
    """

    definitions: tuple[Placed, ...] = ()
    rest: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    variables: tuple[tuple[str, Variable], ...] = ()
    objects: tuple[tuple[str, str], ...] = ()


def together(meanings: Sequence[Meaning]) -> Meaning:
    """Return what a name means that may mean any of these."""
    if len(meanings) == 1:
        return meanings[0]
    return Meaning(
        tuple(placed for meaning in meanings for placed in meaning.definitions),
        max((meaning.rest for meaning in meanings), key=len),
        tuple(name for meaning in meanings for name in meaning.loose),
        tuple(bound for meaning in meanings for bound in meaning.variables),
    )
