"""Classes of the project and its tests, with their families: what they inherit from, and what from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.facts.python.lookups import OF_SELF
from roadworthy.facts.python.scopes import NameTable
from roadworthy.facts.python.summary import Definition, ModuleSummary

#: Path of the module, and the name with those of the classes around it.
Class = tuple[str, str]
#: Bases of metaclasses.
_METACLASSES = frozenset("ABCMeta EnumMeta EnumType type".split())
_NOTHING: frozenset[Class] = frozenset()


class Classes:
    """The classes of some modules, by path and name."""

    def __init__(self, modules: Iterable[ModuleSummary], names: NameTable) -> None:
        """Find each class's bases by what their names mean where it stands."""
        self._methods: dict[Class, dict[str, list[Definition]]] = {}
        self._definitions: dict[Class, Definition] = {}
        self._by_method: dict[str, list[Class]] = {}
        self._above: dict[Class, set[Class]] = {}
        self._below: dict[Class, set[Class]] = {}
        for module in modules:
            for item in module.definitions:
                if item.kind == "class":
                    self._definitions[module.path, ".".join(item.route)] = item
                elif item.owner:
                    owner = (module.path, item.owner)
                    self._methods.setdefault(owner, {}).setdefault(item.name, []).append(item)
                    self._by_method.setdefault(item.name, []).append(owner)
        for owner, item in self._definitions.items():
            for base in item.bases:
                root, *rest = base.removesuffix("()").split(".")
                for path, found in names.meaning(owner[0], root, rest).definitions:
                    above = (path, ".".join(found.route))
                    if found.kind == "class" and above != owner:
                        self._above.setdefault(owner, set()).add(above)
                        self._below.setdefault(above, set()).add(owner)
        self._metaclasses = {
            item.name
            for item in self._definitions.values()
            if _METACLASSES.intersection(base.rpartition(".")[2] for base in item.bases)
        }

    def definition(self, owner: Class) -> Definition:
        """Return the definition of a class."""
        return self._definitions[owner]

    def methods(self, owner: Class) -> Iterator[Definition]:
        """Yield the methods that a class itself defines."""
        for found in self._methods.get(owner, {}).values():
            yield from found

    def method(self, owner: Class, name: str) -> Iterable[Definition]:
        """Return what a class itself defines under a name: overloads and setters are of one name."""
        return self._methods.get(owner, {}).get(name, ())

    def with_method(self, name: str) -> Iterable[Class]:
        """Return the classes that define a method of a name."""
        return self._by_method.get(name, ())

    def method_names(self) -> Iterable[str]:
        """Return the names of all methods."""
        return self._by_method

    def above(self, owner: Class) -> set[Class]:
        """Return all that a class inherits from."""
        return set(_walked(owner, self._above))

    def below(self, owner: Class) -> set[Class]:
        """Return all that inherit from a class."""
        return set(_walked(owner, self._below))

    def collecting(self) -> set[Class]:
        """Return the classes that learn what inherits from them: by `__init_subclass__` or a metaclass."""
        return {
            owner
            for owner, item in self._definitions.items()
            if self.method(owner, "__init_subclass__") or not self._metaclasses.isdisjoint(item.names)
        }

    def family(self, owner: Class) -> set[Class]:
        """Return a class, all that it inherits from, and all that inherit from any of these."""
        found = {owner}
        for relative in _walked(owner, self._above):
            found.add(relative)
            found.update(_walked(relative, self._below))
        found.update(_walked(owner, self._below))
        return found

    def looks_up(self, owner: Class) -> bool:
        """Tell whether a class, or one that it inherits from, looks its own attributes up by name."""
        return any(
            OF_SELF in method.uses
            for relative in (owner, *self.above(owner))
            for method in self.methods(relative)
        )


def _walked(start: Class, edges: dict[Class, set[Class]]) -> Iterator[Class]:
    seen: set[Class] = {start}
    pending = list(edges.get(start, _NOTHING))
    while pending:
        found = pending.pop()
        if found not in seen:
            seen.add(found)
            yield found
            pending.extend(edges.get(found, _NOTHING))
