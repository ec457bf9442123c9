"""What code leads to: from where something starts, through names, to definitions, with the way there.

Names mean what the module that uses them defines or imports. An attribute of something unknown means each
method of that name in classes that were met on the way. It errs towards less than tests are granted: what
is only looked up by a text at run time is not followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from roadworthy.facts.operations.steps import STARTED, Node, Onward, Step
from roadworthy.facts.python import Class, Classes, Definition, ModuleSummary, NameTable

#: Where a node was reached from: None for those where it starts.
Ways = dict[Node, Node | None]

#: Bases whose classes no one else calls into.
_PASSIVE = frozenset(
    "object ABC Protocol Enum IntEnum StrEnum NamedTuple TypedDict BaseModel Generic Exception ValueError"
    " RuntimeError BaseSettings Base Model".split()
)


def last_names(dotted: Iterable[str]) -> set[str]:
    """Return the last part of each dotted name of a base or decorator, without its call."""
    return {name.removesuffix("()").rpartition(".")[2] for name in dotted}


class Graph:
    """The names of some modules, and what each definition leads to."""

    def __init__(self, modules: Iterable[ModuleSummary]) -> None:
        self.modules = {module.path: module for module in modules}
        self.names = NameTable(self.modules.values(), set(self.modules))
        self.classes = Classes(self.modules.values(), self.names)
        self.definitions: dict[Node, Definition] = {}
        for path, module in self.modules.items():
            for item in module.definitions:
                self.definitions.setdefault((path, ".".join(item.route)), item)
        self._named: dict[str, list[str]] = {}
        for path in sorted(self.modules):
            self._named.setdefault(path.rpartition("/")[2], []).append(path)
        self._steps: dict[Node, tuple[Step, ...]] = {}
        self._called: dict[Class, tuple[bool, tuple[tuple[str, Node], ...]]] = {}

    def node_of(self, path: str, route: tuple[str | int, ...]) -> Node:
        """Return the node that holds a place: the innermost definition that is known, or the top level."""
        for length in range(min(len(route), 2), 0, -1):
            node = (path, ".".join(map(str, route[:length])))
            if node in self.definitions:
                return node
        return path, ""

    def resolved(self, path: str, name: str) -> list[Node]:
        """Return the definitions that a dotted name means in a module."""
        root, *rest = name.split(".")
        found = self.names.meaning(path, root, rest).definitions
        return [(where, ".".join(item.route)) for where, item in found]

    def file_at(self, text: str) -> str | None:
        """Return the first module, by path, whose path ends with the path that a text gives."""
        tail = "/" + text.lstrip("./")
        named = self._named.get(tail.rpartition("/")[2], ())
        return next((path for path in named if f"/{path}".endswith(tail)), None)

    def reach(self, starts: Iterable[Node], shut: Collection[Node] = ()) -> Ways:
        """Return everything that some nodes lead to, each with the node before it, but for `shut`."""
        walk = _Reach(self, frozenset(shut))
        for node in starts:
            walk.enter(node, None)
        walk.run()
        return walk.ways

    def steps(self, node: Node) -> tuple[Step, ...]:
        """Return what the uses of a node lead to, in order, each once: many walks come by the same nodes."""
        if node not in self._steps:
            steps = dict.fromkeys(Onward(self, node).steps())
            self._steps[node] = tuple(one for one in steps if type(one) is str or one[0] in self.modules)
        return self._steps[node]

    def called(self, owner: Class) -> tuple[bool, tuple[tuple[str, Node], ...]]:
        """Return whether a class inherits from a framework's, and its methods, by name, with their nodes."""
        if owner not in self._called:
            definition = self.definitions.get(owner)
            foreign = definition is not None and any(
                base.removesuffix("()").rpartition(".")[2] not in _PASSIVE
                and not self.resolved(owner[0], base.removesuffix("()"))
                for base in definition.bases
            )
            methods = [(one.name, (owner[0], ".".join(one.route))) for one in self.classes.methods(owner)]
            self._called[owner] = foreign, tuple(methods)
        return self._called[owner]


class _Reach:
    """One walk through a graph, breadth first, so that ways are short."""

    def __init__(self, graph: Graph, shut: frozenset[Node]) -> None:
        self.graph, self.shut = graph, shut
        self.ways: Ways = {}
        self.pending: list[Node] = []
        self.live: dict[Class, Node] = {}
        self.asked: dict[str, Node] = {}

    def enter(self, node: Node, before: Node | None) -> None:
        if node in self.ways or node in self.shut or node[0] not in self.graph.modules:
            return
        self.ways[node] = before
        self.pending.append(node)

    def run(self) -> None:
        at = 0
        while at < len(self.pending):
            node = self.pending[at]
            at += 1
            self.follow(node)

    def follow(self, node: Node) -> None:
        path, name = node
        if name not in ("", STARTED):
            self.enter((path, ""), node)
            if self.graph.definitions[node].kind == "class":
                self.meet(node, node)
        elif name:
            self.enter((path, ""), node)
        ways, asked, shut, pending = self.ways, self.asked, self.shut, self.pending
        for step in self.graph.steps(node):
            if isinstance(step, str):
                if step not in asked:
                    self.attribute(step, node)
            elif step not in ways and step not in shut:
                ways[step] = node
                pending.append(step)

    def meet(self, owner: Class, node: Node) -> None:
        """Make a class and its bases ones that may have objects: what their bases and Python call runs."""
        if owner not in self.live:
            for one in (owner, *self.graph.classes.above(owner, self.live)):
                self.meet_one(one, node)

    def meet_one(self, owner: Class, node: Node) -> None:
        """Make one class one that may have objects."""
        if owner in self.live:
            return
        self.live[owner] = node
        foreign, methods = self.graph.called(owner)
        for name, method in methods:
            special = name.startswith("__") and name.endswith("__")
            # What inherits from a framework's class is called by the framework.
            if special or name in self.asked or (foreign and not name.startswith("_")):
                self.enter(method, node if special or foreign else self.asked[name])

    def attribute(self, name: str, node: Node) -> None:
        if name in self.asked:
            return
        self.asked[name] = node
        for owner in self.graph.classes.with_method(name):
            if owner in self.live:
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
