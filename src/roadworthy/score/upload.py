"""What PyPI would say to an upload of the artifacts, as far as the files alone decide it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.core.result import ReportedFinding, Upload
from roadworthy.core.rule import Rule
from roadworthy.core.rule_run import Outcome
from roadworthy.core.wording import counted
from roadworthy.engine.inspect import Inspection
from roadworthy.engine.schedule import judges_artifacts

#: Outcomes of a rule that has looked at all there is.
_SEEN = (Outcome.PASSED, Outcome.FAILED, Outcome.NOT_APPLICABLE, Outcome.UNMEASURED)


def judge_upload(
    inspection: Inspection, findings: Iterable[ReportedFinding], rules: Mapping[str, Rule], prefix: str
) -> Upload | None:
    """Return PyPI's verdict on the artifacts inspected, with every reason; None without artifacts.

    `rules` are all that are known: where one that PyPI refuses an upload for did not run, the verdict is
    unknown unless another one says "refused". `prefix` leads to the tree, as in the places of `findings`.
    What a project accepts makes no difference to PyPI.
    """
    files = {prefix + path for path in _files(inspection)}
    if not files:
        return None
    refused = [
        f"{finding.place.path}: {finding.message}"
        for finding in findings
        if finding.pypi and finding.place.path in files
    ]
    refused += [
        f"{prefix}{fault.location.file}: {fault.message}"
        for fault in inspection.faults
        if fault.refused and prefix + fault.location.file in files
    ]
    if refused:
        return Upload("refused", tuple(sorted(refused)))
    broken = {prefix + fault.location.file: fault.message for fault in inspection.faults}
    reasons = [f"{path}: {broken[path]}" for path in files if path in broken]
    seen = {item.rule.name for item in inspection.judged if item.outcome in _SEEN}
    missing = [name for name, rule in rules.items() if _judges(rule, inspection) and name not in seen]
    if missing and not reasons:
        reasons = [f"{counted(len(missing), 'rule')} did not run, `{min(missing)}` among them"]
    return Upload("unknown" if reasons else "accepted", tuple(sorted(reasons)))


def _judges(rule: Rule, inspection: Inspection) -> bool:
    return rule.pypi and rule.default and judges_artifacts(rule, inspection.facts.registry)


def _files(inspection: Inspection) -> set[str]:
    found: set[str] = set()
    for key, provider in inspection.facts.registry.providers.items():
        if provider.reads != "artifacts":
            continue
        try:
            found.update(file.path for file in inspection.facts.get(key))
        except (Blocked, Unmeasured):
            continue
    return found
