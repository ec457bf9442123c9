"""The fact `PublicFunction`: what others may call, and whether a test reaches it by name.

Reaching is a closure over names: what tests mention is reached, and so is what the bodies of reached
functions and classes mention. It errs towards "reached", so that what it calls untested really is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.project import Layout, Profile
from roadworthy.facts.python import MADE, Definition, ModuleSummary, exported, is_private
from roadworthy.facts.tests.aside import aside_among, before_window, programs_among
from roadworthy.facts.tests.development import for_development
from roadworthy.facts.tests.evidence import Evidence
from roadworthy.facts.tests.excluded import Excluded
from roadworthy.facts.tests.families import HARMLESS, Closed, bases_in, closed, is_plain, own_modules, tops_of
from roadworthy.facts.tests.helpers import helpers_among
from roadworthy.facts.tests.measured import Grade
from roadworthy.facts.tests.overridden import overridden_among
from roadworthy.facts.tests.reach import Reached, names_unread
from roadworthy.facts.tests.standard_bases import INHERITED
from roadworthy.facts.tests.suite import LOADS, Commands, Suite
from roadworthy.facts.tests.unnamed import called_of_classes, is_unnamed, named_in, stem_of, unimported_among
from roadworthy.facts.tests.world import key_of
from roadworthy.tree.tree import Tree

#: Decorators of what has no body of its own.
NOT_TO_TEST = frozenset(
    "overload typing.overload t.overload abstractmethod abc.abstractmethod typing_extensions.overload".split()
)
#: Ends of the decorators of what belongs to a property.
_ACCESSORS = (".setter", ".deleter")
_WORD = re.compile(r"\w++")
_OPTIONS = frozenset(("add_options", "parse_options"))
#: What Optuna's trials are asked.
_SUGGESTS = frozenset(
    "suggest_categorical suggest_discrete_uniform suggest_float suggest_int suggest_loguniform"
    " suggest_uniform".split()
)
#: What a framework runs while its application does, by the type of the argument.
_LIFESPAN = re.compile(
    r"\(\s*+\w{1,80}: (?:\w{1,80}\.)?"
    r"(?:FastAPI|FastMCP|Litestar|Quart|Sanic|Starlette)\b[^,()]{0,80}+,?\s*+\)"
)
_PROTOCOLS = frozenset("Protocol typing.Protocol t.Protocol typing_extensions.Protocol".split())


@dataclass(frozen=True, slots=True)
class PublicFunction:
    """A public function or method of the importable code.

    `name` is its dotted import name. `reached` tells whether tests lead to it by name, `mentioned` whether a
    test names it, `grade` what was measured while tests ran, `doctested` whether its docstring has examples.
    `uncertain` is true where only a file that could not be read may lead to it, or the imports of the tests
    run it, which may test what it returns. `dead` is true for a `DeadFunction`, `copied` where another one
    before it has the same name and body, `helps` where only migrations mention it, or functions that
    no test reaches either. `aside` is true for what a person starts and looks at: demonstrations, experiments
    and seed data that no other code imports, what draws a window, and programs: a `main`, and what only the
    main block of a module that nothing imports calls, without an argument. `short` is true for a few
    statements that decide and compute nothing.
    """

    name: str
    at: Location
    reached: bool
    mentioned: bool
    grade: Grade = Grade.UNMEASURED
    doctested: bool = False
    uncertain: bool = False
    dead: bool = False
    copied: bool = False
    helps: bool = False
    aside: bool = False
    short: bool = False

    @property
    def tested(self) -> bool:
        """Whether a test reaches it: as measured, else by names; also where that cannot be known."""
        if self.grade is Grade.UNMEASURED or self.doctested:
            return self.reached or self.uncertain
        return self.grade in (Grade.CALLED, Grade.EXECUTED)


@dataclass(frozen=True, slots=True)
class DeadFunction:
    """A public function of an application with tests that nothing names, or a method that nothing can run."""

    at: Location


@fact
def dead_functions(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    suite: Suite,
    profile: Profile,
    commands: Commands,
    tree: Tree,
) -> tuple[DeadFunction, ...]:
    """List the functions that no code, notebook or command names, of modules that some module imports.

    So it does methods that each class below overrides, of a class that no code makes. What nothing imports,
    a framework may load, and may call by names of its own: of such modules, it lists those that only define
    functions and that no text names.
    """
    if profile.name == "library" or not suite.paths:
        return ()
    named = named_in(modules, notebooks)
    # What could not be parsed may call all that it names.
    unread = frozenset(names_unread(modules, layout, tree))
    named.update(unread)
    loaded = {word for m in modules for i in m.imports for word in (*i.module.split("."), i.name or "")}
    used = unread.union(*(m.names - m.bound for m in modules))
    used |= {name for m in modules for item in m.definitions if item.kind != "class" for name in item.names}
    used |= {name for notebook in notebooks for name in notebook.names}
    overridden = overridden_among(modules, used)
    of_others = called_of_classes(modules, named)
    own = own_modules(modules, layout, suite)
    alone = frozenset() if unread else unimported_among(own, modules, loaded, notebooks, tree)
    commanded = frozenset(_WORD.findall(commands.text))
    found: list[DeadFunction] = []
    for module, item, _ in public_definitions(own, plain=True):
        at = Location(module.path, item.route, item.span)
        known = stem_of(module.path) in loaded
        unused = known and (at in overridden or is_unnamed(item, named, of_others, commanded))
        if module.path in alone or unused:
            found.append(DeadFunction(at))
    return tuple(found)


@fact
def public_functions(
    modules: tuple[ModuleSummary, ...],
    dead: tuple[DeadFunction, ...],
    layout: Layout,
    suite: Suite,
    tests: Reached,
    evidence: Evidence,
    excluded: Excluded,
) -> tuple[PublicFunction, ...]:
    """List the public functions, by the typing specification's notion, and how well tests reach them."""
    own = own_modules(modules, layout, suite)
    left_out = {module.path for module in own if excluded.file(module.path)} | for_development(modules, own)
    nowhere = {one.at for one in dead}
    beside = aside_among(modules, own)
    watched = frozenset(one for module in own for one in before_window(module))
    programs = programs_among(modules, own)
    found: list[PublicFunction] = []
    starting: set[Location] = set()
    bodies: set[tuple[str, ...]] = set()
    for module, definition, home in public_definitions(own):
        line = definition.span.line
        owner = next(
            (d for d in module.definitions if d.kind == "class" and d.name == definition.owner), None
        )
        if module.path in left_out or (excluded.lines and excluded.definition(definition, owner)):
            continue
        key, grade = key_of(module.path, definition), evidence.of(module.path, line)
        if grade is Grade.UNMEASURED and any(name.endswith(_ACCESSORS) for name in definition.decorators):
            # By names, they cannot be told from their property.
            continue
        body = (*definition.route, definition.digest)
        copied = bool(definition.digest) and body in bodies
        bodies.add(body)
        at = Location(module.path, definition.route, definition.span)
        starts = definition.name == "main" or id(definition) in programs
        if starts:
            starting.add(at)
        found.append(
            PublicFunction(
                f"{layout.module_name(home)}.{'.'.join(definition.route)}",
                at,
                definition.doctested or key in tests.definitions,
                definition.name in tests.mentioned,
                grade,
                definition.doctested,
                key in tests.uncertain or key in tests.at_import,
                at in nowhere,
                copied,
                aside=module.path in beside or id(definition) in watched or starts,
                short="short" in definition.marks,
            )
        )
    past = frozenset(module.path for module in modules if _is_migration(module.path))
    # What starts the program stands for nothing: a test of its parts is worth more.
    owed = {one.at: str(one.at.route[-1]) for one in found if not one.tested and one.at not in starting}
    helpers = helpers_among(owed, modules, past)
    return tuple(replace(one, helps=True) if one.at in helpers else one for one in found)


