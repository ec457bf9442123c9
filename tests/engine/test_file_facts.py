"""Facts of one file are gathered in the first stage, so that the second needs no syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from roadworthy import Finding, Location, Module, ModuleSummary, Rule, Severity, rule
from roadworthy.core.fault import Fault
from roadworthy.core.plain import from_data, to_data
from roadworthy.core.registry import FileFact, Registry
from roadworthy.core.rule_run import Outcome
from roadworthy.core.signature import every
from roadworthy.engine.file_data import type_of
from roadworthy.engine.inspect import GIVEN, Inspection, inspect
from roadworthy.engine.suppress import IgnoreFault
from roadworthy.facts.python.filekind import PYTHON
from roadworthy.packs.load import Plugins
from roadworthy.settings.config import defaults
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import MemoryTree

#: Without what the facts of a whole project tell about it.
KIND = replace(PYTHON, details=None, context=None, excuse=None)
FILES = {"a.py": b"f(1)\ng()\n", "b.py": b"def h():\n    return f(2)\n", "c.py": b"", "broken.py": b"f(\n"}


@dataclass(frozen=True)
class Argument:
    value: int


@dataclass(frozen=True)
class Lengths:
    path: str
    statements: int
    definitions: int


@dataclass(frozen=True)
class Sum:
    value: int


def argument(node: ast.Call, module: Module) -> Argument | None:
    match node.args:
        case [ast.Constant(value=int(number))]:
            return Argument(number)
    return None


def lengths(module: Module, summary: ModuleSummary) -> tuple[Lengths, ...]:
    return (Lengths(module.path, len(module.tree.body), len(summary.definitions)),)


def add(arguments: tuple[Argument, ...]) -> Sum:
    return Sum(sum(item.value for item in arguments))


@rule(Severity.NOTE, since="0.1", group="code")
def sum_told(total: Sum) -> Iterator[Finding]:
    """A. B."""
    yield Finding(f"{total.value}", Location("a.py"))


@rule(Severity.NOTE, since="0.1", group="code")
def length_told(each: Lengths) -> Iterator[Finding]:
    """A. B."""
    yield Finding(f"{each.statements} {each.definitions}", Location(each.path))


@rule(Severity.NOTE, since="0.1", group="code")
def summary_told(module: Module, summary: ModuleSummary) -> Iterator[Finding]:
    """A. B."""
    yield Finding(f"{len(summary.names)} names", Location(module.path))


def run(functions: list[Callable[..., Any]], rules: list[Rule]) -> tuple[Inspection, dict[str, list[str]]]:
    registry = Registry(functions, GIVEN, [KIND])
    assert registry.faults == []
    plugins = Plugins([], {one.name: one for one in rules}, {}, registry, {}, ())
    inspection = inspect(MemoryTree(FILES), plugins, rules, defaults())
    assert inspection.pack_faults == []
    told = {
        judged.rule.name: [f"{found.at.file}: {found.message}" for _, found in judged.findings]
        for judged in inspection.judged
    }
    return inspection, told


def test_facts_of_nodes_and_of_files_reach_the_second_stage() -> None:
    _, told = run([argument, lengths, add], [sum_told, length_told])
    assert told["sum-told"] == ["a.py: 3"]
    assert told["length-told"] == ["a.py: 2 0", "b.py: 1 1", "c.py: 0 0"]


def test_only_what_somebody_asks_for_is_gathered() -> None:
    inspection, _ = run([argument, lengths, add], [sum_told])
    assert every(Argument) in inspection.facts.known
    assert every(Lengths) not in inspection.facts.known


def test_a_provider_that_raises_is_one_crash_for_its_file_and_stops_no_other() -> None:
    def fragile(module: Module) -> Lengths:
        if module.path == "b.py":
            raise ZeroDivisionError("on purpose")
        return Lengths(module.path, 1, 1)

    inspection, told = run([fragile], [length_told])
    assert told["length-told"] == ["a.py: 1 1", "c.py: 1 1"]
    (crash,) = inspection.crashes
    assert (crash.kind, crash.rule, crash.subject) == ("fact", "tuple[Lengths, ...]", "b.py")
    assert "on purpose" in crash.traceback


def test_a_rule_on_a_file_may_ask_for_its_summary() -> None:
    inspection, told = run([], [summary_told])
    assert told["summary-told"] == ["a.py: 2 names", "b.py: 0 names", "c.py: 0 names"]
    (judged,) = inspection.judged
    assert (judged.outcome, judged.subjects) == (Outcome.FAILED, 3)


def test_what_asks_for_a_file_asks_for_nothing_that_others_change() -> None:
    def wide(module: Module, total: Sum) -> Lengths:
        raise AssertionError

    def lost(node: ast.Call, total: Sum) -> Argument:
        raise AssertionError

    registry = Registry([wide, lost, argument, add], GIVEN, [KIND])
    assert [fault.message for fault in registry.faults] == [
        "what asks for a `Module` may ask for its `ModuleSummary` as well, and for nothing else",
        "what asks for a node asks for the node, then for its `Module`",
    ]


def test_two_providers_of_one_fact_are_a_fault() -> None:
    def again(module: Module) -> Argument:
        raise AssertionError

    registry = Registry([argument, again], GIVEN, [KIND])
    assert [fault.message for fault in registry.faults] == ["`tuple[Argument, ...]` already has a provider"]


def test_a_rule_of_any_pack_may_ask_for_broken_files_and_for_faulty_ignores() -> None:
    @rule(Severity.NOTE, since="0.1", group="code")
    def fault_told(fault: Fault) -> Iterator[Finding]:
        """A. B."""
        yield Finding(fault.message, fault.location)

    @rule(Severity.NOTE, since="0.1", group="code")
    def ignores_told(total: Sum, faults: tuple[IgnoreFault, ...]) -> Iterator[Finding]:
        """A. B."""
        yield Finding(f"{len(faults)}", Location("a.py"))

    inspection, told = run([argument, add], [fault_told, ignores_told])
    assert inspection.crashes == []
    assert [line.partition(": ")[0] for line in told["fault-told"]] == ["broken.py"]
    assert told["ignores-told"] == ["a.py: 0"]


def test_a_provider_of_the_whole_project_that_raises_is_a_crash_of_the_inspection() -> None:
    def broken() -> Sum:
        raise ZeroDivisionError("on purpose")

    inspection, told = run([broken], [sum_told, summary_told])
    assert told["sum-told"] == []
    assert [(crash.kind, crash.rule) for crash in inspection.crashes] == [("fact", "Sum")]
    outcomes = {judged.rule.name: judged.outcome for judged in inspection.judged}
    assert outcomes == {"sum-told": Outcome.BLOCKED, "summary-told": Outcome.FAILED}


def test_a_rule_that_raises_has_crashed_whatever_it_found_before() -> None:
    @rule(Severity.NOTE, since="0.1", group="code")
    def fragile(module: Module) -> Iterator[Finding]:
        """A. B."""
        yield Finding("found", Location(module.path))
        if module.path == "b.py":
            raise ZeroDivisionError("on purpose")

    inspection, _ = run([], [fragile])
    assert [judged.outcome for judged in inspection.judged] == [Outcome.CRASHED]
    assert [(crash.kind, crash.rule, crash.subject) for crash in inspection.crashes] == [
        ("rule", "fragile", "b.py")
    ]


def gathered() -> list[FileFact]:
    """Return what our packs gather of one file, by the names of its types."""
    return sorted(plugins().registry.file_facts.values(), key=lambda one: str(one.key))


@pytest.mark.parametrize("kept", gathered(), ids=lambda one: str(one.key))
def test_what_is_gathered_of_one_file_can_be_kept(kept: FileFact) -> None:
    # What cannot be written is gathered again in every run, by one process, whatever it takes.
    kind: Any = tuple.__class_getitem__((type_of(kept), ...))
    assert from_data(to_data((), kind), kind) == ()
