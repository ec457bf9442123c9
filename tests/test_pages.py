"""Every rule's page is its documentation and its test; the snapshots are what a user sees."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from roadworthy.core.rule import Rule
from roadworthy.report.lines import render_finding
from roadworthy.testing.pages import examples, faults, findings, installed_rules


class OneFileEach(SingleFileSnapshotExtension):
    """A text file for each rule, so that changes to different rules never meet in one file."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(OneFileEach)


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
