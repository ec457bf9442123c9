"""What code leads to: from where something starts, through names, to definitions, with the way there.

Names mean what the module that uses them defines or imports. An attribute of something unknown means each
method of that name in classes that were met on the way. It errs towards less than tests are granted: what
is only looked up by a text at run time is not followed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from roadworthy.facts.python import (
    HEIRS,
    MADE,
    PLACE,
    SIGNS,
    Class,
    Classes,
    Definition,
    ModuleSummary,
    NameTable,
)

#: A module's path, and the name in it: "" for its top level, "__main__" for what runs where it is started.
Node = tuple[str, str]
#: What a use leads to, whatever was met before: a definition, or the name of an attribute of anything.
Step = Node | str
#: Where a node was reached from: None for those where it starts.
Ways = dict[Node, Node | None]

_STARTED = "__main__"
#: Parts of the names of what runs other programs: `subprocess.run`, `run_module`, `BashOperator`.
_RUNNERS = ("subprocess", "run_module", "Operator", "Popen", "runpy", "execv")
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
        self._steps: dict[Node, tuple[Step, ...]] = {}

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
            self._steps[node] = tuple(dict.fromkeys(_Uses(self, node).steps()))
        return self._steps[node]


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
        if name not in ("", _STARTED):
            self.enter((path, ""), node)
            if self.graph.definitions[node].kind == "class":
                self.meet(node, node)
        elif name:
            self.enter((path, ""), node)
        for step in self.graph.steps(node):
            if isinstance(step, str):
                self.attribute(step, node)
            else:
                self.enter(step, node)

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
        definition = self.graph.definitions.get(owner)
        foreign = definition is not None and any(
            base.removesuffix("()").rpartition(".")[2] not in _PASSIVE
            and not self.graph.resolved(owner[0], base.removesuffix("()"))
            for base in definition.bases
        )
        for method in self.graph.classes.methods(owner):
            special = method.name.startswith("__") and method.name.endswith("__")
            # What inherits from a framework's class is called by the framework.
            if special or method.name in self.asked or (foreign and not method.name.startswith("_")):
                before = node if special or foreign else self.asked[method.name]
                self.enter((owner[0], ".".join(method.route)), before)

    def attribute(self, name: str, node: Node) -> None:
        if name in self.asked:
            return
        self.asked[name] = node
        for owner in self.graph.classes.with_method(name):
            if owner in self.live:
                for method in self.graph.classes.method(owner, name):
                    self.enter((owner[0], ".".join(method.route)), node)


class _Uses:
    """What one node uses, as steps that hold for every walk."""

    def __init__(self, graph: Graph, node: Node) -> None:
        self.graph, self.node = graph, node

    def steps(self) -> Iterator[Step]:
        """Yield what the node's uses lead to."""
        path, name = self.node
        module = self.graph.modules[path]
        if name == "":
            yield from self.imports(module)
            yield from self.uses(module.uses, None)
        elif name == _STARTED:
            yield from self.uses(module.main_uses, None)
        else:
            definition = self.graph.definitions[self.node]
            yield from self.uses(definition.uses, (path, definition.owner) if definition.owner else None)

    def imports(self, module: ModuleSummary) -> Iterator[Step]:
        for item in module.imports:
            names = [item.module, f"{item.module}.{item.name}".lstrip(".")] if item.name else [item.module]
            for name in names:
                found = self.graph.names.module(module.path, item.level, name)
                if found is not None:
                    yield found, ""

    def uses(self, uses: Iterable[str], owner: Class | None) -> Iterator[Step]:
        uses = sorted(uses)
        runs = any(word in use for use in uses for word in _RUNNERS)
        for use in uses:
            if use[0] == PLACE and runs:
                yield from self.started(use[1:])
            if use[0] == MADE:
                yield from self.made(use[1:])
                continue
            if use[0] in SIGNS:
                continue
            root, *rest = use.split(".")
            if not root:
                yield rest[-1]
            elif root in ("self", "cls") and owner is not None and rest:
                yield from self.member(owner, rest)
            else:
                yield from self.name(root, rest)

    def made(self, use: str) -> Iterator[Step]:
        """Yield what an attribute of what a call makes leads to: `Detector().check`."""
        maker, _, attributes = use.partition(MADE)
        owners = [
            one
            for one in self.graph.resolved(self.node[0], maker.removesuffix(HEIRS))
            if one in self.graph.definitions
        ]
        names = attributes.split(".")
        for made in owners:
            yield made
            if self.graph.definitions[made].kind == "class":
                yield from self.member(made, names)
                names = []
        yield from names

    def started(self, text: str) -> Iterator[Step]:
        """Follow a text that names a module or a file of the project, where something runs programs."""
        module, _, attribute = text.partition(":")
        if module.endswith(".py"):
            tail = "/" + module.lstrip("./")
            found = next((path for path in sorted(self.graph.modules) if f"/{path}".endswith(tail)), None)
        elif "." in module and "/" not in module:
            found = self.graph.names.module(self.node[0], 0, module)
        else:
            return
        if found is not None and found != self.node[0]:
            if not attribute or (found, attribute) in self.graph.definitions:
                yield found, attribute or _STARTED
            yield found, ""

    def name(self, root: str, rest: list[str]) -> Iterator[Step]:
        meaning = self.graph.names.meaning(self.node[0], root, rest)
        for path, definition in meaning.definitions:
            inner = ".".join(definition.route)
            yield path, inner
            if definition.kind == "class":
                yield from self.member((path, inner), list(meaning.rest))
        if not meaning.definitions:
            yield from rest

    def member(self, owner: Class, rest: list[str]) -> Iterator[Step]:
        if rest:
            for relative in self.graph.classes.with_method_in_line(owner, rest[0]):
                for method in self.graph.classes.method(relative, rest[0]):
                    yield relative[0], ".".join(method.route)
            yield from rest[1:]


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
        if step[1] not in ("", _STARTED) or at in (0, last)
    )
