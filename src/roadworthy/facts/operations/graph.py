"""What each definition leads to: a name means what the module that uses it defines or imports."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cached_property

from roadworthy.core.flat_set import FlatSet
from roadworthy.facts.operations.steps import Node, Onward, Step
from roadworthy.facts.project import imported_by, is_page, receives_messages, serving_frameworks
from roadworthy.facts.python import Class, Classes, Definition, ModuleSummary, NameTable

#: Bases whose classes no one else calls into.
_PASSIVE = frozenset(
    "object ABC Protocol Enum IntEnum StrEnum NamedTuple TypedDict BaseModel Generic Exception ValueError"
    " RuntimeError BaseSettings Base Model".split()
)


class Graph:
    """The names of some modules, and what each definition leads to."""

    def __init__(self, modules: Iterable[ModuleSummary]) -> None:
        self.modules = {module.path: module for module in modules}
        self.names = NameTable(self.modules.values(), set(self.modules))
        self.classes = Classes(self.modules.values(), self.names)
        self.definitions: dict[Node, Definition] = {}
        for path, module in self.modules.items():
            for item in module.definitions:
                self._define((path, ".".join(item.route)), item)
        self._named: dict[str, list[str]] = {}
        for path in sorted(self.modules):
            self._named.setdefault(path.rpartition("/")[2], []).append(path)
        #: The kinds of objects that attributes hold, by the class and the name.
        self.members: dict[tuple[Class, str], list[str]] = {}
        for path, module in self.modules.items():
            for item in module.definitions:
                for name, kind in item.members:
                    if kind:
                        self.members.setdefault(((path, item.owner or item.name), name), []).append(kind)
        self._all: dict[str, tuple[Node, ...]] = {}
        self._steps: dict[Node, tuple[Step, ...]] = {}
        self._called: dict[Class, tuple[bool, tuple[tuple[str, Node], ...]]] = {}

    def _define(self, node: Node, item: Definition) -> None:
        """Add a definition; what decorators kept of an earlier one of its name runs, too.

        Two routes may each have a handler `predict`.
        """
        known = self.definitions.setdefault(node, item)
        if known is not item and known.decorators and item.decorators and known.kind == item.kind:
            self.definitions[node] = replace(
                known,
                names=FlatSet(known.names | item.names),
                uses=FlatSet(known.uses | item.uses),
            )

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

    @cached_property
    def only_receives(self) -> bool:
        """Whether messages of a broker or a chat are all that the modules answer: what they send answers."""
        modules = self.modules.values()
        return any(map(receives_messages, modules)) and not any(map(serving_frameworks, modules))

    @cached_property
    def roots(self) -> dict[str, set[str]]:
        """The first parts of what each module imports, by its path."""
        return {path: module.libraries for path, module in self.modules.items()}

    @cached_property
    def _heads(self) -> dict[str, list[tuple[int, Node]]]:
        """The definitions of each module, sorted by the lines that they begin on."""
        heads: dict[str, list[tuple[int, Node]]] = {}
        for node, definition in self.definitions.items():
            heads.setdefault(node[0], []).append((definition.span.line, node))
        for found in heads.values():
            found.sort()
        return heads

    def after(self, path: str, line: int) -> tuple[Node, ...]:
        """Return the definition that begins at a line of a file or soon after it, as below a decorator."""
        heads = self._heads.get(path, [])
        at = bisect_left(heads, (line,))
        return (heads[at][1],) if at < len(heads) and heads[at][0] - line < 20 else ()

    def all_of(self, path: str) -> tuple[Node, ...]:
        """Return all nodes of a file."""
        if path not in self._all:
            self._all[path] = ((path, ""), *(node for _, node in self._heads.get(path, ())))
        return self._all[path]

    def file_at(self, text: str) -> str | None:
        """Return the first module, by path, whose path ends with the path that a text gives."""
        tail = "/" + text.lstrip("./")
        named = self._named.get(tail.rpartition("/")[2], ())
        return next((path for path in named if f"/{path}".endswith(tail)), None)

    def loaded(self, paths: Collection[str]) -> frozenset[str]:
        """Return the paths of modules that answer requests, of those that put them together, and of imports.

        What makes an application imports what answers, and a framework. What pages import beside other
        modules is theirs.
        """
        serving = {path for path in paths if not is_page(self.modules[path])}
        makers = {
            path: frozenset(self.names.imported_modules(module))
            for path, module in self.modules.items()
            if path not in serving and serving_frameworks(module)
        }
        known = 0
        while known < len(serving):
            known = len(serving)
            serving.update([path for path, imported in makers.items() if not serving.isdisjoint(imported)])
        found = imported_by(self.modules.values(), sorted(serving or paths), self.names)
        return frozenset(paths).union(module.path for module in found)

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
