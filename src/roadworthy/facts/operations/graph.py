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
        module = self.graph.modules[path]
        if name == "":
            self.imports(module, node)
            self.uses(module.uses, node, None)
            return
        self.enter((path, ""), node)
        if name == _STARTED:
            self.uses(module.main_uses, node, None)
            return
        definition = self.graph.definitions[node]
        if definition.kind == "class":
            self.meet((path, name), node)
        self.uses(definition.uses, node, (path, definition.owner) if definition.owner else None)

    def imports(self, module: ModuleSummary, node: Node) -> None:
        for item in module.imports:
            names = [item.module, f"{item.module}.{item.name}".lstrip(".")] if item.name else [item.module]
            for name in names:
                found = self.graph.names.module(module.path, item.level, name)
                if found is not None:
                    self.enter((found, ""), node)

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

    def uses(self, uses: Iterable[str], node: Node, owner: Class | None) -> None:
        uses = sorted(uses)
        runs = any(any(word in use for word in _RUNNERS) for use in uses)
        for use in uses:
            if use[0] == PLACE and runs:
                self.started(use[1:], node)
            if use[0] == MADE:
                # `Detector().check`: an attribute of what a call makes.
                maker, _, attributes = use[1:].partition(MADE)
                owners = [
                    one
                    for one in self.graph.resolved(node[0], maker.removesuffix(HEIRS))
                    if one in self.graph.definitions
                ]
                names = attributes.split(".")
                for made in owners:
                    self.enter(made, node)
                    if self.graph.definitions[made].kind == "class":
                        self.member(made, names, node)
                        names = []
                for name in names:
                    self.attribute(name, node)
                continue
            if use[0] in SIGNS:
                continue
            root, *rest = use.split(".")
            if not root:
                self.attribute(rest[-1], node)
            elif root in ("self", "cls") and owner is not None and rest:
                self.member(owner, rest, node)
            else:
                self.name(root, rest, node)

    def started(self, text: str, node: Node) -> None:
        """Follow a text that names a module or a file of the project, where something runs programs."""
        module, _, attribute = text.partition(":")
        if module.endswith(".py"):
            tail = "/" + module.lstrip("./")
            found = next((path for path in sorted(self.graph.modules) if f"/{path}".endswith(tail)), None)
        elif "." in module and "/" not in module:
            found = self.graph.names.module(node[0], 0, module)
        else:
            return
        if found is not None and found != node[0]:
            if not attribute or (found, attribute) in self.graph.definitions:
                self.enter((found, attribute or _STARTED), node)
            self.enter((found, ""), node)

    def name(self, root: str, rest: list[str], node: Node) -> None:
        meaning = self.graph.names.meaning(node[0], root, rest)
        for path, definition in meaning.definitions:
            inner = ".".join(definition.route)
            self.enter((path, inner), node)
            if definition.kind == "class":
                self.member((path, inner), list(meaning.rest), node)
        if not meaning.definitions:
            for attribute in rest:
                self.attribute(attribute, node)

    def member(self, owner: Class, rest: list[str], node: Node) -> None:
        if not rest:
            return
        for relative in (owner, *self.graph.classes.above(owner), *self.graph.classes.below([owner])):
            for method in self.graph.classes.method(relative, rest[0]):
                self.enter((relative[0], ".".join(method.route)), node)
        for attribute in rest[1:]:
            self.attribute(attribute, node)

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
        if step[1] not in ("", _STARTED) or at in (0, last)
    )
