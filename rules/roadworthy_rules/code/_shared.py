"""What the rules on code have in common."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from roadworthy import Finding, Location, counted
from roadworthy_rules._names import named

if TYPE_CHECKING:
    from roadworthy import Definition, Layout, Module, ModuleSummary

#: Characters above which a module is someone's data: pyflakes would take many seconds.
_LIMIT = 500_000


def flakes(module: Module) -> tuple[Any, ...]:
    """Return what pyflakes says of a module; nothing where it cannot follow it."""
    return _flakes(module.tree) if len(module.text) < _LIMIT else ()


@functools.lru_cache(maxsize=1)
def _flakes(tree: ast.Module) -> tuple[Any, ...]:
    # Imported here: a run that asks none of its rules should not pay for it.
    from pyflakes.checker import Checker

    try:
        return tuple(Checker(tree, "<module>", builtins=None).messages)
    except Exception:
        # It walks recursively, asserts what a parsed tree need not keep (`from __future__` in a function),
        # and each release of Python brings nodes that an older pyflakes does not know.
        return ()


def own_modules(modules: Iterable[ModuleSummary], layout: Layout) -> Iterator[ModuleSummary]:
    """Yield the modules that people wrote and that are shipped, or all sources where there is no package."""
    loose = not layout.packages and not layout.modules
    for module in modules:
        if module.role == "source" and not module.generated and (loose or layout.owns(module.path)):
            yield module


def public_functions(module: ModuleSummary) -> Iterator[Definition]:
    """Yield the functions of a module that others may call, decorated ones left out."""
    parts = module.path.removesuffix(".py").split("/")
    if any(part.startswith("_") and part != "__init__" for part in parts) or "migrations" in parts:
        return
    if not parts[-1].isidentifier():
        return
    for item in module.definitions:
        hidden = item.name.startswith("_") or (module.exports is not None and item.name not in module.exports)
        if item.kind == "function" and not hidden and not item.decorators:
            yield item


def bare_modules(
    found: Mapping[str, Mapping[str, bool]], fault: str, share: float, functions: int
) -> Iterator[Finding]:
    """Yield a finding for each module with at least `functions` functions of which none has something.

    `found` has, by path, whether each function has it. Nothing where at most `share` of all lack it: it is
    no habit of the project then.
    """
    every = [has for public in found.values() for has in public.values()]
    if every.count(False) <= share * len(every):
        return
    for path, public in found.items():
        if len(public) >= functions and not any(public.values()):
            message = f"none of {counted(len(public), 'public function')} {fault}: {named(public)}"
            yield Finding(message, Location(path))
