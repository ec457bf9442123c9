"""When a rule runs, by its signature; and what is wrong with signatures that cannot be served."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import pytest

from roadworthy import (
    Dockerfile,
    Finding,
    Module,
    ModuleSummary,
    Pyproject,
    Rule,
    Sdist,
    Severity,
    Wheel,
    rule,
)
from roadworthy.core.registry import Registry
from roadworthy.core.signature import every, key_of
from roadworthy.engine.inspect import GIVEN
from roadworthy.engine.schedule import judges_alone, judges_artifacts, schedule
from roadworthy.facts.python import OpenedLiteral
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import Tree

from .test_file_facts import KIND, Argument, Lengths, Sum, add, argument, lengths

REGISTRY = Registry([argument, lengths, add], GIVEN, [KIND])


@rule(Severity.NOTE, since="0.1", group="code")
def on_module(module: Module) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="code")
def on_calls(node: ast.Call | ast.Name, module: Module) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="code")
def on_modules(
    modules: tuple[ModuleSummary, ...], tree: Tree, total: Sum, *, limit: int = 1
) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="code")
def on_each(summary: ModuleSummary) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="odd")
def on_nothing() -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="odd")
def on_node_and_tree(node: ast.Call, tree: Tree) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="odd")
def on_module_and_tree(module: Module, tree: Tree) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="odd")
def on_unknown(number: complex) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="odd")
def on_two_subjects(tree: Tree, summary: ModuleSummary) -> Iterator[Finding]:
    """A. B."""
    yield from ()


def test_a_rule_on_one_file_runs_in_the_first_stage_and_any_other_in_the_second() -> None:
    made = schedule([on_module, on_calls, on_modules, on_each], REGISTRY, {"on-modules": {"limit": 3}})
    assert made.faults == []
    (files,) = made.files
    assert files.kind is KIND
    assert [scheduled.rule for scheduled in files.whole] == [on_module]
    assert {kind: [each.rule for each in found] for kind, found in files.nodes[key_of(Module)].items()} == {
        "ast.Call": [on_calls],
        "ast.Name": [on_calls],
    }
    assert files.rules == {"on-module": on_module, "on-calls": on_calls}
    assert [(scheduled.rule, dict(scheduled.options)) for scheduled in made.facts] == [
        (on_modules, {"limit": 3}),
        (on_each, {}),
    ]
    assert made.names == {"on-module", "on-calls", "on-modules", "on-each"}


def test_only_facts_of_one_file_that_rules_need_are_gathered() -> None:
    def gathered(*rules: Rule) -> list[object]:
        (files,) = schedule(rules, REGISTRY, {}).files
        return [fact.key for fact in files.gathered]

    # By way of another fact; none for what is a summary; in the order of the registry.
    assert gathered(on_modules) == [every(Argument)]
    assert gathered(on_module, on_each) == []

    @rule(Severity.NOTE, since="0.1", group="code")
    def on_lengths(each: Lengths, total: Sum) -> Iterator[Finding]:
        """A. B."""
        yield from ()

    assert gathered(on_lengths) == [every(Argument), every(Lengths)]


def test_a_fact_is_gathered_from_its_own_kind_of_file() -> None:
    @rule(Severity.NOTE, since="0.1", group="code")
    def on_literals(literals: tuple[OpenedLiteral, ...], tree: Tree) -> Iterator[Finding]:
        """A. B."""
        yield from ()

    files = schedule([on_literals], plugins().registry, {}).files
    gathered = {one.known.suffix: [fact.key for fact in one.gathered] for one in files}
    assert gathered == {".ipynb": [], ".py": [every(OpenedLiteral)]}


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        (on_nothing, "it has no parameters, so nothing says when it runs"),
        (on_node_and_tree, "what asks for a node asks for the node, then for its `Module`"),
        (
            on_module_and_tree,
            "what asks for a `Module` may ask for its `ModuleSummary` as well, and for nothing else",
        ),
        (on_unknown, "no provider gives `complex`, which parameter `number` asks for"),
        (on_two_subjects, "no provider gives `ModuleSummary`, which parameter `summary` asks for"),
    ],
)
def test_a_signature_that_cannot_be_served_is_a_fault_and_stops_no_other(faulty: Rule, message: str) -> None:
    made = schedule([faulty, on_module], REGISTRY, {})
    (fault,) = made.faults
    assert fault.message == f"rule `{faulty.name}`: {message}"
    assert (fault.pack, fault.file) == ("odd", __file__)
    assert fault.line > 1
    assert made.names == {"on-module"}


def test_a_rule_on_wheels_judges_artifacts() -> None:
    @rule(Severity.NOTE, since="0.1", group="code")
    def on_wheels(wheel: Wheel) -> Iterator[Finding]:
        """A. B."""
        yield from ()

    registry = plugins().registry
    assert judges_artifacts(on_wheels, registry)
    assert not judges_artifacts(on_each, registry)
    assert not judges_artifacts(on_module, registry)
    assert not judges_artifacts(on_nothing, registry)


def test_a_rule_on_several_kinds_judges_artifacts_where_all_of_them_are() -> None:
    @rule(Severity.NOTE, since="0.1", group="code")
    def on_archives(archive: Wheel | Sdist) -> Iterator[Finding]:
        """A. B."""
        yield from ()

    @rule(Severity.NOTE, since="0.1", group="code")
    def on_archives_and_images(each: Wheel | Dockerfile) -> Iterator[Finding]:
        """A. B."""
        yield from ()

    registry = plugins().registry
    assert judges_artifacts(on_archives, registry)
    assert not judges_artifacts(on_archives_and_images, registry)


def test_a_rule_without_annotations_judges_nothing_by_itself() -> None:
    untold = replace(on_module, function=lambda thing: iter(()))
    assert not judges_alone(untold, plugins().registry)
    assert not judges_artifacts(untold, plugins().registry)


@rule(Severity.NOTE, since="0.1", group="code")
def on_metadata(pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="code")
def on_absent_metadata(pyproject: Pyproject | None) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="code")
def on_two_kinds_of_files(each: Dockerfile, pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@pytest.mark.parametrize(
    ("asking", "alone"),
    [
        (on_module, True),
        (on_calls, True),
        (on_metadata, True),
        # What is to be said where there is no such file is said of the project.
        (on_absent_metadata, False),
        (on_two_kinds_of_files, False),
        (on_modules, False),
        (on_module_and_tree, False),
        (on_node_and_tree, False),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_rule_judges_alone_where_no_other_file_changes_what_it_says(asking: Rule, alone: bool) -> None:
    assert judges_alone(asking, plugins().registry) is alone
