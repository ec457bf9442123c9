"""The fact `PublicFunction`: what others may call, and whether a test reaches it by name.

Reaching is a closure over names: what tests mention is reached, and so is what the bodies of reached
functions and classes mention. It errs towards "reached", so that what it calls untested really is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.finding import Location
from roadworthy.facts.project import Layout
from roadworthy.facts.python import Definition, ModuleSummary, exported, is_private
from roadworthy.facts.tests.closure import Key, key_of, reachable_from
from roadworthy.facts.tests.evidence import Evidence, is_own
from roadworthy.facts.tests.measured import Grade
from roadworthy.facts.tests.suite import Suite

#: Decorators that leave a function what it is; behind any other one somebody else calls it.
_PLAIN = frozenset(
    "staticmethod classmethod property cached_property functools.cached_property cache functools.cache"
    " lru_cache functools.lru_cache contextmanager contextlib.contextmanager asynccontextmanager override"
    " typing.override"
    " contextlib.asynccontextmanager final typing.final wraps functools.wraps deprecated no_type_check"
    " functools.singledispatch singledispatch typing.no_type_check".split()
)
#: Decorators of what has no body of its own.
NOT_TO_TEST = frozenset(
    "overload typing.overload t.overload abstractmethod abc.abstractmethod typing_extensions.overload".split()
)
_TYPING = frozenset("mypy pyright type_checking typechecking typecheck types typing typing_tests".split())
#: Bases that call no method of ours by name.
_HARMLESS = frozenset(("object", "Generic", "ABC", "Exception"))
_GENERIC = frozenset(
    f"{module}.{name}"
    for module in ("abc", "builtins", "t", "te", "typing", "typing_extensions")
    for name in _HARMLESS
)
_PROTOCOLS = frozenset("Protocol typing.Protocol t.Protocol typing_extensions.Protocol".split())


@dataclass(frozen=True, slots=True)
class PublicFunction:
    """A public function or method of the importable code.

    `name` is its dotted import name. `reached` tells whether tests lead to it by name, `mentioned` whether a
    test names it, `grade` what was measured while tests ran, `doctested` whether its docstring has examples.
    """

    name: str
    at: Location
    reached: bool
    mentioned: bool
    grade: Grade = Grade.UNMEASURED
    doctested: bool = False

    @property
    def tested(self) -> bool:
        """Whether a test reaches it: as measured, else by names."""
        if self.grade is Grade.UNMEASURED or self.doctested:
            return self.reached
        return self.grade in (Grade.CALLED, Grade.EXECUTED)


@dataclass(frozen=True, slots=True)
class Reached:
    """The names that tests mention, all names that these lead to, and the definitions that they mean."""

    mentioned: frozenset[str]
    names: frozenset[str]
    definitions: frozenset[Key] = field(default=frozenset(), repr=False)


@fact
def reached_names(modules: tuple[ModuleSummary, ...], layout: Layout, suite: Suite) -> Reached:
    """Follow names from the tests through the bodies of the importable code.

    Raises `Unmeasured` where there are no tests: that is a finding of its own.
    """
    if not suite.paths and not suite.examples:
        raise Unmeasured("there are no tests")
    testing = frozenset(suite.paths)
    imported = {
        word for module in modules for item in module.imports for word in (*item.module.split("."), item.name)
    }
    tests = [
        module
        for module in modules
        if module.path in testing or (module.role == "test" and not _is_typing(module.path, imported))
    ]
    own = own_modules(modules, layout, suite)
    mentioned = frozenset(name for module in tests for name in module.mentioned)
    handed_on = {
        key_of(module.path, item): False
        for module in own
        for item in module.definitions
        if not all(map(_plain, item.decorators))
    }
    reachable = reachable_from(tests, own, _closed(own), handed_on)
    return Reached(mentioned, mentioned | reachable.names, reachable.definitions)


def _is_typing(path: str, imported: Collection[str | None]) -> bool:
    """Tell whether a module lies with those that type checkers read and nobody runs."""
    *parents, name = path.removesuffix(".py").split("/")
    return bool(_TYPING.intersection(parents)) and name not in (*imported, "conftest", "__init__")


def own_modules(
    modules: tuple[ModuleSummary, ...], layout: Layout, suite: Suite
) -> tuple[ModuleSummary, ...]:
    """Return the modules of the importable code that hold no tests."""
    testing = frozenset(suite.paths)
    return tuple(
        module
        for module in modules
        if module.role == "source" and is_own(module, layout) and module.path not in testing
    )


@fact
def public_functions(
    modules: tuple[ModuleSummary, ...], layout: Layout, suite: Suite, tests: Reached, evidence: Evidence
) -> tuple[PublicFunction, ...]:
    """List the public functions, by the typing specification's notion, and how well tests reach them."""
    return tuple(
        PublicFunction(
            f"{layout.module_name(home)}.{'.'.join(definition.route)}",
            Location(module.path, definition.route, definition.span),
            definition.doctested or key_of(module.path, definition) in tests.definitions,
            definition.name in tests.mentioned,
            evidence.of(module.path, definition.span.line) if definition.span else Grade.UNMEASURED,
            definition.doctested,
        )
        for module, definition, home in public_definitions(own_modules(modules, layout, suite))
    )


