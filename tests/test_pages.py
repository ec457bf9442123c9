"""Every rule's page is its documentation and its test; the snapshots are what a user sees."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from roadworthy.report.text import render_finding
from roadworthy.rules import Rule
from roadworthy.testing import examples, faults, findings, installed_rules


@pytest.mark.parametrize("rule", installed_rules(), ids=lambda rule: rule.name)
def test_page_holds(rule: Rule) -> None:
    assert faults(rule) == []


@pytest.mark.parametrize("rule", installed_rules(), ids=lambda rule: rule.name)
def test_bad_examples_are_reported_as_reviewed(rule: Rule, snapshot: SnapshotAssertion) -> None:
    shown = [
        render_finding(finding)
        for example in examples(rule)
        if example.kind == "bad"
        for finding in findings(rule, example)
    ]
    assert "\n".join(shown) == snapshot
