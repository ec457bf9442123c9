"""What a SARIF report says of the run itself: that it was complete, or what kept it from being so.

Sources: SARIF 2.1.0 sections 3.20 (invocation) and 3.58 (notification).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from roadworthy.core.late_re import re
from roadworthy.core.result import Report, Verdict
from roadworthy.core.rule_run import Crash
from roadworthy.core.safe import safe
from roadworthy.core.wording import counted
from roadworthy.report.home import HOME
from roadworthy.report.paths import ReportPaths, without_directories
from roadworthy.report.sarif_places import ROOT, uri

#: How many skipped paths are named.
SKIPPED = 1_000

_KINDS = {
    "rule-crashed": ("RuleCrashed", "A rule raised an exception.", "Report it to the rule's authors."),
    "pack-broken": ("PackBroken", "A rule pack could not be loaded.", "Reinstall the pack, or remove it."),
    "run-incomplete": (
        "RunIncomplete",
        "Some files or rules could not be checked.",
        "Fix the files that the reasons name.",
    ),
    "path-skipped": ("PathSkipped", "A path was not inspected.", "Fix it, or exclude it with `exclude`."),
    "results-left-out": (
        "ResultsLeftOut",
        "A SARIF report cannot contain all results.",
        "Use the JSON report, which contains all of them.",
    ),
}
_EXCEPTION = re.compile(r"([A-Za-z_][\w.]*)(?:: (.*))?")


def _descriptor(kind: str) -> dict[str, Any]:
    name, what, remedy = _KINDS[kind]
    return {
        "id": kind,
        "name": name,
        "shortDescription": {"text": what},
        "fullDescription": {"text": what},
        "messageStrings": {"default": {"text": "{0}."}},
        "help": {"text": remedy},
        "helpUri": HOME,
    }


#: What the driver's notifications property describes: every kind that a run may have.
NOTICES: tuple[dict[str, Any], ...] = tuple(map(_descriptor, _KINDS))
_INDICES = {kind: index for index, kind in enumerate(_KINDS)}


def invocation(report: Report, paths: ReportPaths, rules: Mapping[str, int], left_out: int) -> dict[str, Any]:
    """Return the invocation of a run whose results leave out `left_out`; `rules` gives the rules' indices."""
    notices = [
        *_crashes(report, paths, rules),
        *_broken_packs(report),
        *_unjudged(report),
        *_skipped(report, paths),
    ]
    if left_out:
        results = counted(left_out, "result, the least severe, is", "results, the least severe, are")
        text = f"{results} left out: a SARIF report holds no more"
        notices.append(_notice("results-left-out", "warning", text))
    return {
        "executionSuccessful": report.complete,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notices,
        "toolConfigurationNotifications": [],
    }


def _crashes(report: Report, paths: ReportPaths, rules: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    found = [crash for project in report.projects for crash in project.crashes]
    for crash in sorted(found, key=lambda crash: (crash.rule, crash.subject, crash.traceback)):
        yield _crash(crash, paths, rules)


def _broken_packs(report: Report) -> Iterator[dict[str, Any]]:
    order = sorted(report.pack_faults, key=lambda fault: (fault.pack, fault.file, fault.line, fault.message))
    for fault in order:
        where = f" ({fault.file}:{fault.line})" if fault.file else ""
        yield _notice("pack-broken", "error", f"the pack `{fault.pack}` is broken: {fault.message}{where}")


def _unjudged(report: Report) -> Iterator[dict[str, Any]]:
    for project in sorted(report.projects, key=lambda project: (project.root, project.kind, project.name)):
        if project.verdict is Verdict.UNKNOWN:
            text = (
                f"{project.name} could not be judged: {'; '.join(reason.text for reason in project.reasons)}"
            )
            yield _notice("run-incomplete", "error", text)


def _skipped(report: Report, paths: ReportPaths) -> Iterator[dict[str, Any]]:
    skipped = sorted((paths.display(skip.path), skip.reason) for skip in report.skipped)
    for path, reason in skipped[:SKIPPED]:
        notice = _notice("path-skipped", "warning", f"`{path}` was not inspected: {reason}")
        artifact = {"uri": uri(path), "uriBaseId": ROOT}
        yield {**notice, "locations": [{"physicalLocation": {"artifactLocation": artifact}}]}
    if len(skipped) > SKIPPED:
        yield _notice(
            "path-skipped",
            "warning",
            f"{counted(len(skipped) - SKIPPED, 'more path was', 'more paths were')} not inspected",
        )


def _notice(kind: str, level: str, text: str) -> dict[str, Any]:
    text = safe(text)
    return {
        "descriptor": {"id": kind, "index": _INDICES[kind]},
        "level": level,
        "message": {"text": text, "id": "default", "arguments": [text]},
    }


def _crash(crash: Crash, paths: ReportPaths, rules: Mapping[str, int]) -> dict[str, Any]:
    text = f"{crash.text} on {paths.display(crash.subject)}"
    found = _notice("rule-crashed", "error", text)
    if crash.rule in rules:
        found["associatedRule"] = {"id": crash.rule, "index": rules[crash.rule]}
    traceback = without_directories(crash.traceback)
    last = _EXCEPTION.fullmatch(traceback.strip().rpartition("\n")[2])
    if last:
        found["exception"] = {"kind": last[1], "message": safe(last[2] or last[1])}
    found["properties"] = {"traceback": [safe(line) for line in traceback.splitlines()]}
    return found