def public_definitions(own: Iterable[ModuleSummary]) -> list[tuple[ModuleSummary, Definition, str]]:
    """Return the functions and methods of the own modules that are public and owed a test.

    Each comes with its module, and the path of the module that makes it public: another one for what a
    private module defines and a public one exports.
    """
    own = list(own)
    local, homes = _closed(own), exported(own)
    return [
        (module, definition, homes.get((module.path, definition.route[0]), module.path))
        for module in own
        for definition in _public(module, local, homes)
    ]


def _closed(modules: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return the names of the own classes that inherit, at however many removes, only from own ones."""
    bases: dict[str, set[str]] = {}
    modules = tuple(modules)
    tops = {part for module in modules for part in module.path.removesuffix(".py").split("/")}
    for module in modules:
        foreign = {
            item.alias or item.name or item.module.partition(".")[0]
            for item in module.imports
            if not item.level and item.module.partition(".")[0] not in tops
        }
        for item in module.definitions:
            if item.kind == "class":
                # `class Index(pd.Index)` is no heir of another class `Index` of the project's.
                above = (
                    base.rpartition(".")[2]
                    if "." not in base or base.partition(".")[0] not in foreign or base in _GENERIC
                    else ""
                    for base in item.bases
                )
                # `class Builder(elsewhere.Builder)` inherits from another class of its name.
                bases.setdefault(item.name, set()).update(name if name != item.name else "" for name in above)
    while True:
        known = bases.keys() | _HARMLESS
        open_ones = [name for name, found in bases.items() if not found <= known]
        if not open_ones:
            return frozenset(bases)
        for name in open_ones:
            del bases[name]


def is_exempt(module: ModuleSummary) -> bool:
    """Tell whether nothing in a module is owed a test: it is generated, a migration, or `__main__`."""
    parts = module.path.removesuffix(".py").split("/")
    # A migration runs once, by its number, and is never called.
    migration = not parts[-1].isidentifier() or "migrations" in parts or parts[-2:-1] == ["versions"]
    return module.generated or migration or parts[-1] == "__main__"


def _public(
    module: ModuleSummary, local: frozenset[str], homes: Mapping[tuple[str, str], str]
) -> Iterator[Definition]:
    """Yield a module's public functions and methods that a test is owed; `local` are the own classes' names.

    A method of a class with a base from elsewhere may override one that only that base calls.
    """
    if is_exempt(module):
        return
    classes = {d.name: d for d in module.definitions if d.kind == "class" and not d.owner}
    for definition in module.definitions:
        if definition.kind == "class" or definition.trivial or definition.excluded:
            continue
        # pytest finds its hooks by their names.
        if definition.name.startswith(("_", "pytest_")):
            continue
        if not all(_plain(name) and name not in NOT_TO_TEST for name in definition.decorators):
            continue
        top = definition.route[0]
        if is_private(module.path):
            if (module.path, top) not in homes:
                continue
        elif module.exports is not None and top not in module.exports:
            continue
        if definition.owner:
            owner = classes.get(definition.owner)
            if owner is None or owner.name.startswith("_") or _PROTOCOLS.intersection(owner.bases):
                continue
            bases = {base.rpartition(".")[2] for base in owner.bases}
            if definition.owner not in local or not bases <= local | _HARMLESS:
                continue
        yield definition


def _plain(decorator: str) -> bool:
    return decorator.removesuffix("()") in _PLAIN or decorator.endswith((".setter", ".deleter"))
