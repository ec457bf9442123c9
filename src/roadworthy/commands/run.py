"""A whole run: packs, projects, inspections, scores, verdicts, and one report of them all."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from roadworthy import __version__
from roadworthy.commands.compare import baseline_of, keeping_score, known_findings, used_baseline
from roadworthy.commands.plugins import load_plugins
from roadworthy.commands.redactors import learn, redactor_of
from roadworthy.core import limits
from roadworthy.core.fault import ConfigError, Problem
from roadworthy.core.groups import EDITIONS
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.redact import Redactor
from roadworthy.core.result import ProjectResult, Report
from roadworthy.core.rule import Rule
from roadworthy.core.seen import Seen
from roadworthy.core.skipped import Skipped
from roadworthy.engine.first_stage import Means
from roadworthy.engine.inspect import Inspection, inspect
from roadworthy.engine.schedule import judges_alone, judges_artifacts
from roadworthy.facts.tests import DiffBase, NamedCoverage
from roadworthy.packs.load import Plugins
from roadworthy.projects.discover import Project, discover
from roadworthy.projects.left_out import OWN
from roadworthy.report.redact import redacted
from roadworthy.score.build_result import build_result
from roadworthy.score.road import road
from roadworthy.score.upload import judge_upload
from roadworthy.settings.config import Config
from roadworthy.settings.select import check_names, select, unknown_patterns
from roadworthy.tree.opening import open_regular

if TYPE_CHECKING:
    from roadworthy.fix.passes import FixedProject
    from roadworthy.projects.diff_base import Base


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for; None stands for the settings' value."""

    paths: Sequence[str] = (".",)
    stdin: tuple[str, bytes] | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    fail_under: float | None = None
    fail_on: str | None = None
    profile: str | None = None
    target: str | None = None
    require: Sequence[str] | None = None
    #: A file of coverage data to judge tests by, instead of what lies at each project's root.
    coverage: str | None = None
    #: A revision of Git: what a change since it adds or touches must be tested.
    diff_base: str | None = None
    #: Which fixes to apply before the inspection that is reported: "safe", "unsafe" for all, or none.
    fix: str | None = None
    #: Whether each of the `paths`, which are files, is judged by itself alone.
    alone: bool = False
    plugins: Plugins | None = field(default=None, repr=False)
    #: Notes what the run looks at, where its report is to be kept.
    seen: Seen | None = field(default=None, repr=False)
    means: Means = field(default=Means(), repr=False)
    #: The file of the baseline, in place of the usual one or the settings'; to `update` it, it must be there.
    baseline: str | None = None
    update: bool = False
    #: What tells the SARIF report from others of the same commit.
    category: str = "roadworthy"
    #: Take all findings for known: what `--accept-new` writes into the baseline.
    accept: bool = False

    @property
    def overrides(self) -> dict[str, object]:
        """The settings that the command line sets."""
        return {
            "fail_under": self.fail_under,
            "fail_on": self.fail_on,
            "profile": self.profile,
            "target": self.target,
            "require": list(self.require) if self.require else None,
        }


def check(request: Request) -> Report:
    """Inspect what is asked for, and return a report without secrets.

    Raises `ConfigError` for faulty settings or arguments, with every fault found.
    """
    plugins = request.plugins or load_plugins()
    problems = unknown_patterns([*request.select, *request.ignore], plugins.rules)
    if problems:
        raise ConfigError(*problems)
    results: list[ProjectResult] = []
    sources: dict[str, str] = {}
    skipped: list[Skipped] = []
    # What is wrong with packs is a project's own affair where only its settings ask for them.
    pack_faults = dict.fromkeys(plugins.faults)
    checked, edition = 0, EDITIONS[-1]
    coverage = _coverage(request.coverage, request.seen)
    chosen = list(_chosen(request, plugins))
    trees = [found.tree for found, _ in chosen]
    # Where files are judged alone, the others are read for their secrets once there is anything to say.
    redactor, knows = (Redactor(), False) if request.alone else (redactor_of(trees), True)
    for found, rules in chosen:
        baseline = baseline_of(request, found)
        found = keeping_score(found, baseline, request.fail_under)
        config = found.config
        edition = config["edition"]
        partial = bool(request.select or request.ignore or found.only)
        prefix = prefix_of(found)
        base = _base(request.diff_base, found)
        only = found.only if request.alone else ()
        given = {NamedCoverage: coverage, DiffBase: base and base.fact}
        inspection = inspect(found.tree, plugins, rules, config, prefix, given, request.means, only)
        if not knows and _says_anything(inspection):
            learn(redactor, trees)
            knows = True
        known = known_findings(inspection, baseline, base, plugins, rules, redactor, request)
        faults = [*plugins.faults, *_missing_packs(config, plugins, prefix), *inspection.pack_faults]
        pack_faults.update(dict.fromkeys(faults))
        by_score = base is None and not request.accept
        result = build_result(
            found, inspection, partial, faults, redactor, plugins.practices, known, by_score
        )
        # Where files were named, the findings are those of these files alone.
        upload = None if found.only else judge_upload(inspection, result.findings, plugins.rules, prefix)
        compared = None if base is None else (base.fact.revision, base.fact.commit)
        used = None if baseline is None else used_baseline(baseline, result, found.only)
        result = replace(result, pypi=upload, diff_base=compared, baseline=used)
        results.append(replace(result, road=road(inspection, result)))
        sources.update(inspection.placer.texts())
        skipped += [replace(item, path=_joined(prefix, item.path)) for item in inspection.skipped]
        checked += inspection.checked + len(found.tree.artifacts)
    # A project inside another one is left out there, and may be inspected here.
    roots = {os.path.realpath(found.root) for found, _ in chosen}
    skipped = [item for item in skipped if item.reason != OWN or os.path.realpath(item.path) not in roots]
    if request.diff_base is not None and all(result.kind == "artifact" for result in results):
        raise ConfigError(Problem("--diff-base: artifacts have no history"))
    report = Report(
        __version__,
        edition,
        tuple(plugins.packs),
        tuple(pack_faults),
        plugins.rules,
        checked,
        tuple(skipped),
        tuple(results),
        sources,
        request.category,
    )
    return redacted(report, redactor)


