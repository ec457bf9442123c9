"""What the classes of a project inherit, take, bind and keep, where that is certain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from roadworthy_rules.code.calls._classes import OwnClass
from roadworthy_rules.code.calls._seen import ModuleCalls
from roadworthy_rules.code.calls._signatures import Function, Taken

if TYPE_CHECKING:
    from roadworthy import Definition, ModuleSummary

#: Bases that add nothing to what a class takes.
_BARE = frozenset("ABC Generic NamedTuple Protocol object".split())
#: How many imports or bases a name is followed through.
HOPS = 6
#: With more classes that inherit from each other, what a method is, is left open.
_KIN = 100
#: A class by the path of its module and its name.
Place = tuple[str, str]
#: What a name means in a module, with the path of its own.
Meaning = tuple[str, Function | OwnClass]


class Kin:
    """The classes of a project with those that they inherit from.

    `meaning` tells what the parts of a name mean in a module, and `stored` are the names that anything but
    their object binds.
    """

    def __init__(
        self,
        seen: Mapping[str, ModuleCalls],
        modules: Iterable[ModuleSummary],
        stored: frozenset[str],
        meaning: Callable[[str, Sequence[str]], Meaning | None],
    ) -> None:
        self._seen = seen
        self._stored = stored
        self._meaning = meaning
        self._bases: dict[Place, list[Place] | None] = {}
        #: Each class with its methods.
        self.definitions: dict[Place, list[Definition]] = {}
        for module in modules:
            for item in module.definitions:
                owner = item.name if item.kind == "class" else item.owner
                self.definitions.setdefault((module.path, owner), []).append(item)
        self._heirs: dict[Place, list[Place]] = {}
        for path, one in seen.items():
            for cls in one.classes.values():
                for base in self.bases(path, cls) or ():
                    self._heirs.setdefault(base, []).append((path, cls.name))

    def bases(self, path: str, cls: OwnClass) -> list[Place] | None:
        """Return the classes that a class inherits from; None where one of them is not known."""
        if (path, cls.name) not in self._bases:
            self._bases[path, cls.name] = self._known_bases(path, cls)
        return self._bases[path, cls.name]

    def _known_bases(self, path: str, cls: OwnClass) -> list[Place] | None:
        found: list[Place] = []
        for base in cls.bases:
            if base.rpartition(".")[2] in _BARE:
                continue
            place = self._base(path, base)
            if place is None:
                return None
            found.append(place)
        return found

    def _base(self, path: str, base: str) -> Place | None:
        """Return the class of the project that a base is; None where it is another's."""
        meant = self._meaning(path, base.split(".")) if base.replace(".", "").isidentifier() else None
        return (meant[0], meant[1].name) if meant is not None and isinstance(meant[1], OwnClass) else None

    def family(self, owner: Place) -> list[Place]:
        """Return a class, and those that inherit from it; nothing where there are too many to look at."""
        found = [owner]
        for one in found:
            found += [heir for heir in self._heirs.get(one, ()) if heir not in found]
            if len(found) > _KIN:
                return []
        return found

    def method(self, owner: Place, name: str, hops: int = 0) -> Function | None:
        """Return the method of a class, its own or the one that it certainly inherits."""
        cls = self.class_at(owner)
        if cls is None or hops > HOPS or self._is_remade(owner):
            return None
        if name in cls.methods or name in cls.names:
            return cls.methods.get(name)
        bases = self.bases(owner[0], cls)
        if bases is None or len(bases) != 1:
            return None
        return self.method(bases[0], name, hops + 1)

    def _is_remade(self, owner: Place, hops: int = 0) -> bool:
        """Tell whether a metaclass of a class, or of one that it inherits from, may replace its methods."""
        cls = self.class_at(owner)
        if cls is None or hops > HOPS:
            return False
        above = (self._base(owner[0], base) for base in cls.bases)
        return cls.remade or any(base is not None and self._is_remade(base, hops + 1) for base in above)

    def constructor(self, owner: Place, hops: int = 0) -> Taken | None:
        """Return what a class takes."""
        cls = self.class_at(owner)
        if cls is None or hops > HOPS or not cls.fixed:
            return None
        bases = self.bases(owner[0], cls)
        if "__init__" in cls.names:
            init = cls.methods.get("__init__")
            inherited = bases is None or all(self._is_fixed(base) for base in bases)
            return init.bound if init and inherited else None
        if bases is None:
            return None
        if cls.fields is not None:
            fields = self._fields(owner)
            return _of_fields(fields) if fields is not None else None
        if not bases:
            return Taken()
        return self.constructor(bases[0], hops + 1) if len(bases) == 1 else None

    def _is_fixed(self, owner: Place) -> bool:
        cls = self.class_at(owner)
        return cls is not None and cls.fixed

    def _fields(self, owner: Place, hops: int = 0) -> dict[str, tuple[bool, bool]] | None:
        cls = self.class_at(owner)
        bases = self.bases(owner[0], cls) if cls else None
        if cls is None or bases is None or len(bases) > 1 or hops > HOPS:
            return None
        found: dict[str, tuple[bool, bool]] = {}
        for base in bases:
            above = self._fields(base, hops + 1)
            if above is None or not self._is_fixed(base):
                return None
            found.update(above)
        found.update({name: (default, named) for name, default, named in cls.fields or ()})
        return found

    def class_at(self, owner: Place) -> OwnClass | None:
        """Return the class of a name in a module, None where that is not certain."""
        one = self._seen.get(owner[0])
        return one.classes.get(owner[1]) if one and owner[1] not in one.unsure else None

    def is_bound(self, owner: Place, name: str) -> bool:
        """Tell whether something binds an attribute of a name to an object of a class or its heirs."""
        return self._bindings(owner, name) != 0

    def is_kept(self, owner: Place, name: str) -> bool:
        """Tell whether one method alone, of a class and those around it, binds an attribute."""
        return self.class_at(owner) is not None and self._bindings(owner, name) == 1

    def _bindings(self, owner: Place, name: str) -> int | None:
        """Return how many methods of a class and those around it bind an attribute; None if any code may."""
        if name in self._stored or not (family := self.family(owner)):
            return None
        definitions = (
            item for one in (*family, *self._above(owner)) for item in self.definitions.get(one, ())
        )
        return sum(member == name for item in definitions for member, _ in item.members)

    def _above(self, owner: Place, hops: int = 0) -> Iterator[Place]:
        cls = self.class_at(owner)
        for base in (self.bases(owner[0], cls) or ()) if cls and hops < HOPS else ():
            yield base
            yield from self._above(base, hops + 1)


def _of_fields(fields: dict[str, tuple[bool, bool]]) -> Taken:
    names = [(name, default) for name, (default, named) in fields.items() if not named]
    keywords = [(name, default) for name, (default, named) in fields.items() if named]
    required = next((number for number, (_, default) in enumerate(names) if default), len(names))
    return Taken(
        tuple(name for name, _ in names),
        0,
        required,
        tuple(name for name, _ in keywords),
        tuple(name for name, default in keywords if not default),
    )
