"""`pypi` means one thing wherever it is said: PyPI refuses an upload for this."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roadworthy.core.finding import Finding
from roadworthy.core.rule import Rule, Severity, rule
from roadworthy.report.page import describe
from roadworthy.settings.config import defaults
from roadworthy.settings.select import select
from roadworthy.testing.pages import examples, findings, installed_rules

RULES = {each.name: each for each in installed_rules()}


@pytest.mark.parametrize("name", ["version-local", "sdist-zipped", "license-missing"])
def test_a_finding_a_rule_and_its_description_agree(name: str) -> None:
    found = RULES[name]
    bad = next(example for example in examples(found) if example.kind == "bad")
    assert {finding.pypi for finding in findings(found, bad)} == {found.pypi}
    assert describe(found)["pypi"] is found.pypi


def test_there_are_rules_of_each_sort() -> None:
    sorts = {(found.pypi, found.everywhere) for found in RULES.values()}
    assert sorts == {(False, False), (True, False), (True, True)}


def _rule(pypi: bool = False, everywhere: bool = False) -> Rule:
    @rule(Severity.ERROR, since="0.1", group="metadata", pypi=pypi, everywhere=everywhere)
    def upload_refused(name: str) -> Iterator[Finding]:
        """A rule."""
        yield from ()

    return upload_refused


@pytest.mark.parametrize(
    ("flags", "severity"),
    [
        ({"pypi": True}, Severity.NOTE),
        ({"pypi": True, "everywhere": True}, Severity.ERROR),
        ({}, Severity.ERROR),
    ],
)
def test_the_target_matters_where_only_pypi_refuses(flags: dict[str, bool], severity: Severity) -> None:
    rules = {"upload-refused": _rule(**flags)}
    for target, expected in (("pypi", Severity.ERROR), ("private", severity)):
        (found,) = select(rules, defaults().replaced("test", target=target), (), ())
        assert found.severity is expected


def test_everywhere_means_nothing_alone() -> None:
    with pytest.raises(ValueError, match="says more of `pypi`"):
        _rule(everywhere=True)