def _joined(prefix: str, path: str) -> str:
    """Return a path below a project from where the run reports; it may lie beside the project."""
    return posixpath.normpath(prefix + path) if path.startswith("../") else prefix + path


def _says_anything(inspection: Inspection) -> bool:
    found = any(item.findings for item in inspection.judged)
    return found or bool(inspection.crashes or inspection.skipped or inspection.faults)


def _coverage(path: str | None, seen: Seen | None) -> NamedCoverage | None:
    """Read the file that the command line names; a missing one is a mistake in the command."""
    if path is None:
        return None
    try:
        with open_regular(os.path.realpath(path), seen, path) as stream:
            data = stream.read(limits.COVERAGE_SIZE + 1)
            if seen:
                seen.content(path, data)
            return NamedCoverage(path, data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(Problem(f"--coverage: the file cannot be read: {reason}", path)) from None


def _base(revision: str | None, found: Project) -> Base | None:
    """Return what a project was at the base of a change; None where no one asks, and for artifacts."""
    if revision is None or found.kind != "project":
        return None
    # Imported here: a run that compares with nothing starts no process.
    from roadworthy.projects.diff_base import read_base

    return read_base(found.root, revision, found.tree)


def _chosen(request: Request, plugins: Plugins) -> Iterator[tuple[Project, list[Rule]]]:
    """Yield each project that is asked for, with the settings in force, and the rules to run on it.

    Raises `ConfigError` with the faults of all projects' settings before the first one.
    """
    projects = [
        replace(found, config=found.config.replaced("command line", **request.overrides))
        for found in discover(request.paths, request.stdin, request.seen)
    ]
    problems = [problem for found in projects for problem in check_names(found.config, plugins.rules)]
    if problems:
        raise ConfigError(*problems)
    for found in projects:
        rules = select(plugins.rules, found.config, request.select, request.ignore)
        if found.kind == "artifact":
            rules = [r for r in rules if r.group == "engine" or judges_artifacts(r, plugins.registry)]
        if request.alone:
            rules = [r for r in rules if r.group == "engine" or judges_alone(r, plugins.registry)]
            if found.kind == "project":
                # An artifact that is named is a project of its own.
                rules = [r for r in rules if r.group == "engine" or not judges_artifacts(r, plugins.registry)]
        yield found, rules


def fixed_projects(request: Request, plugins: Plugins) -> Iterator[tuple[Project, FixedProject]]:
    """Yield each project with what the fixes that are asked for would do; nothing is written."""
    from roadworthy.fix.passes import fix_project

    for found, rules in _chosen(request, plugins):
        if found.kind == "project" and request.stdin is None:
            yield found, fix_project(found, plugins, rules, unsafe=request.fix == "unsafe")


def prefix_of(found: Project) -> str:
    """Return what leads from the working directory to a project: nothing for artifacts named themselves."""
    if found.kind == "artifact" or found.root in (".", ""):
        return ""
    return found.root.replace(os.sep, "/").rstrip("/") + "/"


def _missing_packs(config: Config, plugins: Plugins, prefix: str) -> Iterator[Problem]:
    """Yield a fault for each pack that a project's settings require and that is not installed."""
    if not config["require-packs"]:
        return
    from packaging.utils import canonicalize_name

    present = {canonicalize_name(pack.distribution) for pack in plugins.packs}
    for index, name in enumerate(config["require-packs"]):
        if canonicalize_name(name) not in present:
            source = config.source("require-packs", index)
            place = source.place("require-packs", index) if source else (0, 0)
            file = prefix + source.file if source else ""
            yield Problem("a pack that the settings require is not installed", file, place[0], pack=name)
