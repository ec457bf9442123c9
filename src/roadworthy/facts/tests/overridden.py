"""Methods that nothing can run: each class below overrides them, and no object is of the class itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable

from roadworthy.core.finding import Location
from roadworthy.facts.python import Definition, ModuleSummary


def overridden_among(modules: Iterable[ModuleSummary], mentioned: Container[str]) -> frozenset[Location]:
    """Return the places of the methods that all classes which inherit from theirs define anew.

    `mentioned` are the names that code uses, but for imports and bases: a class among them may be made. A
    class below that mentions the method's name may call the one above it.
    """
    modules = tuple(modules)
    classes = Counter(item.name for one in modules for item in one.definitions if item.kind == "class")
    methods: dict[tuple[str, str], list[Definition]] = {}
    heirs: dict[str, list[tuple[str, str]]] = {}
    for module in modules:
        for item in module.definitions:
            if item.kind == "method":
                methods.setdefault((module.path, item.owner), []).append(item)
            elif item.kind == "class":
                for base in item.bases:
                    heirs.setdefault(base.rpartition(".")[2], []).append((module.path, item.name))
    found: set[Location] = set()
    for (path, owner), own in methods.items():
        below = [methods.get(heir, []) for heir in heirs.get(owner, ())]
        if not below or owner in mentioned or classes[owner] > 1:
            continue
        for item in own:
            if all(any(other.name == item.name for other in one) for one in below) and not any(
                item.name in other.names for one in below for other in one
            ):
                found.add(Location(path, item.route, item.span))
    return frozenset(found)
