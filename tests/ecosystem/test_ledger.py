"""The ledger is well formed, and all errors and warnings in it were read. `ledger.py` compares it."""

from __future__ import annotations

import json

from roadworthy import Rule, Severity
from roadworthy.commands.plugins import load_plugins
from tests.ecosystem.ledger import (
    CODE_GROUPS,
    GROUPS,
    HERE,
    LEDGER,
    differences,
    libraries,
    projects,
    recorded,
)

EXPLAINED: dict[str, dict[str, str]] = json.loads(LEDGER.read_text(encoding="utf-8"))["explained"]


def test_projects_are_sorted_and_at_least_thirty() -> None:
    names = [project.partition("==")[0] for project in projects()]
    assert len(names) >= 30
    assert names == sorted(set(names))


def test_libraries_are_projects_and_at_least_ten() -> None:
    names = (HERE / "libraries.txt").read_text(encoding="utf-8").split()
    assert names == sorted(set(names)) == [project.partition("==")[0] for project in libraries()]
    assert len(names) >= 10


def _judged(rule: Rule) -> list[str]:
    """Return the projects that a rule is counted on."""
    return projects() if rule.group in GROUPS else libraries() if rule.group in CODE_GROUPS else []


def test_only_known_rules_and_projects_are_counted() -> None:
    rules = load_plugins().rules
    assert recorded().keys() <= rules.keys()
    assert [
        rule for rule, counts in recorded().items() if not counts.keys() <= set(_judged(rules[rule]))
    ] == []
    assert all(number > 0 for counts in recorded().values() for number in counts.values())


def test_every_error_and_warning_is_explained_and_nothing_else() -> None:
    rules = load_plugins().rules
    told = {(rule, project) for rule, reasons in EXPLAINED.items() for project in reasons}
    counted = {
        (rule, project)
        for rule, counts in recorded().items()
        for project in counts
        if rules[rule].severity is not Severity.NOTE
    }
    assert told == counted
    assert all(reason for reasons in EXPLAINED.values() for reason in reasons.values())


def test_no_error_or_warning_is_found_in_a_third_of_the_projects() -> None:
    rules = load_plugins().rules
    loud = {rule: counts for rule, counts in recorded().items() if rules[rule].severity is not Severity.NOTE}
    assert [rule for rule, counts in loud.items() if len(counts) * 3 >= len(_judged(rules[rule]))] == []


def test_a_difference_is_told_only_of_projects_that_were_judged() -> None:
    old = {"version-local": {"a==1": 1, "b==1": 1}}
    assert list(differences(old, {}, {"a==1"})) == ["a==1: version-local: 1 -> 0"]
