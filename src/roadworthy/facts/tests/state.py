"""How far the walk from the tests came."""

from __future__ import annotations

from collections.abc import Iterable

from roadworthy.facts.python import Class, Classes, Definition, Members, ModuleSummary, NameTable
from roadworthy.facts.tests.fixtures import Fixtures
from roadworthy.facts.tests.places import STARTERS, Places, lists
from roadworthy.facts.tests.world import Key, World


class State:
    """What is known of the modules, and what was met on the way from names to definitions."""

    def __init__(self, world: World) -> None:
        self.world = world
        everything = (*world.own, *world.tests, *world.helpers, *world.outside)
        self.modules = {module.path: module for module in everything}
        self.own = {module.path for module in world.own}
        self.side = {module.path for module in (*world.tests, *world.helpers)}
        self.apart = {module.path for module in world.outside}
        self.places = Places((path for path in self.modules if path not in self.side), frozenset(self.apart))
        self.lookup = NameTable(everything, self.own)
        self.classes = Classes(everything, self.lookup)
        self.members = Members(everything, self.classes, self.lookup)
        self.collecting = self.classes.collecting()
        #: The names that the importable code imports from modules, and the top names of all modules imported.
        self.taken = frozenset(item.name for module in world.own for item in module.imports)
        self.libraries = frozenset(
            item.module.partition(".")[0] for module in everything for item in module.imports
        )
        #: Whether annotations where the walk is count as uses.
        self.types_make = True
        self.reached: set[Key] = set()
        self.entered: set[int] = set()
        #: Functions that were followed and not reached: they run where modules are imported.
        self.at_import: dict[int, Key] = {}
        self.names: set[str] = set()
        #: Uses that were followed, by module.
        self.meant: dict[str, set[str]] = {}
        self.loaded: set[str] = set()
        self.started: set[str] = set()
        #: Modules that are passed around, as far as was looked at what they define.
        self.passed: set[str] = set()
        #: Classes that something reached names; attributes that anything may have; those asked of a class,
        #: and of all whose ancestry begins at one.
        self.live: set[Class] = set()
        #: What kinds mean where they stand, with how deep that was asked.
        self.known: dict[tuple[str, Class | None, str], tuple[int, list[tuple[Class, bool]] | None]] = {}
        self.fixtures = Fixtures(everything)
        #: Classes that objects may be made of, and names that are asked of a class of which none are yet.
        self.made: set[Class] = set()
        self.waiting: dict[Class, set[str]] = {}
        self.bases: set[Class] = set()
        self.attributes: set[str] = set()
        self.asked_alone: set[tuple[Class, str]] = set()
        self.asked: dict[Class, set[str]] = {}
        #: Strings that may be names, and whether anything that is reached looks up names by strings.
        self.texts: list[str] = []
        #: Beginnings and ends of names that strings are made of; the names of all that may be called, sorted,
        #: and the same spelled backwards.
        self.composed: list[str] = []
        self.by_start: list[str] = []
        self.by_end: list[str] = []
        self.looked: set[str] = set()
        self.patterns: set[str] = set()
        self.by_text = False
        #: First words of commands with the modules that they stand in, paths, and modules that strings name;
        #: whether `-m` is among them, and whether modules are imported by names that are made at run time.
        self.words: dict[str, set[str]] = {}
        self.paths: set[str] = set()
        #: Where each path stands, and tests that start nothing, if no helper does it for them.
        self.tellers: dict[str, set[str]] = {}
        around = [*world.helpers, *(m for m in world.tests if m.path.endswith("conftest.py"))]
        readers = [] if _start(around) else [m.path for m in world.tests if not _start([m])]
        self.readers = frozenset(readers)
        self.named: set[str] = set()
        self.tried: set[tuple[str, bool, bool]] = set()
        self.listing: dict[str, bool] = {}
        self.by_module = False
        self.any_module = False
        self.configured = False
        #: What is to be followed: a definition, or a module's top level.
        self.pending: list[tuple[str, Definition | None]] = []

    def is_listing(self, path: str) -> bool:
        """Tell whether a module looks for files: asked for each of the paths that it names."""
        if path not in self.listing:
            self.listing[path] = lists(self.modules[path].mentioned)
        return self.listing[path]

    def state(self) -> tuple[int, ...]:
        """Return what grows while anything new is found."""
        strings = (len(self.names), len(self.paths))
        return len(self.lookup.escaped), len(self.entered), len(self.loaded), len(self.started), *strings


def _start(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether any of some modules starts programs, runs files, or loads modules by their paths."""
    return any(module.mentions(STARTERS) for module in modules)
