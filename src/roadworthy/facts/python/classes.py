"""Classes of the project and its tests, with their families: what they inherit from, and what from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from roadworthy.facts.python.lookups import BOUND, OF_SELF, READ_OF_SELF
from roadworthy.facts.python.scopes import NameTable
from roadworthy.facts.python.summary import Definition, ModuleSummary

#: Path of the module, and the name with those of the classes around it.
Class = tuple[str, str]
#: Bases of metaclasses.
_METACLASSES = frozenset("ABCMeta EnumMeta EnumType type".split())
#: Classes in the order in which they were met: a report must not depend on how texts are hashed.
Kin = dict[Class, None]
_NOTHING: Kin = {}


class Classes:
    """The classes of some modules, by path and name."""

    def __init__(self, modules: Iterable[ModuleSummary], names: NameTable) -> None:
        """Find each class's bases by what their names mean where it stands."""
        self._methods: dict[Class, dict[str, list[Definition]]] = {}
        self._definitions: dict[Class, Definition] = {}
        self._inner: dict[Class, list[Definition]] = {}
        self._by_method: dict[str, list[Class]] = {}
        self._above: dict[Class, Kin] = {}
        self._below: dict[Class, Kin] = {}
        self._lines: dict[Class, dict[Class, int]] = {}
        for module in modules:
            for item in module.definitions:
                if item.kind == "class":
                    self._definitions[module.path, ".".join(item.route)] = item
                    if item.owner:
                        self._inner.setdefault((module.path, item.owner), []).append(item)
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
                        self._above.setdefault(owner, {})[above] = None
                        self._below.setdefault(above, {})[owner] = None
        self._owners = self._definitions.keys() | self._methods.keys()
        self._met: dict[Class, frozenset[Class]] = {}
        self._origins = self._begin()
        self._by_origin: dict[tuple[Class, str], list[Class]] = {}
        for owner, methods in self._methods.items():
            for name in methods:
                for origin in self._origins[owner]:
                    self._by_origin.setdefault((origin, name), []).append(owner)
        self._looking = self._wider(self._look_up(OF_SELF))
        self._reading = self._wider(self._look_up(READ_OF_SELF))
        self._metaclasses = {
            item.name
            for item in self._definitions.values()
            if _METACLASSES.intersection(base.rpartition(".")[2] for base in item.bases)
        }

    def definition(self, owner: Class) -> Definition:
        """Return the definition of a class."""
        return self._definitions[owner]

    def nested(self, owner: Class, name: str) -> Iterator[tuple[str, Definition]]:
        """Yield the classes of a name within a class or one that it inherits from, with their modules."""
        for path, around in (owner, *self.above(owner)):
            if found := self._definitions.get((path, f"{around}.{name}")):
                yield path, found

    def inner(self, owner: Class) -> Iterable[Definition]:
        """Return the classes that stand in a class."""
        return self._inner.get(owner, ())

    def methods(self, owner: Class) -> Iterator[Definition]:
        """Yield the methods that a class itself defines."""
        for found in self._methods.get(owner, {}).values():
            yield from found

    def method(self, owner: Class, name: str) -> Iterable[Definition]:
        """Return what a class itself defines under a name: overloads and setters are of one name.

        Of a name that is only bound, that is a property with a setter.
        """
        found = self._methods.get(owner, {})
        if name.endswith(BOUND):
            return [item for item in found.get(name[:-1], ()) if any(map(_is_setter, found[name[:-1]]))]
        return found.get(name, ())

    def with_method(self, name: str) -> Iterable[Class]:
        """Return the classes that define a method of a name."""
        return self._by_method.get(name.removesuffix(BOUND), ())

    def with_method_in_line(self, owner: Class, name: str) -> Iterable[Class]:
        """Return a class, what it inherits from, and what inherits from it, where that defines a method."""
        line = self._lines.get(owner)
        if line is None:
            found = dict.fromkeys((owner, *self.above(owner), *self.below([owner])))
            line = self._lines[owner] = {one: number for number, one in enumerate(found)}
        return sorted({one for one in self.with_method(name) if one in line}, key=line.__getitem__)

    def method_names(self) -> Iterable[str]:
        """Return the names of all methods."""
        return self._by_method

    def above(self, owner: Class, without: Collection[Class] = ()) -> Iterator[Class]:
        """Yield all that a class inherits from, but for `without` and what only these inherit from."""
        return _walked([owner], self._above, without)

    def bases(self, owner: Class) -> Iterable[Class]:
        """Return what a class itself names as its bases."""
        return self._above.get(owner, _NOTHING)

    def heirs(self, owner: Class) -> Iterable[Class]:
        """Return the classes that themselves name a class as a base."""
        return self._below.get(owner, _NOTHING)

    def nearest(self, owner: Class, name: str) -> list[Class]:
        """Return what a method of a name is of: the class, or the first on each way up that defines it."""
        found: list[Class] = []
        seen = {owner}
        pending = [owner]
        while pending:
            one = pending.pop()
            if name.removesuffix(BOUND) in self._methods.get(one, {}):
                found.append(one)
                continue
            for base in self._above.get(one, _NOTHING):
                if base not in seen:
                    seen.add(base)
                    pending.append(base)
        return found

    def below(self, owners: Iterable[Class]) -> Iterator[Class]:
        """Yield all that inherit from any of these classes, each once."""
        return _walked(owners, self._below)

    def kin(self, owner: Class) -> Iterable[Class]:
        """Return a class, what it inherits from, what inherits from it, and what that has in addition."""
        below = (owner, *self.below((owner,)))
        return dict.fromkeys((*below, *_walked(below, self._above), *self.above(owner)))

    def has(self, owner: Class) -> bool:
        """Tell whether a class is defined here, by name and place."""
        return owner in self._definitions

    def collecting(self) -> set[Class]:
        """Return the classes that learn what inherits from them: by `__init_subclass__` or a metaclass."""
        return {
            owner
            for owner, item in self._definitions.items()
            if self.method(owner, "__init_subclass__") or not self._metaclasses.isdisjoint(item.names)
        }

    def origins(self, owner: Class) -> frozenset[Class]:
        """Return where a class's ancestry begins: classes that share any of these are of one family."""
        return self._origins.get(owner) or frozenset((owner,))

    def met(self, owner: Class) -> frozenset[Class]:
        """Return the origins of what `self` may be in a class: its own, and those of its heirs.

        A mixin calls what the other bases of its heirs define.
        """
        return self._met.get(owner) or self.origins(owner)

    def of_family(self, origin: Class, name: str) -> Iterable[Class]:
        """Return the classes that define a method of a name, and whose ancestry begins at `origin`."""
        return self._by_origin.get((origin, name.removesuffix(BOUND)), ())

    def among(self, method: Definition, names: Collection[str]) -> bool:
        """Tell whether names that are asked for are a method's, or are bound where that is a setter."""
        return method.name in names or (_is_setter(method) and method.name + BOUND in names)

    def looks_up(self, owner: Class) -> bool:
        """Tell whether a class, or one that it inherits from, looks its own attributes up by name."""
        return owner in self._looking

    def reads(self, owner: Class) -> bool:
        """Tell whether a class, or one that it inherits from, reads its own attributes by name."""
        return owner in self._reading

    def _look_up(self, sign: str) -> Iterator[Class]:
        for owner, methods in self._methods.items():
            if any(sign in method.uses for found in methods.values() for method in found):
                yield owner

    def _wider(self, looking: Iterable[Class]) -> set[Class]:
        """Add what inherits from the classes: what is looked up may be of another base of an heir."""
        looking = set(looking)
        heirs = looking.union(self.below(looking))
        return heirs.union(_walked(heirs, self._above))

    def _begin(self) -> dict[Class, frozenset[Class]]:
        """Return the origins of each class: those of its ancestors that inherit from nothing here.

        Names may seem to mean what they cannot, a class that inherits from itself among it. All classes of
        such rings, and below them, count as one family.
        """
        found: dict[Class, frozenset[Class]] = {}
        missing = {owner: len(self._above.get(owner, ())) for owner in self._owners}
        ready = [owner for owner, count in missing.items() if not count]
        order: list[Class] = []
        while ready:
            owner = ready.pop()
            order.append(owner)
            above = self._above.get(owner)
            found[owner] = (
                frozenset().union(*(found[base] for base in above)) if above else frozenset((owner,))
            )
            for heir in self._below.get(owner, _NOTHING):
                missing[heir] -= 1
                if not missing[heir]:
                    ready.append(heir)
        for owner in reversed(order):
            heirs = self._below.get(owner, _NOTHING)
            wider = (self._met[heir] for heir in heirs if heir in self._met)
            self._met[owner] = found[owner].union(*wider)
        rings = [owner for owner in self._owners if owner not in found]
        if rings:
            bases = {base for owner in rings for base in self._above[owner] if base in found}
            shared = frozenset((min(rings),)).union(*(found[base] for base in bases))
            found.update(dict.fromkeys(rings, shared))
        return found


def _is_setter(method: Definition) -> bool:
    return any(name.endswith((".setter", ".deleter")) for name in method.decorators)


def _walked(
    starts: Iterable[Class], edges: dict[Class, Kin], without: Collection[Class] = ()
) -> Iterator[Class]:
    starts = list(starts)
    # What one class inherits from may be another of those that are asked about.
    seen: set[Class] = set(starts) if len(starts) == 1 else set()
    pending = [found for start in starts for found in edges.get(start, _NOTHING)]
    while pending:
        found = pending.pop()
        if found not in seen and found not in without:
            seen.add(found)
            yield found
            pending.extend(edges.get(found, _NOTHING))
