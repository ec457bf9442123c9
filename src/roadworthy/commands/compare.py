"""What findings are compared with: the baseline, and the base of a change; and writing the baseline."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy.core.fault import ConfigError, Problem
from roadworthy.core.redact import Redactor
from roadworthy.core.result import BaselineUse, ProjectResult, Report
from roadworthy.core.rule import Rule
from roadworthy.core.rule_run import Outcome
from roadworthy.core.signature import key_of
from roadworthy.engine.inspect import Inspection, inspect
from roadworthy.packs.load import Plugins
from roadworthy.projects import baseline as files
from roadworthy.projects.baseline import Baseline, BaselineEntry
from roadworthy.projects.discover import Project
from roadworthy.score.points import display_points
from roadworthy.score.reported_findings import identities

if TYPE_CHECKING:
    from roadworthy.commands.paranoid import Watch
    from roadworthy.commands.run import Request
    from roadworthy.projects.diff_base import Base

#: Outcomes of a rule that has looked at all there is.
_LOOKED = (Outcome.PASSED, Outcome.FAILED, Outcome.NOT_APPLICABLE)


def baseline_of(request: Request, found: Project) -> Baseline | None:
    """Return the baseline of a project; None for artifacts, and where there is none."""
    if found.kind != "project":
        return None
    configured = found.config["baseline"]
    usual = os.path.normpath(os.path.join(found.root, configured or files.NAME))
    if configured and request.baseline is None and not _lies_in(found.root, usual):
        source = found.config.source("baseline")
        text = f"`baseline` leads out of the project: `{configured}`"
        raise ConfigError(source.problem(text, "baseline") if source else Problem(text, found.root))
    named = request.baseline or (usual if configured else None)
    asked = request.update or (named is not None and not request.accept)
    known = files.read_baseline(named or usual, request.seen, asked=asked)
    return known or (Baseline(named or usual) if request.accept else None)


def _lies_in(root: str, path: str) -> bool:
    """Tell whether a file lies in a directory, wherever links on the way lead."""
    top, folder = os.path.realpath(root), os.path.realpath(os.path.dirname(path) or ".")
    return folder == top or folder.startswith(top.rstrip(os.sep) + os.sep)


def keeping_score(found: Project, baseline: Baseline | None, asked: float | None) -> Project:
    """Return a project whose threshold is the score of its baseline, where that is lower; `asked` wins."""
    if baseline is None or baseline.score is None or asked is not None:
        return found
    if baseline.score >= found.config["fail-under"]:
        return found
    return replace(found, config=found.config.replaced(baseline.file, fail_under=baseline.score))


def known_findings(
    inspection: Inspection,
    baseline: Baseline | None,
    base: Base | None,
    plugins: Plugins,
    rules: Sequence[Rule],
    redactor: Redactor,
    request: Request,
) -> frozenset[str] | None:
    """Return the fingerprints of findings that do not count; None where there is nothing to compare with."""
    if request.accept:
        return identities(inspection, redactor, {})
    if baseline is None and base is None:
        return None
    known = frozenset(baseline.entries if baseline else ())
    return known if base is None else known | _at_base(inspection, base, plugins, rules, redactor, request)


def _at_base(
    inspection: Inspection,
    base: Base,
    plugins: Plugins,
    rules: Sequence[Rule],
    redactor: Redactor,
    request: Request,
) -> frozenset[str]:
    """Judge the tree of the base, by the settings of today."""
    from roadworthy.facts.repository import Repository, ignored_by_git
    from roadworthy.facts.tests import DiffBase, NamedCoverage

    if base.tree is None:
        # Of what the rules on changed functions report, nothing was there before.
        return frozenset(identities(inspection, redactor, {}))
    now = inspection.facts.get(Repository)
    then = replace(now, files=base.tree.files, tracked=base.tracked, gitignore=ignored_by_git(base.tree))
    coverage = inspection.facts.known.get(key_of(NamedCoverage))
    given = {NamedCoverage: coverage, DiffBase: None, Repository: then}
    before = inspect(base.tree, plugins, rules, inspection.config, "", given, request.means)
    return identities(before, redactor, base.renamed)


def used_baseline(baseline: Baseline, result: ProjectResult, only: Sequence[str]) -> BaselineUse:
    """Return what a report says of a baseline."""
    open_ones = (finding for finding in result.findings if finding.accepted is None)
    found = {fingerprint for finding in open_ones for fingerprint, _, _ in finding.known_as}
    judged = {rule.name for rule in result.rules if rule.outcome in _LOOKED}
    stale = files.stale(baseline, found, judged, only)
    return BaselineUse(baseline.file, _rows(baseline.entries), _rows(stale), baseline.score)


def _rows(entries: Mapping[str, BaselineEntry]) -> tuple[tuple[str, str, str, str], ...]:
    return tuple((key, entry.rule, entry.path, entry.message) for key, entry in entries.items())


def write_baselines(report: Report, request: Request, watch: Watch | None) -> None:
    """Write the baseline of each project, without what is stale; with `accept`, all its findings are added.

    The score to keep never falls, unless all is accepted anew. Raises `ConfigError`.
    """
    from roadworthy.commands.outputs import write

    projects = [project for project in report.projects if project.baseline is not None]
    if request.baseline and len(projects) > 1:
        raise ConfigError(
            Problem("--baseline names one file, for several projects: use the setting `baseline`")
        )
    for project in projects:
        used = project.baseline
        assert used is not None
        gone = {row[0] for row in used.stale}
        entries = {key: BaselineEntry(*row) for key, *row in used.entries if key not in gone}
        score = None if project.score is None else display_points(project.score.value)
        if request.accept:
            entries |= _entries(project)
            score = used.score if score is None else score
        elif used.score is not None:
            score = max(used.score, score or 0.0)
        if watch is not None:
            watch.may_write([used.file])
        write(used.file, files.dumped(entries, score), [project.root])


def _entries(project: ProjectResult) -> dict[str, BaselineEntry]:
    root = project.root.replace(os.sep, "/").rstrip("/")
    prefix = "" if root in ("", ".") else f"{root}/"
    return {
        fingerprint: BaselineEntry(finding.rule, path.removeprefix(prefix), message)
        for finding in project.findings
        if finding.accepted is None
        for fingerprint, path, message in finding.known_as
    }
