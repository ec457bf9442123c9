"""The SARIF 2.1.0 report, for GitHub's and GitLab's code scanning and for editors.

What GitHub requires and reads of it is in its "SARIF support for code scanning"; where the two differ from
what SARIF allows, this is what both accept. Accepted findings are left out, for GitHub shows suppressed
results as open alerts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from roadworthy.core import limits
from roadworthy.core.finding import Create, Fix, Replace
from roadworthy.core.late_re import re
from roadworthy.core.result import ProjectResult, Report, ReportedFinding
from roadworthy.core.safe import safe
from roadworthy.report.home import HOME
from roadworthy.report.json_text import dump
from roadworthy.report.linehash import line_hashes
from roadworthy.report.paths import ReportPaths
from roadworthy.report.sarif_notices import NOTICES, invocation
from roadworthy.report.sarif_places import NOWHERE, ROOT, SarifPlaces, is_archive
from roadworthy.report.sarif_rules import MESSAGE, descriptors, shows_secret

#: The key of our own fingerprint, which holds no line number.
FINGERPRINT = "roadworthy/v1"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SEMVER = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
# GitHub shows this many related locations of a result.
_RELATED = 100

Found = tuple[ProjectResult, ReportedFinding]


def render(report: Report) -> str:
    """Return the report as a SARIF log of one run, the same bytes for the same report."""
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}, indent=1)


def _run(report: Report) -> dict[str, Any]:
    paths = ReportPaths.of(report)
    every = sorted(((p, v) for p in report.projects for v in p.findings), key=_order)
    secret = [place for _, v in every if shows_secret(v.rule) for place in (v.place, *v.related)]
    places = SarifPlaces(report.sources, secret, paths)
    identities = _identities(report, every, places)
    counted = [found for found in every if found[1].accepted is None]
    kept = sorted(counted, key=lambda found: -found[1].severity.value)[: limits.SARIF_RESULTS]
    rules = descriptors(report.rules)
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    results = [_result(found, places, identities, indices) for found in sorted(kept, key=_order)]
    driver: dict[str, Any] = {
        "name": "roadworthy",
        "fullName": f"roadworthy {report.version}",
        "version": report.version,
        "semanticVersion": report.version,
        "informationUri": HOME,
        "rules": rules,
        "notifications": NOTICES,
    }
    if not _SEMVER.fullmatch(report.version):
        del driver["semanticVersion"]
    return {
        "tool": {"driver": driver, "extensions": _extensions(report)},
        "automationDetails": {"id": f"{safe(report.category)}/"},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The directory that roadworthy was run in."}}},
        "invocations": [invocation(report, paths, indices, len(counted) - len(kept))],
        "artifacts": places.artifacts,
        "results": results,
        "properties": {"accepted": len(every) - len(counted)},
    }


def _extensions(report: Report) -> list[dict[str, Any]]:
    return [
        {"name": pack.name, "version": pack.version, "properties": {"distribution": pack.distribution}}
        for pack in sorted(report.packs, key=lambda pack: (pack.name, pack.distribution, pack.version))
    ]


def _order(found: Found) -> tuple[Any, ...]:
    violation = found[1]
    place, at = violation.place, violation.place.physical
    return (place.path, at.line, at.column, violation.rule, violation.message, violation.fingerprint)


def _identities(report: Report, every: Iterable[Found], places: SarifPlaces) -> dict[int, str]:
    """Return the primaryLocationLineHash of each violation, by the identity of the object.

    It is what GitHub would compute of the line. But GitHub takes two results of one rule on one line for
    one alert: so the second and later ones have one made of our own fingerprint, and so do those that are
    on no line of a known text. Accepted findings take part, so that accepting one renames no other.
    """
    lines: dict[str, set[int]] = {}
    starts: dict[int, tuple[str, int]] = {}
    for _, violation in every:
        path = violation.place.path
        starts[id(violation)] = path, places.line(path, violation.place.physical)
        if places.known(path):
            lines.setdefault(path, set()).add(starts[id(violation)][1])
    hashes = {path: line_hashes(report.sources[path], wanted) for path, wanted in lines.items()}
    taken: Counter[tuple[str, str, str]] = Counter()
    found: dict[int, str] = {}
    for _, violation in every:
        path, line = starts[id(violation)]
        value = hashes.get(path, {}).get(line)
        if value is None or taken[violation.rule, path, value]:
            own = hashlib.blake2b(violation.fingerprint.encode("utf-8", "replace"), digest_size=8).hexdigest()
            taken[violation.rule, path, own] += 1
            value = f"{own}:{taken[violation.rule, path, own]}"
        taken[violation.rule, path, value] += 1
        found[id(violation)] = value
    return found


def _result(
    found: Found, places: SarifPlaces, identities: dict[int, str], indices: dict[str, int]
) -> dict[str, Any]:
    project, violation = found
    message = _message(violation.message or violation.rule)
    result: dict[str, Any] = {
        "ruleId": violation.rule,
        "ruleIndex": indices.get(violation.rule, -1),
        "kind": "fail",
        "level": violation.severity.label,
        "message": {"text": message, "id": MESSAGE, "arguments": [message]},
        "locations": [places.location(violation.place)],
        "partialFingerprints": {
            "primaryLocationLineHash": identities[id(violation)],
            FINGERPRINT: violation.fingerprint,
        },
    }
    if violation.related:
        related = violation.related[:_RELATED]
        result["relatedLocations"] = [places.location(place, n) for n, place in enumerate(related, 1)]
    fix = _fix(project, violation.fix, places) if violation.fix else None
    if fix:
        result["fixes"] = [fix]
    return result


def _message(text: str) -> str:
    """Return a message that is shown as it is: no control characters, no embedded links (section 3.11.6)."""
    return safe(text).replace("](", "]\\(")


def _fix(project: ProjectResult, fix: Fix, places: SarifPlaces) -> dict[str, Any] | None:
    """Return a fix (section 3.55) of files that it creates, and of text that is known; else None."""
    inside = project.kind != "artifact" and project.root not in (".", "")
    prefix = project.root.replace("\\", "/").rstrip("/") + "/" if inside else ""
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        if isinstance(edit, Create):
            # An insertion at the start of a file that is not there yet.
            changes[prefix + edit.file] = [
                {"deletedRegion": dict(NOWHERE), "insertedContent": {"text": edit.text}}
            ]
            continue
        if not isinstance(edit, Replace) or edit.at.span is None:
            return None
        path = prefix + edit.at.file
        # A span in a notebook counts within its cell, one in an archive within its member.
        if not places.known(path) or is_archive(path) or path.endswith(".ipynb"):
            return None
        replacement = {
            "deletedRegion": places.region(path, edit.at.span),
            "insertedContent": {"text": edit.text},
        }
        changes.setdefault(path, []).append(replacement)
    if not changes:
        return None
    return {
        "description": {"text": _message(fix.title)},
        "artifactChanges": [
            {"artifactLocation": places.artifact(path), "replacements": replacements}
            for path, replacements in sorted(changes.items())
        ],
        "properties": {"safe": fix.safe},
    }
