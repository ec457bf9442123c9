"""What is left of the evidence that requests are checked, once it is known which routes ask the model."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.levels import Level, Watched
from roadworthy.facts.operations.signals import TYPED, Concern
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.walks import ReachedNodes, Walks, way_to
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import Definition

#: Frameworks whose handlers read a request themselves, and by what they do.
_READING = frozenset("aiohttp bottle django flask flask_restful quart rest_framework sanic".split())
_READ = frozenset("FILES GET POST args body data files form get_json json query_params values".split())
#: What may check a request in a way that is not followed.
_MAY_CHECK = re.compile(
    r"(?i)valid|schema|check|sanitiz|require|verif|allowed|clean|reqparse|RequestParser|(?:Key|Type|Value)Error$"
)
#: What raises or catches an error, or ends a request.
_FAILS = re.compile(r"(?:Error|Exception)$|^abort$|^HTTP_4|^status_code$")
#: Words in the names of handlers that run before all others.
_BEFORE = frozenset("before middleware".split())


def keep_own_checks(
    graph: Graph,
    found: dict[Concern, Watched],
    sites: Sequence[tuple[Node, str, Location]],
    askers: Collection[Node],
    walks: Walks,
) -> None:
    """Take away the check of a handler that is none of those that ask the model, if one of these is known.

    `sites` are the checks, with words for each and its place. One that a handler of the model leads to stands
    in for it.
    """
    told = found.get(Concern.INPUT_VALIDATION)
    if told is None or told.level is not Level.SERVED or not askers:
        return
    first, last = told.chain[0], told.chain[-1]
    if not any(at == last[1] for _, _, at in sites):
        return
    start = graph.node_of(first[1].file, first[1].route)
    if start in askers or not words_of(start[1].lower()).isdisjoint(_BEFORE):
        return
    for asker in sorted(askers):
        there = walks.reached((asker,))
        for node, words, at in sites:
            if node in there:
                way = way_to(node, walks.ways((asker,)))
                chain = tuple((f"`{name}`", _place(graph, (path, name))) for path, name in way if name)
                found[told.watch] = Watched(told.watch, told.level, (*chain, (words, at)))
                return
    del found[told.watch]


def unread(graph: Graph, askers: Iterable[Node], ends: Iterable[Location]) -> Iterator[Node]:
    """Yield the handlers of the model that read a request themselves, and always go on.

    `ends` are the conditions under which functions go no further.
    """
    ending = {graph.node_of(at.file, at.route) for at in ends}
    for node in askers:
        if node in ending:
            continue
        roots = graph.roots[node[0]]
        item = graph.definitions[node]
        reads = roots & _READING and not roots & TYPED and not item.names.isdisjoint(_READ)
        if reads and item.kind != "class":
            yield node


def checks_unseen(graph: Graph, there: ReachedNodes) -> bool:
    """Tell whether some of the definitions that a handler leads to may check a request, by their names."""
    return any(_MAY_CHECK.search(name) for item in _items(graph, there) for name in (item.name, *item.names))


def may_check(item: Definition, beside: str) -> bool:
    """Tell whether a definition may check a request, by a name in it that is not `beside`."""
    return any(_MAY_CHECK.search(name) for name in item.names if name != beside)


def checks_nothing(graph: Graph, there: ReachedNodes, ending: Iterable[Node]) -> bool:
    """Tell whether nothing that a handler leads to may refuse its request.

    Nothing there is named for a check, no error is named, and no function there is one of `ending`, which
    return early under a condition.
    """
    if any(node in there for node in ending) or checks_unseen(graph, there):
        return False
    return not any(_FAILS.search(name) for item in _items(graph, there) for name in item.names)


def _items(graph: Graph, there: ReachedNodes) -> Iterator[Definition]:
    return (item for node, item in graph.definitions.items() if node in there)


def _place(graph: Graph, node: Node) -> Location:
    item = graph.definitions.get(node)
    return Location(node[0], item.route, item.span) if item else Location(node[0])
