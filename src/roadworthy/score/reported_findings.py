"""The findings of a project as reports show them, and the identities by which they are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from roadworthy.core.finding import Finding, Part
from roadworthy.core.place import Place
from roadworthy.core.redact import Redactor
from roadworthy.core.result import ReportedFinding
from roadworthy.core.rule import Rule
from roadworthy.engine.inspect import Inspection

#: What has a message and a place.
_Known = TypeVar("_Known", Finding, Part, Finding | Part)


def reported_findings(
    inspection: Inspection, gains: Mapping[int, float] | None, only: Sequence[str], redactor: Redactor
) -> tuple[ReportedFinding, ...]:
    """Return the findings, placed and in order; with `only`, those in these files.

    Of a finding that joins others, those are shown that are in these files. `gains` are the points that
    fixing gains, by identity; `redactor` learns the secrets of their files.
    """
    placer = inspection.placer
    placed = [
        (item.rule, finding, left, list(map(placer.place, (*(part.at for part in left), *finding.related))))
        for item in inspection.judged
        for _, finding in item.findings
        if (left := _shown(inspection, finding, only))
    ]
    # Before the first message is made: one may quote what another file holds.
    for path, text in placer.texts().items():
        redactor.learn(path, text, placer.secrets(path))
    found = [
        _reported(inspection, rule, finding, left, places, gains, redactor)
        for rule, finding, left, places in placed
    ]
    return tuple(_numbered(sorted(found, key=_order)))


def _shown(inspection: Inspection, finding: Finding, only: Sequence[str]) -> list[Finding | Part]:
    """Return the findings that one joins, or itself, in the files `only`: what no one accepted, else all."""
    left = inspection.acceptance.open_parts(finding) or finding.each
    return [part for part in left if not only or _is_among(part.at.file, only)]


def _reported(
    inspection: Inspection,
    rule: Rule,
    finding: Finding,
    left: Sequence[Finding | Part],
    places: Sequence[Place],
    gains: Mapping[int, float] | None,
    redactor: Redactor,
) -> ReportedFinding:
    """Return a finding as reports show it: `left` of it at the first `places`, related places after these."""
    placer, accepted = inspection.placer, inspection.acceptance.of(finding)
    told = _without_secrets(finding, redactor)
    joined = [_without_secrets(part, redactor) for part in left] if finding.parts and not accepted else []
    return ReportedFinding(
        rule.name,
        rule.group,
        rule.severity,
        told.message,
        places[0],
        placer.fingerprint(rule.name, told, redactor.text),
        None if gains is None else gains.get(id(finding), 0.0),
        rule.pypi,
        told.fix,
        tuple(places[1:]),
        accepted,
        details=told.details,
        parts=tuple(
            (placer.fingerprint(rule.name, part, redactor.text), place.path, part.message)
            for part, place in zip(joined, places, strict=False)
        ),
    )


def identities(inspection: Inspection, redactor: Redactor, renamed: Mapping[str, str]) -> frozenset[str]:
    """Return the fingerprints of the findings that no one accepted, as if files had their new names."""
    placer = inspection.placer
    found = []
    for item in inspection.judged:
        for _, whole in item.findings:
            for original in inspection.acceptance.open_parts(whole):
                finding = _without_secrets(original, redactor)
                file = renamed.get(finding.at.file, "")
                identity = placer.fingerprint(item.rule.name, finding, redactor.text, file)
                found.append(identity)
    # Alike ones are numbered by their order, as `_numbered` does: their places do not matter here.
    counts = Counter(found)
    numbered = (f"{name}-{n}" for name, total in counts.items() for n in range(2, total + 1))
    return frozenset({*counts, *numbered})


def _without_secrets(finding: _Known, redactor: Redactor) -> _Known:
    """Return a finding whose message, and so its identity, tells no secret."""
    message = redactor.text(finding.message)
    arguments = finding.arguments and tuple(map(redactor.text, finding.arguments))
    return replace(finding, message=message, arguments=arguments)


def _is_among(file: str, only: Sequence[str]) -> bool:
    """Tell whether a file was named, or is in a directory that was."""
    return any(file == path or (path.endswith("/") and file.startswith(path)) for path in only)


def _numbered(found: Iterable[ReportedFinding]) -> Iterator[ReportedFinding]:
    """Tell apart, by their order, findings that are alike but for where they are."""
    seen: dict[str, int] = {}

    def numbered(fingerprint: str) -> str:
        number = seen[fingerprint] = seen.get(fingerprint, 0) + 1
        return fingerprint if number == 1 else f"{fingerprint}-{number}"

    for finding in found:
        parts = tuple((numbered(name), path, message) for name, path, message in finding.parts)
        yield replace(finding, fingerprint=numbered(finding.fingerprint), parts=parts)


def _order(finding: ReportedFinding) -> tuple[object, ...]:
    place = finding.place
    return (
        place.path,
        place.cell or 0,
        place.line,
        place.column,
        finding.rule,
        finding.message,
    )
