"""An inspection in memory with all that comes after it: prices, fixes, new files, every format."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree

from roadworthy.commands.redactors import redactor_of
from roadworthy.core.fault import ConfigError
from roadworthy.core.result import ProjectResult, Report
from roadworthy.engine.inspect import inspect
from roadworthy.facts.proposal import Proposal, Survey, left_to_do
from roadworthy.fix.apply import apply
from roadworthy.projects.discover import Project
from roadworthy.report.redact import redacted
from roadworthy.score.build_result import build_result
from roadworthy.score.road import road
from roadworthy.score.upload import judge_upload
from roadworthy.settings.config import load
from roadworthy.settings.select import check_names
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import MemoryTree


def to_the_end(files: Mapping[str, bytes]) -> ProjectResult:
    """Return what is found in files, once all that comes after an inspection was done.

    Raises `ConfigError` for faulty settings, and `AssertionError` for a report that readers of its
    format refuse, or a proposed pyproject.toml that is no TOML.
    """
    tree = MemoryTree({path: files[path] for path in sorted(files)})
    config = load(tree)
    packs = plugins()
    if problems := check_names(config, packs.rules):
        raise ConfigError(*problems)
    chosen = [rule for rule in packs.rules.values() if rule.default or rule.group == "engine"]
    redactor = redactor_of([tree])
    inspection = inspect(tree, packs, chosen, config)
    project = Project(".", tree, config)
    result = build_result(project, inspection, False, (), redactor, packs.practices)
    upload = judge_upload(inspection, result.findings, packs.rules, "")
    result = replace(result, pypi=upload, road=road(inspection, result))
    # Rules without findings are described by no input: leave them out, for there are hundreds.
    told = {finding.rule for finding in result.findings}
    result = replace(result, rules=tuple(rule for rule in result.rules if rule.name in told))
    report = Report(
        "0",
        config["edition"],
        tuple(packs.packs),
        (),
        {name: packs.rules[name] for name in sorted(told)},
        inspection.checked,
        tuple(inspection.skipped),
        (result,),
        inspection.placer.texts(),
    )
    report = redacted(report, redactor)
    # Three formats in turn: together they take as long as the inspection.
    turn = sum(map(len, files.values()))
    names = sorted(packs.reports)
    for name in (names[(turn + step) % len(names)] for step in range(3)):
        _judge(name, packs.reports[name](report))
    fixes = [finding.fix for finding in result.findings if finding.fix is not None]
    apply(
        {edit.at.file: files[edit.at.file] for fix in fixes for edit in fix.edits if hasattr(edit, "at")},
        fixes,
    )
    left_to_do(inspection.facts.get(Survey))
    proposed = inspection.facts.get(Proposal).files
    if "pyproject.toml" in proposed:
        tomllib.loads(proposed["pyproject.toml"])
    return report.projects[0]


def _judge(name: str, text: str) -> None:
    text.encode()
    if name in ("json", "sarif", "gitlab"):
        json.loads(text)
    if name == "junit":
        ElementTree.fromstring(text)
    assert not (bad := set(text) & _NEVER), f"{name}: the control characters {sorted(bad)}"


#: What no text may hold.
_NEVER = {chr(code) for code in range(32)} - {"\n", "\t"} | {"\x7f", "\x9b", "\u202e", "\u2066"}
