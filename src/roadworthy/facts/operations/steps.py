"""What the uses of a definition lead to, whatever a walk met before: told once, for all walks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from roadworthy.facts.python import GIVEN, HEIRS, MADE, PLACE, SIGNS, Class, last_names

if TYPE_CHECKING:
    from roadworthy.facts.operations.graph import Graph

#: A module's path, and the name in it: "" for its top level, "__main__" for what runs where it is started.
Node = tuple[str, str]
#: What a use leads to, whatever was met before: a definition, or the name of an attribute of anything.
Step = Node | str
STARTED = "__main__"
#: Parts of the names of what runs other programs: `subprocess.run`, `run_module`, `BashOperator`.
#: How far names of tables are followed that name each other.
_DEPTH = 3
#: Bases of classes that only say which methods others have.
_OPEN = frozenset(("ABC", "Protocol"))
_RUNNERS = ("subprocess", "run_module", "Operator", "Popen", "runpy", "execv")


class Onward:
    """What one node uses, as steps that hold for every walk."""

    def __init__(self, graph: Graph, node: Node, depth: int = 0) -> None:
        self.graph, self.node, self.depth = graph, node, depth

    def steps(self) -> Iterator[Step]:
        """Yield what the node's uses lead to."""
        path, name = self.node
        module = self.graph.modules[path]
        if name == "":
            yield from ((path, "") for path in self.graph.names.imported_modules(module))
            yield from self._uses(module.uses, None)
        elif name == STARTED:
            yield from self._uses(module.main_uses, None)
        else:
            definition = self.graph.definitions[self.node]
            yield from self._uses(definition.uses, (path, definition.owner) if definition.owner else None)
            # A framework reads the attributes of what inherits from its classes: `serializer_class = Rows`.
            if definition.kind == "class" and self.graph.called(self.node)[0]:
                for variable in module.variables:
                    if variable.owner == name:
                        yield from self._uses(variable.uses, self.node)

    def _uses(self, uses: Iterable[str], owner: Class | None) -> Iterator[Step]:
        uses = sorted(uses)
        # Most bodies have no text that may be a place.
        runs = any(use[0] == PLACE for use in uses) and any(word in use for use in uses for word in _RUNNERS)
        for use in uses:
            if use[0] == PLACE and runs:
                yield from self._started(use[1:])
            if use[0] == MADE:
                yield from self._made(use[1:])
                continue
            if use[0] in SIGNS:
                continue
            root, *rest = use.split(".")
            if not root:
                yield rest[-1]
            elif root in ("self", "cls") and owner is not None and rest:
                yield from self._member(owner, rest)
            else:
                yield from self._name(root, rest)

    def _made(self, use: str) -> Iterator[Step]:
        """Yield what an attribute of what a call makes leads to: `Detector().check`."""
        maker, _, attributes = use.partition(MADE)
        root, *rest = maker.removesuffix(HEIRS).split(".")
        meaning = self.graph.names.meaning(self.node[0], root, rest)
        names = attributes.split(".")
        for path, definition in meaning.definitions:
            made = path, ".".join(definition.route)
            if made not in self.graph.definitions:
                continue
            yield made
            if definition.kind == "class" and meaning.rest:
                # What a method of the class gives may be anything: `Models.get().predict`.
                yield from self._member(made, list(meaning.rest))
            elif definition.kind == "class":
                yield from self._member(made, names)
                # A class that others stand in for has methods without bodies.
                names = names if not _OPEN.isdisjoint(last_names(definition.bases)) else []
        yield from names

    def _started(self, text: str) -> Iterator[Step]:
        """Follow a text that names a module or a file of the project, where something runs programs."""
        module, _, attribute = text.partition(":")
        if module.endswith(".py"):
            found = self.graph.file_at(module)
        elif "." in module and "/" not in module:
            found = self.graph.names.module(self.node[0], 0, module)
        else:
            return
        if found is not None and found != self.node[0]:
            if not attribute or (found, attribute) in self.graph.definitions:
                yield found, attribute or STARTED
            yield found, ""

    def _name(self, root: str, rest: list[str]) -> Iterator[Step]:
        meaning = self.graph.names.meaning(self.node[0], root, rest)
        for path, definition in meaning.definitions:
            inner = ".".join(definition.route)
            yield path, inner
            if definition.kind == "class":
                yield from self._member((path, inner), list(meaning.rest))
        for path, variable in meaning.variables if self.depth < _DEPTH else ():
            yield from Onward(self.graph, (path, ""), self.depth + 1)._uses(variable.uses, None)
        if not meaning.definitions:
            yield from rest

    def _member(self, owner: Class, rest: list[str]) -> Iterator[Step]:
        if rest:
            for relative in self.graph.classes.with_method_in_line(owner, rest[0]):
                for method in self.graph.classes.method(relative, rest[0]):
                    yield relative[0], ".".join(method.route)
            # What the constructor is given there has a class, as its annotation says.
            for kind in self.graph.members.get((owner, rest[0]), ()):
                yield from self._kept(owner[0], kind)
            yield from rest[1:]

    def _kept(self, path: str, kind: str) -> Iterator[Step]:
        """Yield the class of what an attribute holds."""
        name = kind.partition(GIVEN)[0].removesuffix(HEIRS)
        for node in self.graph.resolved(path, name) if name else ():
            if node in self.graph.definitions and self.graph.definitions[node].kind == "class":
                yield node
