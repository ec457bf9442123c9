"""The order of findings in reports for people."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Literal

from roadworthy.core.result import Violation
from roadworthy.report.statistics import by_rule


def ordered(findings: Iterable[Violation], group_by: Literal["file", "rule"]) -> list[Violation]:
    """Return findings by path and line, as a report has them, or by rule, the severest first."""
    found = list(findings)
    return found if group_by == "file" else list(chain.from_iterable(by_rule(found).values()))
