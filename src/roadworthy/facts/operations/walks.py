"""What code leads to: from where something starts, through names, to definitions, with the way there.

An attribute of something unknown means each method of that name in classes that were met on the way. It errs
towards less than tests are granted: what is only looked up by a text at run time is not followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.steps import STARTED, Node
from roadworthy.facts.python import Class

#: Where a node was reached from: None for those where it starts.
Ways = Mapping[Node, Node | None]

#: Names of methods that many objects of other libraries have.
_COMMON = frozenset(name for kind in (bytes, dict, list, set, str) for name in dir(kind)) | frozenset(
    "all cancel check close commit configure connect create critical debug delete done error exception"
    " execute fetch filter first flush info json list load log main open parse patch post put query read"
    " refresh register release render reset result rollback run save search send set setup show start stop"
    " submit text validate wait warn warning write".split()
)
#: How many of the modules that most import are tried for the one that leads to most.
_TRIED = 5
_NOTHING: Ways = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReachedNodes:
    """The nodes that something leads to: `own` by itself, and `shared` with what starts elsewhere."""

    own: Collection[Node]
    shared: Collection[Node]

    def __contains__(self, node: Node) -> bool:
        return node in self.own or node in self.shared


def all_of(found: Iterable[ReachedNodes]) -> set[Node]:
    """Return the nodes that any of these leads to."""
    found = list(found)
    shared = {id(one.shared): one.shared for one in found}
    return set[Node]().union(*(one.own for one in found), *shared.values())


class Walks:
    """Walks through one graph.

    In a large project, all handlers lead to the same modules at its heart. What these lead to is found once,
    and a walk that comes there takes it over: to follow it again takes most of the time.
    """

    def __init__(self, graph: Graph, kept: Collection[Class] = frozenset()) -> None:
        """`kept` are classes that the program has objects of, wherever a walk begins."""
        self.graph, self.kept = graph, kept
        self._first: _GraphWalk | None = None
        self._heart: _Heart | None = None

    def ways(self, starts: Iterable[Node], shut: Collection[Node] = ()) -> Ways:
        """Return everything that some nodes lead to, each with the node before it, but for `shut`."""
        return self._walked(starts, shut).ways

    def met(self, starts: Iterable[Node]) -> Collection[Class]:
        """Return the classes that may have objects, from where something starts."""
        return frozenset(self._walked(starts, ()).live)

    def reached(self, starts: Iterable[Node], shut: Collection[Node] = ()) -> ReachedNodes:
        """Return the nodes that `ways` would."""
        if self._first is not None and self._heart is None:
            self._heart = self._found_heart(self._first.ways)
        walk = self._walked(starts, shut, self._heart)
        self._first = self._first or walk
        return ReachedNodes(walk.ways, walk.known)

    def _walked(
        self, starts: Iterable[Node], shut: Collection[Node], heart: _Heart | None = None
    ) -> _GraphWalk:
        walk = _GraphWalk(self.graph, frozenset(shut), heart, self.kept)
        for node in starts:
            walk.enter(node, None)
        walk.run()
        return walk

    def _found_heart(self, ways: Ways) -> _Heart:
        """Return what a module leads to that many import, of those that a first walk came to."""
        steps = (self.graph.steps(node) for node in ways if not node[1])
        imported = Counter(step for found in steps for step in found if type(step) is tuple and not step[1])
        tried = [self._walked([node], ()) for node, _ in imported.most_common(_TRIED)]
        walk = max(tried, key=lambda walk: len(walk.ways), default=_GraphWalk(self.graph, frozenset()))
        return _Heart(walk, self._leading_back(walk))

    def _leading_back(self, walk: _GraphWalk) -> frozenset[Node]:
        """Return the nodes that lead to where a walk started, of those that it came to."""
        before: dict[Node, list[Node]] = {}
        for node in walk.ways:
            for step in ((node[0], ""), *self.graph.steps(node)):
                if type(step) is tuple:
                    before.setdefault(step, []).append(node)
        pending = list(walk.ways)[:1]
        found = set(pending)
        while pending:
            for node in before.get(pending.pop(), ()):
                if node not in found:
                    found.add(node)
                    pending.append(node)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Heart:
    """All that a module leads to, and which of it leads back there: any of these leads to all."""

    walk: _GraphWalk
    back: frozenset[Node]


class _GraphWalk:
    """One walk through a graph, breadth first, so that ways are short.

    Where it comes to what leads to all of the `heart`, that is `known`.
    """

    def __init__(
        self,
        graph: Graph,
        shut: frozenset[Node],
        heart: _Heart | None = None,
        kept: Collection[Class] = frozenset(),
    ) -> None:
        self.graph, self.shut, self.kept = graph, shut, kept
        self.ways: dict[Node, Node | None] = {}
        self.known: Ways = _NOTHING
        self.pending: list[Node] = []
        self.live: dict[Class, Node] = {}
        self.asked: dict[str, Node] = {}
        # A walk does not come to what is shut, and the one from the heart must not have come there.
        apart = heart is not None and heart.walk.ways.keys().isdisjoint(shut)
        self.heart = heart.walk if heart and apart else None
        self.back = heart.back if heart and self.heart else frozenset[Node]()

    def enter(self, node: Node, before: Node | None) -> None:
        if node in self.ways or node in self.known or node in self.shut or node[0] not in self.graph.modules:
            return
        self.ways[node] = before
        self.pending.append(node)

    def run(self) -> None:
        at = 0
        while at < len(self.pending):
            node = self.pending[at]
            at += 1
            if node in self.known:
                continue
            if node in self.back:
                self.join()
            else:
                self.follow(node)

    def join(self) -> None:
        """Take over what the walk from the heart found, and do what comes of it together with this one."""
        assert self.heart is not None
        heart, live, asked = self.heart, self.live, self.asked
        self.known = heart.ways
        self.live, self.asked = {**heart.live, **live}, {**heart.asked, **asked}
        for name, node in asked.items():
            if name not in heart.asked:
                self.call(name, node)
        for owner, node in live.items():
            if owner not in heart.live:
                self.run_methods(owner, node)

    def follow(self, node: Node) -> None:
        path, name = node
        if name not in ("", STARTED):
            self.enter((path, ""), node)
            if self.graph.definitions[node].kind == "class":
                self.meet(node, node)
        elif name:
            self.enter((path, ""), node)
        ways, known, asked, shut, pending = self.ways, self.known, self.asked, self.shut, self.pending
        for step in self.graph.steps(node):
            if isinstance(step, str):
                if step not in asked:
                    asked[step] = node
                    self.call(step, node)
            elif step not in ways and step not in known and step not in shut:
                ways[step] = node
                pending.append(step)

    def meet(self, owner: Class, node: Node) -> None:
        """Make a class and its bases ones that may have objects: what their bases and Python call runs."""
        if owner not in self.live:
            for one in (owner, *self.graph.classes.above(owner, self.live)):
                if one not in self.live:
                    self.live[one] = node
                    self.run_methods(one, node)

    def run_methods(self, owner: Class, node: Node) -> None:
        """Enter the methods of a class that are called once it has objects."""
        foreign, methods = self.graph.called(owner)
        for name, method in methods:
            special = name.startswith("__") and name.endswith("__")
            # What inherits from a framework's class is called by the framework.
            if special or name in self.asked or (foreign and not name.startswith("_")):
                self.enter(method, node if special or foreign else self.asked[name])

    def call(self, name: str, node: Node) -> None:
        """Enter the methods of a name, of classes that may have objects.

        Of those that only the start of the program makes, methods that others have, too, are left out.
        """
        for owner in self.graph.classes.with_method(name):
            if owner in self.live or (owner in self.kept and name not in _COMMON):
                for method in self.graph.classes.method(owner, name):
                    self.enter((owner[0], ".".join(method.route)), node)


def way_to(node: Node, ways: Ways) -> Iterator[Node]:
    """Yield the nodes on the way to one, from where it starts; top levels that only import are left out."""
    found: list[Node] = []
    current: Node | None = node
    while current is not None and len(found) < 100:
        found.append(current)
        current = ways[current]
    last = len(found) - 1
    yield from (
        step
        for at, step in reversed(list(enumerate(found)))
        if step[1] not in ("", STARTED) or at in (0, last)
    )
