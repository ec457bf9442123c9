"""Which functions tests lead to: a closure over names, resolved through imports and classes.

What tests use is reached, and so is what the bodies of reached functions use. The top level of a module runs
when something reached imports it, the block of its `__main__` when a test starts it. A name means what the
module that uses it defines or imports under it; an attribute of something unknown means every method of that
name, but only of classes that are reached themselves. It errs towards "reached": what it does not lead to
really is not tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roadworthy.facts.python import SIGNS, Class, Classes, Definition, Members, NameTable, Scope
from roadworthy.facts.tests.dispatch import dispatch, made_of
from roadworthy.facts.tests.fixtures import Fixtures
from roadworthy.facts.tests.holding import Holding
from roadworthy.facts.tests.liveness import enliven, join_families
from roadworthy.facts.tests.makes import further, reach
from roadworthy.facts.tests.places import Places
from roadworthy.facts.tests.strings import looked_up, place, start_named
from roadworthy.facts.tests.world import Key, Reachable, World, key_of

_SELF = ("self", "cls")


def reachable_from(world: World) -> Reachable:
    """Follow the names from the tests through all other modules."""
    closure = Walk(world)
    for module in world.tests:
        closure.load(module.path)
        for definition in world.roots.get(module.path, ()):
            closure.enter(module.path, definition)
    for text in world.given:
        place(closure, text, Scope(""))
    for name in world.names:
        closure.text(name)
    for group, target in world.plugins:
        # pytest loads its own plugins whatever the tests say.
        if group == "pytest11":
            place(closure, target, Scope(""))
    for module in world.own:
        # A plugin's hooks are called by pytest, which runs the tests.
        if world.found_by_itself or any(item.name.startswith("pytest_") for item in module.definitions):
            closure.load(module.path)
    closure.run()
    closure.load_helpers()
    return Reachable(frozenset(closure.reached), frozenset(closure.names), frozenset(closure.loaded))


class Walk:
    """The state of the walk from names to definitions."""

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
        #: Whether annotations where the walk is count as uses.
        self.types_make = True
        self.reached: set[Key] = set()
        self.entered: set[int] = set()
        self.names: set[str] = set()
        #: Uses that were met, with their parts, and those that were followed, with the module.
        self.parts: dict[str, list[str]] = {}
        self.meant: set[tuple[str, str]] = set()
        self.loaded: set[str] = set()
        self.started: set[str] = set()
        #: Modules that are passed around, as far as was looked at what they define.
        self.passed: set[str] = set()
        #: Classes that something reached names; attributes that anything may have; those asked of a class,
        #: and of all whose ancestry begins at one.
        self.live: set[Class] = set()
        self.holding = Holding(self, everything)
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
        self.looked: set[str] = set()
        self.patterns: set[str] = set()
        self.by_text = False
        #: First words of commands with the modules that they stand in, paths, and modules that strings name;
        #: whether `-m` is among them, and whether modules are imported by names that are made at run time.
        self.words: dict[str, set[str]] = {}
        self.paths: set[str] = set()
        self.named: set[str] = set()
        self.tried: set[tuple[str, bool, bool]] = set()
        self.by_module = False
        self.any_module = False
        self.configured = False
        #: What is to be followed: a definition, or a module's top level.
        self.pending: list[tuple[str, Definition | None]] = []

    def enter(self, path: str, definition: Definition, *, inherited: bool = False) -> None:
        """Reach a definition; `inherited` tells that of a class only what inherits from it is reached."""
        # Overloads, and what an `if` defines twice, are of one key.
        if id(definition) not in self.entered and id(definition) not in self.world.never:
            self.entered.add(id(definition))
            self.reached.add(key_of(path, definition))
            self.load(path)
            self.pending.append((path, definition))
        if definition.kind == "class" and not inherited:
            made_of(self, (path, ".".join(definition.route)))

    def load(self, path: str) -> None:
        """Run the top level of a module, after that of the packages around it."""
        if path in self.loaded:
            return
        self.loaded.add(path)
        *parents, _ = path.split("/")
        for length in range(len(parents), 0, -1):
            package = "/".join([*parents[:length], "__init__.py"])
            if package not in self.modules:
                break
            self.load(package)
        self.pending.append((path, None))

    def start(self, path: str) -> None:
        """Run a module as a program; someone may call anything in one that belongs to no package."""
        if path in self.started:
            return
        self.started.add(path)
        self.load(path)
        self.lookup.escaped.add(path)
        module = self.modules[path]
        self.use(module.main_uses, Scope(path))
        if path in self.apart:
            for definition in module.definitions:
                self.enter(path, definition)

    def run(self) -> None:
        """Follow what is pending to the end."""
        before: tuple[int, ...] = (-1,)
        while self.pending or before != self.state():
            while self.pending:
                path, definition = self.pending.pop()
                if definition is None:
                    self.top(path)
                else:
                    self.follow(path, definition)
            # A module may be passed around after an attribute was met: the order of sets decides nothing.
            before = self.state()
            for path in self.lookup.escaped - self.passed:
                for definition in self.modules[path].definitions if path in self.own else ():
                    if definition.kind != "method" and definition.name in self.attributes:
                        self.enter(path, definition)
                for variable in self.modules[path].variables:
                    if not variable.owner and variable.name in self.attributes:
                        self.holding.read(path, variable)
                for name in self.attributes.intersection(self.lookup.handed_on(path)):
                    for placed in self.lookup.meaning(path, name, ()).definitions:
                        self.enter(*placed)
            self.passed |= self.lookup.escaped
            join_families(self)
            start_named(self)

    def load_helpers(self) -> None:
        """Run what lies with the tests and nothing seems to import: data may name it, or a test's own path.

        A file of tests that nothing collects is none of these.
        """
        for module in self.world.helpers:
            tests = any(item.name.startswith("test") for item in module.definitions if item.kind != "class")
            if module.path not in self.loaded and not tests:
                self.load(module.path)
                for definition in module.definitions:
                    self.enter(module.path, definition)
        self.run()

    def state(self) -> tuple[int, ...]:
        """Return what grows while anything new is found."""
        strings = (len(self.names), len(self.paths))
        return len(self.lookup.escaped), len(self.entered), len(self.loaded), len(self.started), *strings

    def top(self, path: str) -> None:
        """Reach what the top level of a module uses, and what it hands to others."""
        module = self.modules[path]
        self.types_make = True
        self.use(module.uses, Scope(path))
        self.holding.top(path)
        for definition in module.definitions:
            # Whatever a decorator registers is called by whom it is registered with, and a plugin's hooks by
            # pytest, which runs the tests.
            hook = definition.name.startswith("pytest_") and not definition.owner
            if hook or self.world.registers(definition):
                self.enter(path, definition)

    def follow(self, path: str, definition: Definition) -> None:
        """Reach what a definition uses."""
        self.names.add(definition.name)
        self.types_make = self.world.types_make or self.world.registers(definition)
        if definition.kind == "class":
            found = (path, ".".join(definition.route))
            enliven(self, found)
            self.holding.open(found)
            # That something inherits from a class makes no object of it.
            self.use(definition.uses.difference(definition.bases), Scope(path, found, body=True))
        else:
            self.use(definition.uses, Scope(path, (path, definition.owner) if definition.owner else None))

    def use(self, uses: Iterable[str], scope: Scope) -> None:
        """Reach what names mean where they stand."""
        for use in uses:
            if use[0] in SIGNS:
                looked_up(self, use[0], use[1:], scope)
                continue
            if use not in self.parts:
                self.parts[use] = use.split(".")
                self.names.update(self.parts[use])
            root, *rest = self.parts[use]
            if not root:
                self.attribute(rest[-1])
            elif root in _SELF and scope.owner is not None:
                self.member(scope.owner, rest)
            elif scope.body and scope.owner is not None and any(self.classes.method(scope.owner, root)):
                self.method(scope.owner, root)
                self.member(scope.owner, [root])
            elif (scope.path, use) not in self.meant:
                # What it means in a module is the same wherever in it.
                self.meant.add((scope.path, use))
                self.name(root, rest, scope)

    def name(self, root: str, rest: list[str], scope: Scope) -> None:
        """Reach what a dotted name means where it stands."""
        meaning = self.lookup.meaning(scope.path, root, rest)
        for path, definition in meaning.definitions:
            self.enter(path, definition)
            if definition.kind == "class":
                self.of_class((path, ".".join(definition.route)), meaning.rest)
        for bound in meaning.variables:
            self.holding.read(*bound)
        for attribute in meaning.loose:
            self.attribute(attribute)
        if meaning.objects and not self.members.is_stored(root):
            for path, kind in meaning.objects:
                reach(self, (kind,), meaning.rest, Scope(path))
            return
        if not any(definition.kind == "class" for _, definition in meaning.definitions):
            # A decorator may have made anything of a function.
            for attribute in meaning.rest:
                self.attribute(attribute)

    def of_class(self, owner: Class, rest: Sequence[str]) -> None:
        """Reach an attribute of a class that is named itself: of that one, and of what inherits from it."""
        for holder in self.classes.nearest(owner, rest[0]) if rest else ():
            self.method(holder, rest[0])
        self.member(owner, rest)

    def member(self, owner: Class, rest: Sequence[str]) -> None:
        """Reach an attribute of a class, wherever in its family it is defined; what follows is anything's."""
        if not rest:
            return
        first, *more = rest
        self.holding.ask(first)
        if (owner, first) not in self.asked_alone:
            self.asked_alone.add((owner, first))
            for path, inner in self.classes.nested(owner, first):
                self.enter(path, inner)
            for origin in self.classes.met(owner):
                asked = self.asked.setdefault(origin, set())
                if first not in asked:
                    asked.add(first)
                    for relative in self.classes.of_family(origin, first):
                        if relative in self.live:
                            dispatch(self, relative, first)
        further(self, owner, first, more)

    def attribute(self, name: str) -> None:
        """Reach methods of a name, of classes that are reached, and functions of modules passed around."""
        if name in self.attributes:
            return
        self.attributes.add(name)
        for owner in self.classes.with_method(name):
            if owner in self.live:
                dispatch(self, owner, name)
        for path, definition in self.lookup.loose(name):
            self.enter(path, definition)
        for bound in self.lookup.variables(name):
            self.holding.read(*bound)
        self.holding.ask(name)

    def text(self, name: str) -> None:
        """Reach what a string names: it may be looked up anywhere."""
        if name in self.looked:
            return
        self.looked.add(name)
        self.attribute(name)
        for path, definition in self.lookup.named(name):
            self.enter(path, definition)

    def method(self, owner: Class, name: str) -> None:
        """Reach a method that a class itself defines, if it does."""
        for definition in self.classes.method(owner, name):
            self.enter(owner[0], definition)
