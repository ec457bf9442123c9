"""Which functions tests lead to: a closure over names, resolved through imports and classes.

What tests use is reached, and so is what the bodies of reached functions use. A name means what the module
that uses it defines or imports under it; an attribute of something unknown means every method of that name,
but only of classes that are reached themselves. It errs towards "reached": what it does not lead to really
is not tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roadworthy.facts.python import (
    BY_TEXT,
    IN_CODE,
    PATTERN,
    Class,
    Classes,
    Definition,
    ModuleSummary,
    NameTable,
    Scope,
)

#: Methods that Python's own libraries call on what looks like a file, a handler, an importer, a thread,
#: or a request with cookies.
_CALLED_BY_PYTHON = frozenset(
    "add_unredirected_header get_full_url get_header get_host get_origin_req_host get_type getheaders"
    " has_header header_items info is_unverifiable origin_req_host unverifiable"
    " close emit exec_module fileno filter find_spec flush format isatty read read1 readable readinto"
    " readline readlines run seek seekable tell write writable writelines".split()
)
#: What calls methods by the name of the class of what it meets, of its own and of others.
_VISITS = ("visit_", "depart_", "generic_visit_")
_SELF = ("self", "cls")
_SIGNS = ("'", BY_TEXT, IN_CODE, PATTERN)

#: Path of the module, owner and name of a definition.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Led:
    """What is reached: definitions by `key_of`, and every name that was met on the way."""

    definitions: frozenset[Key]
    names: frozenset[str]


def key_of(path: str, definition: Definition) -> Key:
    """Return what a definition is known by."""
    return path, definition.owner, definition.name


def reachable_from(
    tests: Iterable[ModuleSummary],
    own: Iterable[ModuleSummary],
    local: frozenset[str],
    plain: Mapping[Key, bool],
) -> Led:
    """Follow the names from `tests` through `own` modules.

    `local` are the classes with no base from elsewhere: what another one overrides, its base may call.
    `plain` is false for definitions that a decorator hands to somebody else, who calls them.
    """
    closure = _Closure(tuple(tests), tuple(own), local)
    for module in closure.tests:
        closure.use(module.uses, Scope(module.path))
        for definition in module.definitions:
            closure.enter(module.path, definition)
    for module in closure.own:
        # A module's own top level runs when anything of it is imported.
        closure.use(module.uses, Scope(module.path))
        for definition in module.definitions:
            # Whatever a decorator registers is called by whom it is registered with, and a plugin's hooks by
            # pytest, which runs the tests.
            hook = definition.name.startswith("pytest_") and not definition.owner
            if hook or not plain.get(key_of(module.path, definition), True):
                closure.enter(module.path, definition)
    closure.run()
    return Led(frozenset(closure.reached), frozenset(closure.names))


class _Closure:
    """The state of the walk from names to definitions."""

    def __init__(
        self, tests: tuple[ModuleSummary, ...], own: tuple[ModuleSummary, ...], local: frozenset[str]
    ) -> None:
        self.tests = tests
        self.own = own
        self.local = local
        self.lookup = NameTable((*own, *tests), {module.path for module in own})
        self.classes = Classes((*own, *tests), self.lookup)
        self.reached: set[Key] = set()
        self.entered: set[int] = set()
        self.names: set[str] = set()
        #: Classes that something reached names; attributes that anything may have; those asked of a class.
        self.live: set[Class] = set()
        self.attributes: set[str] = set()
        self.asked: dict[Class, set[str]] = {}
        #: Strings that may be names, and whether anything that is reached looks up names by strings.
        self.texts: list[str] = []
        self.by_text = False
        self.pending: list[tuple[str, Definition]] = []

    def enter(self, path: str, definition: Definition) -> None:
        """Reach a definition."""
        # Overloads, and what an `if` defines twice, are of one key.
        if id(definition) not in self.entered:
            self.entered.add(id(definition))
            self.reached.add(key_of(path, definition))
            self.pending.append((path, definition))

    def run(self) -> None:
        """Follow what is pending to the end."""
        passed = -1
        while self.pending or passed != len(self.lookup.escaped):
            while self.pending:
                self.follow(*self.pending.pop())
            # A module may be passed around after an attribute was met: the order of sets decides nothing.
            passed = len(self.lookup.escaped)
            for name in self.attributes:
                for path, definition in self.lookup.loose(name):
                    self.enter(path, definition)

    def follow(self, path: str, definition: Definition) -> None:
        """Reach what a definition uses."""
        self.names.add(definition.name)
        if definition.kind == "class":
            found = (path, ".".join(definition.route))
            self.enliven(found)
            self.use(definition.uses, Scope(path, found, body=True))
        else:
            self.use(definition.uses, Scope(path, (path, definition.owner) if definition.owner else None))

    def use(self, uses: Iterable[str], scope: Scope) -> None:
        """Reach what names mean where they stand."""
        for use in uses:
            if use[0] in _SIGNS:
                self.looked_up(use[0], use[1:])
                continue
            root, *rest = use.split(".")
            self.names.update((root, *rest))
            if not root:
                self.attribute(rest[-1])
            elif root in _SELF and scope.owner is not None:
                self.member(scope.owner, rest)
            elif scope.body and scope.owner is not None and any(self.classes.method(scope.owner, root)):
                self.member(scope.owner, [root])
            else:
                self.name(root, rest, scope)

    def name(self, root: str, rest: list[str], scope: Scope) -> None:
        """Reach what a dotted name means where it stands."""
        meaning = self.lookup.meaning(scope.path, root, rest)
        for path, definition in meaning.definitions:
            self.enter(path, definition)
            if definition.kind == "class":
                self.member((path, ".".join(definition.route)), meaning.rest)
        for attribute in meaning.loose:
            self.attribute(attribute)
        if not any(definition.kind == "class" for _, definition in meaning.definitions):
            # A decorator may have made anything of a function.
            for attribute in meaning.rest:
                self.attribute(attribute)

    def member(self, owner: Class, rest: Sequence[str]) -> None:
        """Reach an attribute of a class, wherever in its family it is defined; what follows is anything's."""
        if not rest:
            return
        first, *more = rest
        asked = self.asked.setdefault(owner, set())
        if first not in asked:
            asked.add(first)
            for relative in self.classes.family(owner):
                if relative in self.live or relative == owner:
                    self.method(relative, first)
        for attribute in more:
            self.attribute(attribute)

    def attribute(self, name: str) -> None:
        """Reach methods of a name, of classes that are reached, and functions of modules passed around."""
        if name in self.attributes:
            return
        self.attributes.add(name)
        for owner in self.classes.with_method(name):
            if owner in self.live:
                self.method(owner, name)
        for path, definition in self.lookup.loose(name):
            self.enter(path, definition)

    def looked_up(self, sign: str, name: str) -> None:
        """Reach what is looked up at run time, or may be."""
        if sign == IN_CODE:
            self.names.add(name)
            self.text(name)
        elif sign == "'":
            self.names.add(name)
            self.texts.append(name)
        elif sign == PATTERN:
            start, _, end = name.partition(PATTERN)
            for known in (*self.classes.method_names(), *self.lookup.all_named()):
                if known.startswith(start) and known.endswith(end):
                    self.text(known)
        else:
            self.by_text = True
        # A string names nothing where nobody looks a name up.
        while self.by_text and self.texts:
            self.text(self.texts.pop())

    def text(self, name: str) -> None:
        """Reach what a string names: it may be looked up anywhere."""
        self.attribute(name)
        for path, definition in self.lookup.named(name):
            self.enter(path, definition)

    def method(self, owner: Class, name: str) -> None:
        """Reach a method that a class itself defines, if it does."""
        for definition in self.classes.method(owner, name):
            self.enter(owner[0], definition)

    def enliven(self, owner: Class) -> None:
        """Reach a class: what of it runs without being named, and what was asked of its like."""
        if owner in self.live:
            return
        self.live.add(owner)
        for above in self.classes.above(owner):
            self.enter(above[0], self.classes.definition(above))
        asked = set(self.attributes)
        for relative in self.classes.family(owner):
            asked |= self.asked.get(relative, set())
        name = owner[1].rpartition(".")[2]
        # A class that looks its methods up by name may call any of them.
        any_of_them = name not in self.local or self.classes.looks_up(owner)
        for visit in _VISITS:
            self.attribute(f"{visit}{name}")
        for method in self.classes.methods(owner):
            by_itself = method.name in _CALLED_BY_PYTHON or self.by_convention(method.name)
            if any_of_them or by_itself or method.name in asked:
                self.enter(owner[0], method)

    def by_convention(self, name: str) -> bool:
        """Tell whether Python, `cmd` or a visitor calls a method of a name, if its class is reached."""
        if name.startswith(("__", "do_")):
            return True
        # Of an own class, an object must be met first.
        return any(
            name.startswith(visit) and not any(self.lookup.named(name.removeprefix(visit)))
            for visit in _VISITS
        )
