"""What starts the code of a project: where it is, and from which definitions the code runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.operations.steps import Node

#: How many starts are followed.
_MOST = 500


@dataclass(frozen=True)
class Start:
    """One thing that starts code: where it is, what it is in words, the nodes it starts, and what it shuts.

    `shut` are the other commands of a program that is started with one of its commands.
    """

    what: str
    at: Location
    nodes: tuple[Node, ...]
    shut: frozenset[Node] = frozenset()


def distinct(starts: Iterable[Start]) -> Iterator[Start]:
    """Yield the starts from which walks differ, of the first that there are."""
    seen: set[tuple[tuple[Node, ...], frozenset[Node]]] = set()
    for start in islice(starts, _MOST):
        if (start.nodes, start.shut) not in seen:
            seen.add((start.nodes, start.shut))
            yield start
