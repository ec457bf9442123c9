"""Variables that hold functions and classes under other names, and what of them is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from roadworthy.facts.python import BOUND, Class, ModuleSummary, Scope, Variable

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk


class Holding:
    """The variables that were met, as far as nothing has read them."""

    def __init__(self, walk: Walk, modules: Iterable[ModuleSummary]) -> None:
        """Sort the variables of all modules by what they belong to."""
        self._walk = walk
        self._asked: set[str] = set()
        self._read: set[int] = set()
        self._bodies: dict[Class, list[Variable]] = {}
        self._given: dict[str, list[Variable]] = {}
        self._waiting: dict[str, list[tuple[str, Variable]]] = {}
        for module in modules:
            for variable in module.variables:
                if variable.owner and walk.classes.has((module.path, variable.owner)):
                    self._bodies.setdefault((module.path, variable.owner), []).append(variable)
                elif variable.owner:
                    self._given.setdefault(module.path, []).append(variable)

    def top(self, path: str) -> None:
        """Note the attributes that the top level of a module gives to classes and others."""
        for variable in self._given.get(path, ()):
            meaning = self._walk.lookup.meaning(path, variable.owner, ())
            owners = [(at, ".".join(item.route)) for at, item in meaning.definitions if item.kind == "class"]
            self._note(path, variable, owners)
        if path in self._walk.side:
            for variable in self._walk.modules[path].variables:
                self.read(path, variable)

    def open(self, owner: Class) -> None:
        """Note the attributes that the body of a class binds."""
        for variable in self._bodies.get(owner, ()):
            self._note(owner[0], variable, [owner])

    def ask(self, name: str) -> None:
        """Read the attributes of a name, whatever they belong to."""
        if name not in self._asked and not name.endswith(BOUND):
            self._asked.add(name)
            for path, variable in self._waiting.pop(name, ()):
                self.read(path, variable)

    def read(self, path: str, variable: Variable) -> None:
        """Reach what a variable holds."""
        if id(variable) not in self._read:
            self._read.add(id(variable))
            owner = (path, variable.owner)
            inside = bool(variable.owner) and self._walk.classes.has(owner)
            self._walk.use(variable.uses, Scope(path, owner if inside else None, body=inside))

    def _note(self, path: str, variable: Variable, owners: list[Class]) -> None:
        """Note an attribute; one that others may look for is read."""
        plain = owners and all(map(self._is_plain, owners)) and not variable.name.startswith("__")
        if plain and variable.name not in self._asked:
            self._waiting.setdefault(variable.name, []).append((path, variable))
        else:
            self.read(path, variable)

    def _is_plain(self, owner: Class) -> bool:
        """Tell whether nothing but what names an attribute of a class reads it."""
        walk = self._walk
        return (
            owner[1].rpartition(".")[2] in walk.world.local.names - walk.world.local.derived
            and not walk.classes.definition(owner).decorators
            and not walk.classes.looks_up(owner)
            and not walk.classes.origins(owner) & walk.collecting
        )
