"""What is own code, which of its classes have no base from elsewhere, and what decorators leave alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.project import Layout
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.facts.tests.standard_bases import standard_bases
from roadworthy.facts.tests.suite import Suite

#: Decorators that leave a function what it is; behind any other one someone else calls it.
_PLAIN = frozenset(
    "staticmethod classmethod property cached_property functools.cached_property cache functools.cache"
    " lru_cache functools.lru_cache contextmanager contextlib.contextmanager asynccontextmanager override"
    " typing.override"
    " contextlib.asynccontextmanager final typing.final wraps functools.wraps deprecated no_type_check"
    " functools.singledispatch singledispatch typing.no_type_check".split()
)
#: What stands for a class of the standard library, which calls only methods that it has itself.
STANDARD = "*"
#: Bases that call no method of ours by name.
HARMLESS = frozenset(("object", "Generic", "ABC", "Exception", STANDARD))
_GENERIC = frozenset(
    f"{module}.{name}"
    for module in ("abc", "builtins", "t", "te", "typing", "typing_extensions")
    for name in HARMLESS - {STANDARD}
)


def is_own(module: ModuleSummary, layout: Layout) -> bool:
    """Tell whether a module is the project's importable code, or a script where there is none.

    Below a package, no import can name what is in a directory such as `template-basic`: it is loaded by its
    path, and by which code is unknown.
    """
    if layout.owns(module.path):
        return all(part.isidentifier() for part in layout.below(module.path).split("/")[1:-1])
    return not layout.packages and not layout.modules and module.role == "source"


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


@dataclass(frozen=True, slots=True)
class Closed:
    """The own classes that inherit, at however many removes, from own ones and harmless ones only, by name.

    `derived` are those of them with a class of the standard library above them, see `standard_bases.py`.
    """

    names: frozenset[str]
    derived: frozenset[str]


def closed(modules: Iterable[ModuleSummary]) -> Closed:
    """Return the own classes that have no base from elsewhere which may call any of their methods."""
    bases: dict[str, set[str]] = {}
    mixins: dict[str, set[str]] = {}
    modules = tuple(modules)
    tops = tops_of(modules)
    for module in modules:
        for item, found in bases_in(module, tops):
            bases.setdefault(item.name, set()).update(found)
            for name in found:
                if name.endswith("Mixin"):
                    mixins.setdefault(name, set()).add(item.name)
    while True:
        known = bases.keys() | HARMLESS
        open_ones = [
            name
            for name, found in bases.items()
            # What a mixin overrides is a method of the class that it is mixed into.
            if not (found <= known and mixins.get(name, set()) <= known)
        ]
        if not open_ones:
            return Closed(frozenset(bases), frozenset(_below(STANDARD, bases)))
        for name in open_ones:
            del bases[name]


def _below(top: str, bases: Mapping[str, set[str]]) -> set[str]:
    """Return what inherits, at however many removes, from a base."""
    found = {top}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found - {top}


def tops_of(modules: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return every part of the modules' names; an import that begins with none is of another project."""
    return frozenset(part for module in modules for part in module.path.removesuffix(".py").split("/"))


def bases_in(module: ModuleSummary, tops: Collection[str]) -> Iterator[tuple[Definition, frozenset[str]]]:
    """Yield the classes of a module with the names of their bases.

    "" stands for a base from elsewhere, and `STANDARD` for a class of the standard library that is known.
    """
    foreign = {
        item.binds for item in module.imports if not item.level and item.module.partition(".")[0] not in tops
    }
    standard = standard_bases(module)
    for item in module.definitions:
        if item.kind == "class":
            yield item, frozenset(_name(item, base, foreign, standard) for base in item.bases)


def _name(item: Definition, base: str, foreign: Collection[str], standard: Collection[str]) -> str:
    name = base.rpartition(".")[2]
    if base in _GENERIC:
        return name
    if base in standard and base not in HARMLESS:
        return STANDARD
    # `class Index(pd.Index)` is no heir of another class `Index` of the project's.
    if "." in base and base.partition(".")[0] in foreign:
        return ""
    # `class Builder(elsewhere.Builder)` inherits from another class of its name.
    return name if name != item.name else ""


def is_plain(decorator: str) -> bool:
    """Tell whether a function is behind a decorator what it was; behind any other one someone calls it."""
    return decorator.removesuffix("()") in _PLAIN or decorator.endswith((".setter", ".deleter"))
