"""Rule packs: what they may offer, and how they are found. Ours are found as other distributions' are."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from roadworthy.core.fact import reads_of
from roadworthy.core.fault import Problem
from roadworthy.core.filekind import FileKind
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.pack import Pack
from roadworthy.core.practice import Practice
from roadworthy.core.registry import Registry
from roadworthy.core.rule import Rule
from roadworthy.core.signature import Key, SignatureFault, read_signature
from roadworthy.packs.entrypoints import GROUP, EntryPoint, entry_points
from roadworthy.packs.marker import mark_for_pluggy

if TYPE_CHECKING:
    import pluggy

    from roadworthy.core.result import Report


def installed(found: Iterable[EntryPoint] | None = None) -> list[Pack]:
    """Return the packs of entry points, in their order; by default of those that `sys.path` leads to."""
    return [Pack(*one) for one in (entry_points() if found is None else found)]


@dataclass(frozen=True, slots=True)
class Plugins:
    """What all packs offer together, and what is wrong with some of them.

    `packs_of_rules` has the name of the pack that brings a rule, by the rule's name.
    """

    packs: list[Pack]
    rules: dict[str, Rule]
    packs_of_rules: dict[str, str]
    registry: Registry
    reports: dict[str, Callable[[Report], str]]
    faults: tuple[Problem, ...]
    practices: tuple[Practice, ...] = ()
    #: What packs offer as facts, as they offer it; nothing where they were not imported.
    offered: tuple[Callable[..., Any] | FileKind, ...] = ()

    @property
    def asked(self) -> tuple[Key, ...]:
        """What practices ask for, whichever rules run."""
        found: dict[Key, None] = {}
        for practice in self.practices:
            # What is wrong with a signature is said where the practice is asked.
            with suppress(SignatureFault):
                found.update(dict.fromkeys(need.key for need in read_signature(practice.function).needs))
        return tuple(found)


def load(
    builtins: Iterable[str], given: Iterable[type | Key], packs: Iterable[Pack] | None = None
) -> Plugins:
    """Import the packs and collect what they offer.

    `builtins` are the names of the engine's own modules with hooks, `given` the facts that the engine
    supplies. A pack that cannot be imported, whose hook raises, or whose rules or facts are malformed is a
    `Problem`.
    """
    # Imported here, as all that only importing needs: an index spares a run of it (see `packs/index.py`).
    import pluggy

    from roadworthy.packs.hookspecs import Hooks

    chosen = list(installed() if packs is None else packs)
    faults: list[Problem] = []
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(Hooks)
    for builtin in builtins:
        __import__(builtin)
        mark_for_pluggy(sys.modules[builtin])
        manager.register(sys.modules[builtin], name=builtin.split(".")[1])
    for pack in chosen:
        try:
            __import__(pack.module)
            mark_for_pluggy(sys.modules[pack.module])
            manager.register(sys.modules[pack.module], name=pack.name)
        except Exception as error:
            faults.append(_fault(pack.name, error))
    rules: dict[str, Rule] = {}
    packs_of_rules: dict[str, str] = {}
    for name, rule in _collect(manager, "roadworthy_rules", faults):
        if not isinstance(rule, Rule):
            faults.append(Problem(f"`{rule!r}` is not a rule: decorate it with `@rule(...)`", pack=name))
        elif rule.name in rules:
            faults.append(Problem(f"rule `{rule.name}` exists already", rule.file, rule.line, pack=name))
        else:
            rules[rule.name] = rule.in_group(name)
            packs_of_rules[rule.name] = name
    practices = [
        found if found.group else replace(found, group=name)
        for name, found in _collect(manager, "roadworthy_practices", faults)
    ]
    offered = [value for _, value in _collect(manager, "roadworthy_facts", faults)]
    kinds = [value for value in offered if isinstance(value, FileKind)]
    registry = Registry([value for value in offered if not isinstance(value, FileKind)], given, kinds)
    faults.extend(replace(fault, pack="facts") for fault in registry.faults)
    reports = {
        name: render for _, found in _collect(manager, "roadworthy_reports", faults) for name, render in found
    }
    return Plugins(
        chosen, rules, packs_of_rules, registry, reports, tuple(faults), tuple(practices), tuple(offered)
    )


def _collect(manager: pluggy.PluginManager, hook: str, faults: list[Problem]) -> list[tuple[str, Any]]:
    """Call one hook of each plugin by itself, so that one that raises does not stop the others."""
    found: list[tuple[str, Any]] = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        try:
            values = implementation.function()
            items = [list(values.items())] if isinstance(values, dict) else list(values)
            found.extend((implementation.plugin_name, value) for value in items)
        except SignatureFault as error:
            faults.append(replace(error.problem, pack=implementation.plugin_name))
        except Exception as error:
            faults.append(_fault(implementation.plugin_name, error))
    return found


def _fault(pack: str, error: Exception) -> Problem:
    """Describe an exception by the innermost line outside of the engine and the import system."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    engine = os.path.dirname(os.path.dirname(__file__)) + os.sep
    outside = [f for f in frames if not f.filename.startswith(("<", engine))]
    last = (outside or frames)[-1]
    if isinstance(error, SyntaxError) and error.filename:
        return Problem(f"SyntaxError: {error.msg}", error.filename, error.lineno or 0, pack=pack)
    return Problem(f"{type(error).__name__}: {error}", last.filename, last.lineno or 0, pack=pack)


