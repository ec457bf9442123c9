"""Rule packs: what they may offer, and how they are found. Ours are found like anybody's."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from roadworthy.core.fact import reads_of
from roadworthy.core.filekind import FileKind
from roadworthy.core.pack import Pack, PackFault
from roadworthy.core.registry import Registry
from roadworthy.core.rule import Rule
from roadworthy.core.signature import Key, SignatureFault
from roadworthy.packs.entrypoints import GROUP, entry_points
from roadworthy.packs.hookspecs import Hooks

if TYPE_CHECKING:
    from roadworthy.core.result import Report


def installed(path: Iterable[str] | None = None) -> list[Pack]:
    """Return the packs that the distributions on `path` (default `sys.path`) register, sorted by name."""
    return [Pack(*found) for found in entry_points(path)]


@dataclass(slots=True)
class Plugins:
    """What all packs offer together, and what is wrong with some of them."""

    packs: list[Pack]
    rules: dict[str, Rule]
    registry: Registry
    reports: dict[str, Callable[[Report], str]]
    faults: list[PackFault]


def load(
    builtins: Iterable[ModuleType], given: Iterable[Key], packs: Iterable[Pack] | None = None
) -> Plugins:
    """Import the packs and collect what they offer.

    `builtins` are the engine's own modules with hooks, `given` the facts that the engine supplies. A pack
    that cannot be imported, whose hook raises, or whose rules or facts are malformed is a `PackFault`.
    """
    chosen = list(installed() if packs is None else packs)
    faults: list[PackFault] = []
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    for module in builtins:
        manager.register(module, name=module.__name__.rpartition(".")[2])
    for pack in chosen:
        try:
            __import__(pack.module)
            manager.register(sys.modules[pack.module], name=pack.name)
        except Exception as error:
            faults.append(_fault(pack.name, error))
    rules: dict[str, Rule] = {}
    for name, rule in _collect(manager, "roadworthy_rules", faults):
        if not isinstance(rule, Rule):
            faults.append(PackFault(name, f"`{rule!r}` is not a rule: decorate it with `@rule(...)`"))
        elif rule.name in rules:
            faults.append(PackFault(name, f"rule `{rule.name}` exists already", rule.file, rule.line))
        else:
            rules[rule.name] = rule.in_group(name)
    offered = [value for _, value in _collect(manager, "roadworthy_facts", faults)]
    kinds = [value for value in offered if isinstance(value, FileKind)]
    registry = Registry([value for value in offered if not isinstance(value, FileKind)], given, kinds)
    faults.extend(PackFault("facts", fault.message, fault.file, fault.line) for fault in registry.faults)
    reports = {
        name: render for _, found in _collect(manager, "roadworthy_reports", faults) for name, render in found
    }
    return Plugins(chosen, rules, registry, reports, faults)


def _collect(manager: pluggy.PluginManager, hook: str, faults: list[PackFault]) -> list[tuple[str, Any]]:
    """Call one hook of each plugin by itself, so that one that raises does not stop the others."""
    found: list[tuple[str, Any]] = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        try:
            values = implementation.function()
            items = [list(values.items())] if isinstance(values, dict) else list(values)
            found.extend((implementation.plugin_name, value) for value in items)
        except SignatureFault as error:
            faults.append(PackFault(implementation.plugin_name, error.message, error.file, error.line))
        except Exception as error:
            faults.append(_fault(implementation.plugin_name, error))
    return found


def _fault(pack: str, error: Exception) -> PackFault:
    """Describe an exception by the innermost line outside of the engine and the import system."""
    frames = traceback.extract_tb(error.__traceback__)
    engine = os.path.dirname(os.path.dirname(__file__)) + os.sep
    outside = [f for f in frames if not f.filename.startswith(("<", engine))]
    last = (outside or frames)[-1]
    if isinstance(error, SyntaxError) and error.filename:
        return PackFault(pack, f"SyntaxError: {error.msg}", error.filename, error.lineno or 0)
    return PackFault(pack, f"{type(error).__name__}: {error}", last.filename, last.lineno or 0)


def facts_in(package: str) -> list[Callable[..., Any] | FileKind]:
    """Return what `@fact` marks, and each `FileKind`, in a package's modules and in the packages below it.

    Modules that start with `_` are not looked at.
    """
    found: list[Callable[..., Any] | FileKind] = []
    for name in _modules_in(package):
        __import__(name)
        for value in vars(sys.modules[name]).values():
            imported = getattr(value, "__module__", name) != name
            if isinstance(value, FileKind) or (reads_of(value) and not imported):
                found.append(value)
    return found


def _modules_in(package: str) -> Iterator[str]:
    """Yield the names of a package's modules, and of those of packages below it."""
    directory = os.path.dirname(sys.modules[package].__file__ or "")
    for name in sorted(os.listdir(directory)):
        if name.endswith(".py") and not name.startswith("_"):
            yield f"{package}.{name.removesuffix('.py')}"
        elif os.path.isfile(os.path.join(directory, name, "__init__.py")):
            __import__(f"{package}.{name}")
            yield from _modules_in(f"{package}.{name}")


def rules_in(package: str) -> list[Rule]:
    """Return the rules of a package: one for each of its modules that does not start with `_`.

    Raises `AttributeError` where a module has no rule of its own name.
    """
    directory = os.path.dirname(sys.modules[package].__file__ or "")
    names = sorted(
        name.removesuffix(".py")
        for name in os.listdir(directory)
        if name.endswith(".py") and not name.startswith("_")
    )
    found = []
    for name in names:
        __import__(f"{package}.{name}")
        found.append(getattr(sys.modules[f"{package}.{name}"], name))
    return found
