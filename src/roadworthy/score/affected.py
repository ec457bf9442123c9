"""Which of the subjects that a rule judged are at fault."""

from __future__ import annotations

from roadworthy.core.rule_run import RuleRun
from roadworthy.engine.inspect import Inspection


def affected_subjects(item: RuleRun, without: Inspection | None = None) -> set[int | str]:
    """Return the subjects at fault; with an inspection given, those with a finding that is not accepted.

    A finding that joins others stands for as many subjects.
    """
    found: set[int | str] = set()
    for subject, finding in item.findings:
        left = finding.each if without is None else without.acceptance.open_parts(finding)
        found.update(subject if number == 0 else f"{subject} and {number}" for number in range(len(left)))
    return found
