"""What one function leaves in a list or a queue, from which another takes it: a handler, and its worker."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.facts.project.hosted_clients import HostedClients, PlaceInCode
from roadworthy.facts.python import GIVEN, HEIRS

#: Methods that leave something in a queue or a list, and those that take it out.
_LEAVING = frozenset("append appendleft put put_nowait".split())
_TAKING = frozenset("get get_nowait pop popleft remove".split())
#: What has such methods; those of a table find what a key names.
_QUEUES = frozenset("JoinableQueue LifoQueue PriorityQueue Queue SimpleQueue deque list".split())


def queued(code: HostedClients) -> Iterator[tuple[PlaceInCode, PlaceInCode]]:
    """Yield pairs of definitions: one leaves something in a queue that both name, the other one takes it."""
    leaving: dict[tuple[str, str], list[PlaceInCode]] = {}
    taking: dict[tuple[str, str], list[PlaceInCode]] = {}
    for place, uses in code.uses.items():
        for use in uses:
            owner, _, method = use.rpartition(".")
            group = leaving if method in _LEAVING else taking if method in _TAKING else None
            if group is not None and owner and owner[0].isidentifier():
                for queue in _queues(code, place, owner):
                    group.setdefault(queue, []).append(place)
    for queue, places in leaving.items():
        for taken in taking.get(queue, ()):
            yield from ((place, taken) for place in places)


def _queues(code: HostedClients, place: PlaceInCode, owner: str) -> Iterator[tuple[str, str]]:
    """Yield where the queue is made that a name stands for, and its name there."""
    path, route = place
    if owner.startswith("self."):
        if len(route) > 1 and any(map(_is_queue, code.kinds_of_member(path, route[0], owner[5:]))):
            yield path, f"{route[0]}.{owner[5:]}"
    elif "." not in owner:
        for where, kind in code.names.meaning(path, owner, ()).objects:
            if _is_queue(kind):
                yield where, owner


def _is_queue(kind: str) -> bool:
    return kind.partition(GIVEN)[0].removesuffix(HEIRS).rpartition(".")[2] in _QUEUES
