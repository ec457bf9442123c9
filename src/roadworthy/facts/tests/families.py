"""What is own code, which of its classes have no base from elsewhere, and what decorators leave alone."""

from __future__ import annotations

from collections.abc import Iterable

from roadworthy.facts.project import Layout
from roadworthy.facts.python import ModuleSummary
from roadworthy.facts.tests.suite import Suite

#: Decorators that leave a function what it is; behind any other one someone else calls it.
_PLAIN = frozenset(
    "staticmethod classmethod property cached_property functools.cached_property cache functools.cache"
    " lru_cache functools.lru_cache contextmanager contextlib.contextmanager asynccontextmanager override"
    " typing.override"
    " contextlib.asynccontextmanager final typing.final wraps functools.wraps deprecated no_type_check"
    " functools.singledispatch singledispatch typing.no_type_check".split()
)
#: Bases that call no method of ours by name.
HARMLESS = frozenset(("object", "Generic", "ABC", "Exception"))
_GENERIC = frozenset(
    f"{module}.{name}"
    for module in ("abc", "builtins", "t", "te", "typing", "typing_extensions")
    for name in HARMLESS
)


def is_own(module: ModuleSummary, layout: Layout) -> bool:
    """Tell whether a module is the project's importable code, or a script where there is none."""
    return layout.owns(module.path) or (
        not layout.packages and not layout.modules and module.role == "source"
    )


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


def closed(modules: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return the names of the own classes that inherit, at however many removes, only from own ones."""
    bases: dict[str, set[str]] = {}
    mixins: dict[str, set[str]] = {}
    modules = tuple(modules)
    tops = {part for module in modules for part in module.path.removesuffix(".py").split("/")}
    for module in modules:
        foreign = {
            item.binds
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
                found = {name if name != item.name else "" for name in above}
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
            return frozenset(bases)
        for name in open_ones:
            del bases[name]


def is_plain(decorator: str) -> bool:
    """Tell whether a function is behind a decorator what it was; behind any other one someone calls it."""
    return decorator.removesuffix("()") in _PLAIN or decorator.endswith((".setter", ".deleter"))
