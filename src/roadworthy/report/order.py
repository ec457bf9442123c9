"""The order of findings in reports for people."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Literal

from roadworthy.core.result import ReportedFinding
from roadworthy.report.statistics import by_rule


def ordered(findings: Iterable[ReportedFinding], group_by: Literal["file", "rule"]) -> list[ReportedFinding]:
    """Return findings by path and line, as a report has them, or by rule, the severest first."""
    found = list(findings)
    return found if group_by == "file" else list(chain.from_iterable(by_rule(found).values()))
