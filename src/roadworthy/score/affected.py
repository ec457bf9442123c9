"""Which of the subjects that a rule judged are at fault."""

from __future__ import annotations

from roadworthy.core.rule_run import RuleRun
from roadworthy.engine.inspect import Inspection


def affected_subjects(item: RuleRun, without: Inspection | None = None) -> set[int | str]:
    """Return the subjects at fault; with an inspection given, those with a finding that is not accepted."""
    return {
        subject
        for subject, finding in item.findings
        if without is None or without.acceptance.of(finding) is None
    }
