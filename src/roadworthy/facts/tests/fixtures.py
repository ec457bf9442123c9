"""Which fixtures a parameter of a test may mean."""

from __future__ import annotations

from collections.abc import Iterable

from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.facts.tests.objects import is_fixture


class Fixtures:
    """The fixtures of some modules, by their names."""

    def __init__(self, modules: Iterable[ModuleSummary]) -> None:
        """Find the functions that are decorated as fixtures."""
        self._found: dict[str, list[tuple[str, Definition]]] = {}
        for module in modules:
            for item in module.definitions:
                if item.kind != "class" and any(map(is_fixture, item.decorators)):
                    self._found.setdefault(item.name, []).append((module.path, item))

    def meant(self, path: str, name: str) -> list[tuple[str, Definition]]:
        """Return the fixtures of a name that a function in a module may ask for: of the module, or any."""
        found = self._found.get(name, [])
        return [placed for placed in found if placed[0] == path] or found
