"""Untested functions that only other untested functions call: a test of these would reach them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from roadworthy.core.finding import Location, Route
from roadworthy.facts.python import ModuleSummary

#: A function of a module: the module's path, and the way to the definition.
_Place = tuple[str, Route]


def helpers_among(
    untested: Mapping[Location, str], modules: Iterable[ModuleSummary], past: Container[str]
) -> frozenset[Location]:
    """Return those of the untested functions, given with their names, that only others of them call.

    So it does those that only modules call which are `past`: migrations, which ran already.

    Calls are followed by names, so that a function counts as called by all that mention its name. Of
    functions that only call each other, none is left out.
    """
    names = frozenset(untested.values())
    places: dict[_Place, Location] = {(at.file, at.route): at for at in untested}
    callers: dict[str, set[Location | None]] = {}
    migrated: set[str] = set()
    for module in modules:
        if module.path in past:
            migrated.update(names & (module.names - module.bound))
            migrated.update(name for item in module.definitions for name in names & item.names)
            continue
        for name in names & (module.names - module.bound):
            callers.setdefault(name, set()).add(None)
        for item in module.definitions:
            for name in names & item.names:
                callers.setdefault(name, set()).add(places.get((module.path, item.route)))
    called = {at: callers.get(name, set()) - {at} for at, name in untested.items()}
    held = {at for at, by in called.items() if by and None not in by}
    found = {at for at, by in called.items() if not by and untested[at] in migrated}
    pending = [at for at in untested if at not in held]
    below: dict[Location, list[Location]] = {}
    for at in held:
        for by in called[at]:
            if by is not None:
                below.setdefault(by, []).append(at)
    while pending:
        new = [at for at in below.get(pending.pop(), ()) if at not in found]
        found.update(new)
        pending += new
    return frozenset(found)
