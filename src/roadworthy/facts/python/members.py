"""What the attributes of a class's objects are, as far as its own methods and annotations tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roadworthy.data.standard_library import is_standard
from roadworthy.facts.python.classes import Class, Classes
from roadworthy.facts.python.scopes import NameTable
from roadworthy.facts.python.summary import ModuleSummary

#: Decorators that leave a class what it is, and bases that add nothing to look up.
_KEEPING = frozenset("attrs dataclass define final frozen mutable runtime_checkable s total_ordering".split())
_BARE = frozenset("ABC Exception Generic NamedTuple object".split())
#: Methods by which a class makes up attributes; names by which it binds them.
_GETTERS = ("__getattr__", "__getattribute__")
_SETTERS = frozenset("__dict__ __setattr__ setattr vars".split())
_PROPERTIES = frozenset("cached_property functools.cached_property property".split())
#: Methods by which something else may pass as an object of a class, or stand for one.
_STANDING = ("__get__", "__instancecheck__", "__new__", "__subclasshook__")
#: Up to how many classes a family is looked through.
_KIN = 300


class Members:
    """The attributes of the classes of some modules."""

    def __init__(self, modules: Iterable[ModuleSummary], classes: Classes, names: NameTable) -> None:
        """Note which attributes something binds from outside."""
        self._classes, self._names = classes, names
        self._stored = _stored(modules)
        self._kinds: dict[tuple[Class, str], Sequence[tuple[Class, str]] | None] = {}
        self._kin: dict[Class, tuple[Class, ...]] = {}
        self._told: dict[Class, dict[str, list[str]] | None] = {}
        self._forwarding: dict[Class, bool] = {}
        self._whole: dict[Class, bool] = {}
        self._named: dict[Class, frozenset[str]] = {}

    def is_stored(self, name: str) -> bool:
        """Tell whether something binds an attribute of a name from outside, of a module perhaps."""
        return name in self._stored

    def whole(self, owner: Class) -> bool:
        """Tell whether all attributes of a class are known: it makes none up, and its bases are known."""
        if owner not in self._whole:
            self._whole[owner] = all(map(self._is_whole, (owner, *self._classes.above(owner))))
        return self._whole[owner]

    def has(self, owner: Class, name: str) -> bool:
        """Tell whether a class or one of its like defines a method of a name, or binds an attribute."""
        return any(name in self._names_of(one) for one in self._kin_of(owner))

    def forwards(self, owner: Class, name: str) -> bool:
        """Tell whether a class looks an attribute up by itself that neither it nor its like have.

        `__getattr__` mostly asks another object for it.
        """
        if owner not in self._forwarding:
            kin = self._kin_of(owner)
            self._forwarding[owner] = any(self._classes.method(one, get) for one in kin for get in _GETTERS)
        return self._forwarding[owner] and not self.has(owner, name)

    def is_open(self, owner: Class) -> bool:
        """Tell whether what a class makes may be anything, or anything may pass for it, as for a protocol."""
        bases = {base.rpartition(".")[2] for base in self._classes.definition(owner).bases}
        family = (owner, *self._classes.above(owner))
        return "Protocol" in bases or any(
            self._classes.method(one, name) for one in family for name in _STANDING
        )

    def kinds(self, owner: Class, name: str) -> Sequence[tuple[Class, str]] | None:
        """Return the kinds of an attribute, each with the class that tells; None if they are unknown.

        What a class inherits from tells, what inherits from it, and what that has in addition.
        """
        key = (owner, name)
        if key not in self._kinds:
            self._kinds[key] = self._kinds_of(owner, name)
        return self._kinds[key]

    def _kinds_of(self, owner: Class, name: str) -> Sequence[tuple[Class, str]] | None:
        if name in self._stored:
            return None
        kin = self._kin_of(owner)
        if len(kin) > _KIN:
            return None
        found: list[tuple[Class, str]] = []
        for one in kin:
            told = self._told_by(one)
            if told is None:
                return None
            for method in self._classes.method(one, name):
                if _PROPERTIES.isdisjoint(method.decorators) or not method.gives:
                    return None
                found += [(one, kind) for kind in method.gives]
            found += [(one, kind) for kind in told.get(name, ())]
        return found if found and all(kind for _, kind in found) else None

    def _names_of(self, owner: Class) -> frozenset[str]:
        """Return the names of a class's methods, and of the attributes that these bind."""
        if owner not in self._named:
            items = [*self._classes.methods(owner)]
            members = (member for item in items for member, _ in item.members)
            self._named[owner] = frozenset(item.name for item in items).union(members)
        return self._named[owner]

    def _kin_of(self, owner: Class) -> tuple[Class, ...]:
        if owner not in self._kin:
            self._kin[owner] = tuple(self._classes.kin(owner))
        return self._kin[owner]

    def _told_by(self, owner: Class) -> dict[str, list[str]] | None:
        """Return the kinds of each attribute that a class binds; None where it may make names up."""
        if owner not in self._told:
            told: dict[str, list[str]] = {}
            items = [*self._classes.methods(owner)]
            items += [self._classes.definition(owner)] if self._classes.has(owner) else []
            for name, kind in (member for item in items for member in item.members):
                told.setdefault(name, []).append(kind)
            self._told[owner] = None if self._makes_up(owner) else told
        return self._told[owner]

    def _is_whole(self, owner: Class) -> bool:
        item = self._classes.definition(owner)
        return (
            not any(self._classes.method(owner, name) for name in _GETTERS)
            and not any("(" in base for base in item.bases)
            and all(base.rpartition(".")[2] in _BARE or self._knows(owner, base) for base in item.bases)
            and all(name.removesuffix("()").rpartition(".")[2] in _KEEPING for name in item.decorators)
        )

    def _knows(self, owner: Class, base: str) -> bool:
        foreign = self._names.foreign(owner[0], base)
        if foreign is None:
            root, *rest = base.split(".")
            meaning = self._names.meaning(owner[0], root, rest)
            return any(item.kind == "class" for _, item in meaning.definitions)
        return not foreign or is_standard(foreign.partition(".")[0])

    def _makes_up(self, owner: Class) -> bool:
        """Tell whether a class may bind attributes of its own by names that are made at run time."""
        return any(
            not _SETTERS.isdisjoint(method.names)
            for method in self._classes.methods(owner)
            # What copies an object, or sets and gets one attribute, changes no kind.
            if not method.name.startswith("__") or method.name == "__init__"
        )


def _stored(modules: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return the attributes that anything but a method of their class binds."""
    found: set[str] = set()
    for module in modules:
        found |= module.stored
        for item in module.definitions:
            if item.kind == "function":
                found.update(name for name, _ in item.members)
    return frozenset(found)
