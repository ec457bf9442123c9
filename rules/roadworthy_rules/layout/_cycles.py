"""The circles of a graph: for each set of names that reach each other, a shortest one.

Not by `graphlib`, which names one circle of the whole graph, and not the shortest.
"""

from collections import deque
from collections.abc import Iterator, Mapping

Edges = dict[str, set[str]]


def cycles(edges: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Yield a shortest circle for each knot of names, in the order of their names."""
    seen: set[str] = set()
    for name in sorted(edges):
        if name in seen:
            continue
        circle = _shortest(edges, name)
        if circle:
            yield circle
            seen |= _reached(edges, name)
            seen.update(circle)


def _shortest(edges: Mapping[str, set[str]], start: str) -> tuple[str, ...]:
    """Return the shortest way from a name back to itself, by breadth; () where there is none."""
    before: dict[str, str] = {}
    pending = deque([start])
    while pending:
        name = pending.popleft()
        for target in sorted(edges.get(name, ())):
            if target == start:
                way = [name]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if target not in before:
                before[target] = name
                pending.append(target)
    return ()


def _reached(edges: Mapping[str, set[str]], start: str) -> set[str]:
    """Return the names of a name's knot: those that it reaches and that reach it."""
    forward = _closure(edges, start)
    backward: Edges = {}
    for name, targets in edges.items():
        for target in targets:
            backward.setdefault(target, set()).add(name)
    return forward & _closure(backward, start)


def _closure(edges: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        for target in edges.get(pending.pop(), ()):
            if target not in found:
                found.add(target)
                pending.append(target)
    return found