def public_definitions(
    own: Iterable[ModuleSummary], *, plain: bool = False
) -> list[tuple[ModuleSummary, Definition, str]]:
    """Return the functions and methods of the own modules that are public and owed a test.

    Each comes with its module, and the path of the module that makes it public: another one for what a
    private module defines and a public one exports. With `plain`, those of plain bodies are among them.
    """
    own = list(own)
    local, tops, homes = closed(own), tops_of(own), exported(own)
    leaving = tuple(m.path.removesuffix("__init__.py") for m in own if m.deprecated)
    return [
        (module, definition, homes.get((module.path, definition.route[0]), module.path))
        for module in own
        if not module.path.startswith(leaving)
        for definition in _public(module, local, tops, homes)
        if plain or not definition.plain
    ]


def _asks_next(method: Definition) -> bool:
    """Tell whether a method asks `super()` for the one of its name: a mixin's, called by who calls that."""
    called = f"{MADE}super{MADE}{method.name}"
    return any(use == called or use.startswith(f"{called}.") for use in method.uses)


def is_exempt(module: ModuleSummary) -> bool:
    """Tell whether nothing in a module is owed a test, as in generated code, migrations and load tests."""
    parts = module.path.removesuffix(".py").split("/")
    # Alembic writes `env.py`, and runs it from top to bottom.
    runs = parts[-1] == "env" and any(item.module == "alembic" for item in module.imports)
    # What puts load on a server is a test itself.
    loads = not module.libraries.isdisjoint(LOADS)
    return module.generated or _is_migration(module.path) or runs or loads or parts[-1] == "__main__"