def facts_in(package: str) -> list[Callable[..., Any] | FileKind]:
    """Return what `@fact` marks, and each `FileKind`, in a package's modules and in the packages in it.

    What begins with `_` is not looked at, and a folder without `__init__.py` is data.
    """
    return [value for name in _modules_in(package) for value in _facts_of(sys.modules[name])]


@cache
def _facts_of(module: ModuleType) -> tuple[Callable[..., Any] | FileKind, ...]:
    """Return the facts and kinds of files that a module defines, in its order."""
    name = module.__name__
    return tuple(
        value
        for value in vars(module).values()
        if isinstance(value, FileKind) or (reads_of(value) and getattr(value, "__module__", name) == name)
    )


def rules_in(package: str) -> list[Rule]:
    """Return the rules of a package: each of its modules, and of the packages in it, has one of its own name.

    What begins with `_` holds none (`__init__`, helpers), and a folder without `__init__.py` is data. Raises
    `AttributeError` where a module has no rule of its name.
    """
    return [getattr(sys.modules[name], name.rpartition(".")[2]) for name in _modules_in(package)]


def practices_in(module: ModuleType) -> list[Practice]:
    """Return the practices that a module defines, in its order."""
    return [value for value in vars(module).values() if isinstance(value, Practice)]


def reports_in(package: str) -> dict[str, Callable[[Report], str]]:
    """Return the report formats of a package: each of its modules has a function of its own name.

    The name of a format is the module's in kebab-case. Raises `AttributeError` where a module has no such
    function.
    """
    names = {name: name.rpartition(".")[2] for name in _modules_in(package)}
    return {leaf.replace("_", "-"): getattr(sys.modules[name], leaf) for name, leaf in names.items()}


def _modules_in(package: str) -> Iterator[str]:
    """Import a package's modules and those of packages in it, and yield their names."""
    for name in _names_in(sys.modules[package]):
        __import__(name)
        yield name


@cache
def _names_in(package: ModuleType) -> tuple[str, ...]:
    """Return the names of a package's modules and of those of packages in it, which it imports.

    It is listed once a process: what checks many projects in one, as an editor does, asks each time.
    """
    from pkgutil import iter_modules

    found: list[str] = []
    for module in iter_modules(package.__path__):
        if not module.name.startswith("_"):
            name = f"{package.__name__}.{module.name}"
            __import__(name)
            found += _names_in(sys.modules[name]) if module.ispkg else (name,)
    return tuple(found)
