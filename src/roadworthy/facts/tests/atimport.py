"""What runs only while modules are imported, before any test: no test calls it.

Modules that the top levels of tests import are loaded while tests are collected. Functions that their top
level only calls run then; what these use may be kept, and counts as reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from roadworthy.facts.python import Definition, Import, Scope
from roadworthy.facts.tests.world import key_of

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk

#: What makes tests import modules anew.
_AGAIN = frozenset(("modules", "reload"))


def collected(walk: Walk) -> frozenset[str]:
    """Return the paths of the modules that are loaded when tests are collected, whatever tests do then."""
    found: set[str] = set()
    if any(not _AGAIN.isdisjoint(walk.modules[path].mentioned) for path in walk.side):
        return frozenset()
    pending = [module.path for module in walk.world.tests]
    while pending:
        path = pending.pop()
        if path not in found:
            found.add(path)
            for item in walk.modules[path].imports:
                if not item.guarded:
                    pending += _loaded(walk, path, item)
    return frozenset(found)


def _loaded(walk: Walk, path: str, item: Import) -> Iterable[str]:
    """Yield the modules that an import statement loads, with the packages around them."""
    parts = item.module.split(".") if item.module else []
    names = [*parts, item.name] if item.name else parts
    for length in range(0 if item.level else 1, len(names) + 1):
        found = walk.lookup.module(path, item.level, ".".join(names[:length]))
        if found is not None:
            yield found


def run_at_import(walk: Walk, path: str, uses: Iterable[str]) -> None:
    """Follow what functions use that the top level of a module calls, without reaching these."""
    for use in uses:
        root, *rest = use.split(".")
        meaning = walk.lookup.meaning(path, root, rest)
        unclear = meaning.rest or meaning.loose or meaning.variables or meaning.objects
        if unclear or not all(_runs_at_once(item) for _, item in meaning.definitions):
            walk.use((use,), Scope(path))
            continue
        walk.names.update((root, *rest))
        for place, item in meaning.definitions:
            if id(item) not in walk.entered and id(item) not in walk.at_import:
                walk.at_import[id(item)] = key_of(place, item)
                walk.load(place)
                walk.pending.append((place, item))


def _runs_at_once(item: Definition) -> bool:
    """Tell whether the body of a function runs where it is called, and at no other time."""
    return item.kind == "function" and not item.decorators and not item.lasting
