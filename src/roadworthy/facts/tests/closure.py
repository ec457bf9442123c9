"""Which functions tests lead to: a closure over names, resolved through imports and classes.

What tests use is reached, and so is what the bodies of reached functions use. The top level of a module runs
when something reached imports it, the block of its `__main__` when a test starts it. A name means what the
module that uses it defines or imports under it; an attribute of something unknown means every method of that
name, but only of classes that are reached themselves. It errs towards "reached": what it does not lead to
really is not tested.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from roadworthy.facts.python import (
    BY_TEXT,
    COMMAND,
    IMPORTED,
    IN_CODE,
    PATTERN,
    PLACE,
    Class,
    Classes,
    Definition,
    ModuleSummary,
    NameTable,
    Scope,
)
from roadworthy.facts.tests.places import STARTERS, Places, lists

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
_SIGNS = ("'", BY_TEXT, IN_CODE, PATTERN, IMPORTED, PLACE, COMMAND)
#: What loads the plugins that are registered as entry points.
_PLUGINS = frozenset(
    "DriverManager EntryPoints ExtensionManager entry_points iter_entry_points load_entry_point"
    " load_setuptools_entrypoints".split()
)

#: What makes objects of what settings name.
_CONFIGURED = frozenset(
    "LightningCLI dictConfig fileConfig get_class get_method get_object hydra instantiate locate".split()
)

#: Path of the module, owner and name of a definition.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class World:
    """The modules that names may lead through.

    `tests` are those that run by themselves, and `roots` what of each runs by itself; `helpers` lie with the
    tests, `outside` is neither with them nor in the importable code, which is `own`. `local` are the classes
    with no base from elsewhere: what another one overrides, its base may call. `registers` tells whether a
    decorator hands a definition to somebody else, who calls it. `never` holds the identities of tests that
    do not run. `commands` are the targets (`module:function`) of the project's scripts, `plugins` those of
    its other entry points with their group. `given` are strings that name what runs besides, as a test would.
    `configured` gives the dotted names in files of settings.
    """

    tests: tuple[ModuleSummary, ...]
    roots: Mapping[str, tuple[Definition, ...]]
    helpers: tuple[ModuleSummary, ...]
    outside: tuple[ModuleSummary, ...]
    own: tuple[ModuleSummary, ...]
    local: frozenset[str]
    registers: Callable[[Definition], bool]
    never: frozenset[int] = frozenset()
    commands: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[tuple[str, str], ...] = ()
    given: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    configured: Callable[[], Iterable[str]] = tuple
    #: Whether a framework finds all modules by itself.
    found_by_itself: bool = False


@dataclass(frozen=True, slots=True)
class Reachable:
    """What is reached: definitions by `key_of`, every name that was met, and the modules loaded."""

    definitions: frozenset[Key]
    names: frozenset[str]
    loaded: frozenset[str]


def key_of(path: str, definition: Definition) -> Key:
    """Return what a definition is known by."""
    return path, definition.owner, definition.name


def reachable_from(world: World) -> Reachable:
    """Follow the names from the tests through all other modules."""
    closure = _Closure(world)
    for module in world.tests:
        closure.load(module.path)
        for definition in world.roots.get(module.path, ()):
            closure.enter(module.path, definition)
    for text in world.given:
        closure.place(text, Scope(""))
    for name in world.names:
        closure.text(name)
    for group, target in world.plugins:
        # pytest loads its own plugins whatever the tests say.
        if group == "pytest11":
            closure.place(target, Scope(""))
    for module in world.own:
        # A plugin's hooks are called by pytest, which runs the tests.
        if world.found_by_itself or any(item.name.startswith("pytest_") for item in module.definitions):
            closure.load(module.path)
    closure.run()
    return Reachable(frozenset(closure.reached), frozenset(closure.names), frozenset(closure.loaded))


class _Closure:
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
        self.collecting = self.classes.collecting()
        self.reached: set[Key] = set()
        self.entered: set[int] = set()
        self.names: set[str] = set()
        self.loaded: set[str] = set()
        self.started: set[str] = set()
        #: Classes that something reached names; attributes that anything may have; those asked of a class.
        self.live: set[Class] = set()
        self.attributes: set[str] = set()
        self.asked: dict[Class, set[str]] = {}
        #: Strings that may be names, and whether anything that is reached looks up names by strings.
        self.texts: list[str] = []
        self.by_text = False
        #: First words of commands, paths, and modules that strings name; whether `-m` is among them.
        self.words: set[str] = set()
        self.paths: set[str] = set()
        self.named: set[str] = set()
        self.tried: set[tuple[str, bool, bool]] = set()
        self.by_module = False
        self.configured = False
        #: What is to be followed: a definition, or a module's top level.
        self.pending: list[tuple[str, Definition | None]] = []

    def enter(self, path: str, definition: Definition) -> None:
        """Reach a definition."""
        # Overloads, and what an `if` defines twice, are of one key.
        if id(definition) not in self.entered and id(definition) not in self.world.never:
            self.entered.add(id(definition))
            self.reached.add(key_of(path, definition))
            self.load(path)
            self.pending.append((path, definition))

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
        """Run a module as a program; somebody may call anything in one that belongs to no package."""
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
            for name in self.attributes:
                for path, definition in self.lookup.loose(name):
                    self.enter(path, definition)
            self.join_families()
            self.start_named()

    def state(self) -> tuple[int, ...]:
        """Return what grows while anything new is found."""
        strings = (len(self.names), len(self.paths))
        return len(self.lookup.escaped), len(self.entered), len(self.loaded), len(self.started), *strings

    def top(self, path: str) -> None:
        """Reach what the top level of a module uses, and what it hands to others."""
        module = self.modules[path]
        self.use(module.uses, Scope(path))
        for definition in module.definitions:
            # Whatever a decorator registers is called by whom it is registered with, and a plugin's hooks by
            # pytest, which runs the tests.
            hook = definition.name.startswith("pytest_") and not definition.owner
            if hook or self.world.registers(definition):
                self.enter(path, definition)

    def join_families(self) -> None:
        """Reach the classes whose base keeps a list of all that inherit from it."""
        found = {below for base in self.collecting for below in self.classes.below(base)}
        if "__subclasses__" in self.names:
            found.update(below for base in tuple(self.live) for below in self.classes.below(base))
        for below in found:
            if below[0] in self.loaded:
                self.enter(below[0], self.classes.definition(below))

    def start_named(self) -> None:
        """Start the commands, files and modules that strings name, where anything is started."""
        starting = not STARTERS.isdisjoint(self.names)
        listing = starting and lists(self.names)
        for text in [text for text in self.paths if (text, starting, listing) not in self.tried]:
            self.tried.add((text, starting, listing))
            for path in self.places.files(text, starting):
                self.start(path)
            for path in self.places.directory(text) if listing else ():
                self.start(path)
        if starting:
            for word in self.words & self.world.commands.keys():
                self.dotted(self.world.commands[word].replace(":", "."), Scope(""))
        if self.by_module or "run_module" in self.names:
            for path in tuple(self.named):
                self.start(path)
                main = path.removesuffix("__init__.py") + "__main__.py"
                if path.endswith("/__init__.py") and main in self.modules:
                    self.start(main)
        plugins = not _PLUGINS.isdisjoint(self.names)
        for group, target in self.world.plugins:
            if plugins or group in self.paths or group.partition(".")[0] in self.names:
                self.place(target, Scope(""))
        if not self.configured and (self.by_text or not _CONFIGURED.isdisjoint(self.names)):
            self.configured = True
            for text in self.world.configured():
                self.dotted(text, Scope(""))

    def imported(self, text: str, scope: Scope) -> None:
        """Load what an import statement loads; with tests, what it takes from helpers may be a test."""
        level, module, name = text.split(":")
        parts = module.split(".") if module else []
        found = None
        for length in range(1 if not int(level) else 0, len(parts) + 1):
            found = self.lookup.module(scope.path, int(level), ".".join(parts[:length]))
            if found is not None:
                self.load(found)
        if not name:
            return
        below = self.lookup.module(scope.path, int(level), ".".join([*parts, name]))
        if below is not None:
            self.load(below)
        if found is not None and found in self.side and scope.path in self.side:
            for definition in self.modules[found].definitions:
                if not definition.owner and name in ("*", definition.name):
                    self.enter(found, definition)

    def place(self, text: str, scope: Scope) -> None:
        """Note a string that may be a path, and reach what it names if it is a dotted name."""
        if text == "-m":
            self.by_module = True
        elif text == "*":
            top = scope.path.rpartition("/")[0]
            inside = scope.path in self.own and f"{top}/__init__.py" in self.modules
            for path in self.own:
                if not inside or path.startswith(f"{top}/"):
                    self.load(path)
                    self.lookup.escaped.add(path)
        elif "/" in text or text.endswith((".py", ".ipynb")):
            self.paths.add(text)
        else:
            self.paths.add(text)
            self.dotted(text.replace(":", "."), scope)

    def dotted(self, text: str, scope: Scope) -> None:
        """Reach what a dotted name in a string means, if it begins with the name of a module here."""
        bare = text.lstrip(".")
        level = len(text) - len(bare)
        names = tuple(bare.rstrip(".").split("."))
        if not all(name.isidentifier() for name in names):
            return
        for length in range(len(names), 0, -1):
            found = self.lookup.module(scope.path, level, ".".join(names[:length]), anchored=True)
            if found is None:
                continue
            self.load(found)
            self.named.add(found)
            meaning = self.lookup.within(found, names[length:])
            for path, definition in meaning.definitions:
                self.enter(path, definition)
                if definition.kind == "class":
                    self.member((path, ".".join(definition.route)), meaning.rest)
            if bare.endswith(".") and length == len(names):
                # Whatever is put after it: all that lies there may be meant.
                for path in self.places.package(found.rpartition("/")[0]):
                    if path in self.own:
                        self.load(path)
                        self.lookup.escaped.add(path)
            return

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
                self.looked_up(use[0], use[1:], scope)
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

    def looked_up(self, sign: str, name: str, scope: Scope) -> None:
        """Reach what is imported, or looked up at run time, or may be."""
        if sign == IMPORTED:
            self.imported(name, scope)
            return
        if sign == PLACE:
            self.place(name, scope)
            return
        if sign == COMMAND:
            self.words.add(name)
            return
        if sign == IN_CODE:
            self.names.add(name)
            self.text(name)
        elif sign == "'":
            self.names.add(name)
            self.words.add(name)
            self.paths.add(name)
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
        if owner[0] in self.side:
            for method in self.classes.methods(owner):
                self.enter(owner[0], method)
            return
        name = owner[1].rpartition(".")[2]
        # A class that looks its methods up by name may call any of them.
        any_of_them = name not in self.world.local or self.classes.looks_up(owner)
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
