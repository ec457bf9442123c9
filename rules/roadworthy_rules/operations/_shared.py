"""What the rules on operations look for in code."""

from collections.abc import Iterable

from roadworthy import ModuleSummary


def source_names(modules: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return every name that source modules import, define or mention."""
    found: set[str] = set()
    for module in modules:
        if module.role != "source":
            continue
        found |= module.names
        for item in module.imports:
            found.update(item.module.split("."))
            found.add(item.name or "")
        for definition in module.definitions:
            found.add(definition.name)
            found |= definition.names
    return frozenset(found)
