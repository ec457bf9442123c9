"""Rule packs: what they may offer, and how they are found. Ours are found like anybody's."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from roadworthy.entrypoints import GROUP, entry_points
from roadworthy.facts import Registry
from roadworthy.pack import Pack, PackFault
from roadworthy.rules import Rule
from roadworthy.signature import Key, SignatureFault

if TYPE_CHECKING:
    from roadworthy.result import Report

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Hooks:
    """What a pack may offer. Every hook only returns values."""

    @hookspec
    def roadworthy_rules(self) -> Iterable[Rule]:  # type: ignore[empty-body]
        """Return the pack's rules; usually `rules_in(__name__)`."""

    @hookspec
    def roadworthy_facts(self) -> Iterable[Callable[..., Any]]:  # type: ignore[empty-body]
        """Return providers: annotated functions from facts to a new fact."""

    @hookspec
    def roadworthy_reports(self) -> dict[str, Callable[[Report], str]]:  # type: ignore[empty-body]
        """Return report formats by name: functions from a report to text."""


def installed(path: Iterable[str] | None = None) -> list[Pack]:
    """Return the packs that the distributions on `path` (default `sys.path`) register, sorted by name."""
    return [Pack(*found) for found in entry_points(path)]


@dataclass(slots=True)
class Plugins:
    """What all packs offer together, and what is wrong with some of them.

    `packs_of_rules` has the name of the pack that brings a rule, by the rule's name.
    """

    packs: list[Pack]
    rules: dict[str, Rule]
    packs_of_rules: dict[str, str]
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
    packs_of_rules: dict[str, str] = {}
    for name, rule in _collect(manager, "roadworthy_rules", faults):
        if not isinstance(rule, Rule):
            faults.append(PackFault(name, f"`{rule!r}` is not a rule: decorate it with `@rule(...)`"))
        elif rule.name in rules:
            faults.append(PackFault(name, f"rule `{rule.name}` exists already", rule.file, rule.line))
        else:
            rules[rule.name] = rule.in_group(name)
            packs_of_rules[rule.name] = name
    registry = Registry([function for _, function in _collect(manager, "roadworthy_facts", faults)], given)
    faults.extend(PackFault("facts", fault.message, fault.file, fault.line) for fault in registry.faults)
    reports = {
        name: render for _, found in _collect(manager, "roadworthy_reports", faults) for name, render in found
    }
    return Plugins(chosen, rules, packs_of_rules, registry, reports, faults)


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
    outside = [f for f in frames if not f.filename.startswith(("<", os.path.dirname(__file__)))]
    last = (outside or frames)[-1]
    if isinstance(error, SyntaxError) and error.filename:
        return PackFault(pack, f"SyntaxError: {error.msg}", error.filename, error.lineno or 0)
    return PackFault(pack, f"{type(error).__name__}: {error}", last.filename, last.lineno or 0)


def rules_in(package: str) -> list[Rule]:
    """Return the rules of a package and of the packages in it, sorted by module.

    Each module holds the rule of its own name. What begins with `_` holds none (`__init__`, helpers), and
    a folder without `__init__.py` is data. Raises `AttributeError` where a module has no rule of its name.
    """
    found: list[Rule] = []
    for module in iter_modules(sys.modules[package].__path__):
        if module.name.startswith("_"):
            continue
        path = f"{package}.{module.name}"
        __import__(path)
        found += rules_in(path) if module.ispkg else [getattr(sys.modules[path], module.name)]
    return found
