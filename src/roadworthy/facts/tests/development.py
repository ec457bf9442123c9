"""Own modules that only serve development: only what starts sessions, builds or releases imports them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from roadworthy.facts.python import ModuleSummary, resolved, tails_of


def for_development(modules: Iterable[ModuleSummary], own: Collection[ModuleSummary]) -> frozenset[str]:
    """Return the paths of own modules that a file such as `noxfile.py` imports, and no code and no test."""
    modules = tuple(modules)
    starting = [module for module in modules if module.role == "configuration"]
    if not any(module.imports for module in starting):
        return frozenset()
    paths = frozenset(module.path for module in own if not module.path.endswith("__init__.py"))
    tails = tails_of(paths)

    helpers = frozenset(imported_by(starting, paths, tails))
    if not helpers:
        return helpers
    others = [one for one in modules if one.role in ("source", "test") and one.path not in helpers]
    return helpers.difference(imported_by(others, paths, tails))


def imported_by(
    by: Iterable[ModuleSummary], paths: Collection[str], tails: Mapping[str, list[str]]
) -> Iterator[str]:
    """Yield the paths of the modules that some modules import, or import names from."""
    for module in by:
        for item in module.imports:
            below = f"{item.module}.{item.name}".lstrip(".") if item.name else item.module
            for name in (item.module, below):
                found = resolved(module.path, replace(item, module=name), paths, tails)
                if found is not None:
                    yield found