def _is_migration(path: str) -> bool:
    """Tell whether a module is a migration: it runs once, by its number, and is never called."""
    parts = path.removesuffix(".py").split("/")
    return not parts[-1].isidentifier() or "migrations" in parts or parts[-2:-1] == ["versions"]


def _public(
    module: ModuleSummary, local: Closed, tops: frozenset[str], homes: Mapping[tuple[str, str], str]
) -> Iterator[Definition]:
    """Yield a module's public functions and methods that a test is owed; `local` are the own classes.

    A method of a class with a base from elsewhere may override one that only that base calls.
    """
    if is_exempt(module):
        return
    classes = {item.name: (item, bases) for item, bases in bases_in(module, tops) if not item.owner}
    flake8 = any(item.module.partition(".")[0] == "flake8" for item in module.imports)
    main = {use.partition(".")[0] for use in module.main_uses}
    for definition in module.definitions:
        if definition.kind == "class" or definition.trivial or definition.excluded:
            continue
        # pytest finds its hooks by their names, and flake8 what declares a plugin's options.
        if definition.name.startswith(("_", "pytest_")) or (definition.name in _OPTIONS and flake8):
            continue
        # What runs the tests, or is one, is not one of the things that they are to reach.
        if definition.name == "test" and any("pytest" in use for use in definition.uses):
            continue
        if definition.name.startswith("test_") and not definition.owner and definition.name in main:
            continue
        # A search for hyperparameters calls it with a trial, and it trains a model.
        if not _SUGGESTS.isdisjoint(definition.names):
            continue
        if not all(is_plain(name) and name not in NOT_TO_TEST for name in definition.decorators):
            continue
        if any(name.rpartition(".")[2].startswith("deprecat") for name in definition.decorators):
            continue
        # As the routes, what an application opens and closes is called by the framework.
        if any(name.endswith("asynccontextmanager") for name in definition.decorators) and _LIFESPAN.search(
            " ".join(definition.header)
        ):
            continue
        top = definition.route[0]
        if is_private(module.path):
            if (module.path, top) not in homes:
                continue
        elif module.exports is not None and top not in module.exports:
            continue
        if definition.owner:
            owner, bases = classes.get(definition.owner, (None, frozenset()))
            if owner is None or owner.name.startswith("_") or _PROTOCOLS.intersection(owner.bases):
                continue
            if definition.owner not in local.names or not bases <= local.names | HARMLESS:
                continue
            if definition.owner in local.derived and definition.name in INHERITED:
                continue
            if not owner.bases and _asks_next(definition):
                continue
        yield definition
