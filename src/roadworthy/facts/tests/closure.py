"""Which functions tests lead to: a closure over names, resolved through imports and classes.

What tests use is reached, and so is what the bodies of reached functions use. The top level of a module runs
when something reached imports it, the block of its `__main__` when a test starts it. A name means what the
module that uses it defines or imports under it; an attribute of something unknown means every method of that
name, but only of classes that are reached themselves. It errs towards "reached": what it does not lead to
really is not tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roadworthy.facts.python import BOUND, SIGNS, Class, Definition, Scope
from roadworthy.facts.tests.atimport import collected, run_at_import
from roadworthy.facts.tests.dispatch import dispatch, made_of
from roadworthy.facts.tests.holding import Holding
from roadworthy.facts.tests.liveness import enliven, join_families
from roadworthy.facts.tests.makes import further, reach
from roadworthy.facts.tests.state import State
from roadworthy.facts.tests.strings import looked_up, place, start_named
from roadworthy.facts.tests.world import Reachable, World, key_of

_SELF = ("self", "cls")


def reachable_from(world: World) -> Reachable:
    """Follow the names from the tests through all other modules."""
    closure = Walk(world)
    for module in world.tests:
        closure.load(module.path)
        for definition in world.roots.get(module.path, ()):
            closure.enter(module.path, definition)
        if module.path in world.programs:
            closure.use(module.main_uses, Scope(module.path))
    for text in world.given:
        place(closure, text, Scope(""))
    for name in world.names:
        closure.text(name)
    for name in world.shown:
        closure.attribute(name)
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
    if closure.started:
        # Another process may import anything while a test waits for it.
        closure.reached.update(closure.at_import.values())
    # Each holds the other, and all that was met: no collector runs that would free them.
    del closure.holding
    at_import = frozenset(closure.at_import.values()) - closure.reached
    return Reachable(
        frozenset(closure.reached), frozenset(closure.names), frozenset(closure.loaded), at_import
    )


class Walk(State):
    """The walk from names to definitions."""

    def __init__(self, world: World) -> None:
        """Begin with nothing reached."""
        super().__init__(world)
        self.holding = Holding(self, self.modules.values())
        self.collected = collected(self)

    def enter(self, path: str, definition: Definition, *, inherited: bool = False) -> None:
        """Reach a definition; `inherited` tells that of a class only what inherits from it is reached."""
        # Overloads, and what an `if` defines twice, are of one key.
        if id(definition) not in self.entered and id(definition) not in self.world.never:
            self.entered.add(id(definition))
            self.reached.add(key_of(path, definition))
            self.load(path)
            if id(definition) not in self.at_import:
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

    def top(self, path: str) -> None:
        """Reach what the top level of a module uses, and what it hands to others."""
        module = self.modules[path]
        self.types_make = True
        alone = module.called if path in self.own and path in self.collected else frozenset()
        self.use(module.uses - alone if alone else module.uses, Scope(path))
        run_at_import(self, path, alone)
        self.holding.top(path)
        for definition in module.definitions:
            # Whatever a decorator registers is called by whom it is registered with, and a plugin's hooks by
            # pytest, which runs the tests, or by what these start.
            hook = definition.name.startswith("pytest_") or definition.name in self.world.hooks
            if (hook and not definition.owner) or self.world.registers(definition):
                self.enter(path, definition)

    def follow(self, path: str, definition: Definition) -> None:
        """Reach what a definition uses."""
        self.names.add(definition.name)
        self.types_make = self.world.types_make or self.world.registers(definition)
        if definition.kind == "class":
            found = (path, ".".join(definition.route))
            enliven(self, found)
            self.holding.open(found)
            for name in sorted(self.world.hooks):
                if self.members.has(found, name):
                    self.member(found, [name])
            # That something inherits from a class makes no object of it.
            self.use(definition.uses.difference(definition.bases), Scope(path, found, body=True))
        else:
            self.use(definition.uses, Scope(path, (path, definition.owner) if definition.owner else None))

    def use(self, uses: Iterable[str], scope: Scope) -> None:
        """Reach what names mean where they stand."""
        meant = self.meant.setdefault(scope.path, set())
        for use in uses:
            if use[0] in SIGNS:
                looked_up(self, use[0], use[1:], scope)
                continue
            # What it means in a module is the same wherever in it, but for attributes of what is around it.
            if use in meant and not scope.body and not use.startswith(_SELF):
                continue
            root, *rest = use.split(".")
            self.names.update((root, *rest))
            if not root:
                self.attribute(rest[-1])
            elif root in _SELF and scope.owner is not None:
                self.member(scope.owner, rest)
                # A method that picks a class may import it as `cls`.
                if self.lookup.imports(scope.path, root):
                    self.name(root, rest, scope)
            elif scope.body and scope.owner is not None and any(self.classes.method(scope.owner, root)):
                self.method(scope.owner, root)
                self.member(scope.owner, [root])
            elif use not in meant:
                meant.add(use)
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
            if self.members.forwards(owner, first.removesuffix(BOUND)):
                self.attribute(first)
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
