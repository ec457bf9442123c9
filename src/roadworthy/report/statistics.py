"""How many findings there are of each rule: what `--statistics` shows in the place of findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.result import ReportedFinding
from roadworthy.report.home import rule_url
from roadworthy.report.lines import counting
from roadworthy.report.view import View


def by_rule(findings: Iterable[ReportedFinding]) -> dict[str, list[ReportedFinding]]:
    """Return the findings by rule: the severest rules first, then the most frequent, then by name."""
    found: dict[str, list[ReportedFinding]] = {}
    for finding in findings:
        found.setdefault(finding.rule, []).append(finding)
    order = sorted(found, key=lambda name: (-found[name][0].severity.value, -len(found[name]), name))
    return {name: found[name] for name in order}


def worth(findings: Iterable[ReportedFinding]) -> float:
    """Return the points that fixing these findings one by one would gain, all together."""
    return sum(finding.gain or 0.0 for finding in findings)


def table(findings: Iterable[ReportedFinding], view: View) -> Iterator[str]:
    """Yield a line for each rule: the number of findings, severity, name, and how many are fixable."""
    for name, found in by_rule(counting(findings)).items():
        label = found[0].severity.label
        fixable = sum(finding.fix is not None for finding in found)
        shown = view.linked(name, rule_url(name))
        more = f"  ({fixable} fixable)" if fixable else ""
        yield f"{len(found):>5}  {view.colored(label, f'{label:<7}')}  {shown}{more}"
