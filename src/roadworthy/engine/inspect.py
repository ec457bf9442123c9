"""The engine: rules times facts, in two stages, to one project's result."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Absent, Blocked, Fault, Unmeasured, Unreadable
from roadworthy.core.finding import Finding
from roadworthy.core.result import Crash, Judged, Outcome, Skipped
from roadworthy.core.rule import Rule
from roadworthy.core.signature import every
from roadworthy.core.versions import parse_specifiers
from roadworthy.engine.facts import Facts
from roadworthy.engine.file_pass import FileResult, inspect_module, inspect_notebook, run_rule
from roadworthy.engine.schedule import Plan, Planned, plan
from roadworthy.engine.suppress import Acceptance, IgnoreFault, Names, accept
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.python import ModuleSummary
from roadworthy.facts.tests import DiffBase, NamedCoverage
from roadworthy.locate.place import Placer
from roadworthy.packs.load import Plugins
from roadworthy.settings.config import Config
from roadworthy.settings.select import options_in_force
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

#: The facts that the engine itself supplies.
GIVEN = (
    Tree,
    Config,
    NamedCoverage,
    DiffBase,
    every(ModuleSummary),
    every(NotebookSummary),
    every(Fault),
    every(IgnoreFault),
)
#: Where a file may be broken on purpose: by its role, or by a part of its path.
_EXCUSED = frozenset({"test", "example", "documentation", "vendored"})
_TEMPLATES = ("{{", "cookiecutter", "template")


@dataclass(slots=True)
class Inspection:
    """What was found in one tree, before it is scored."""

    config: Config
    facts: Facts
    placer: Placer
    judged: list[Judged]
    crashes: list[Crash]
    skipped: list[Skipped]
    checked: int
    acceptance: Acceptance
    faults: list[Fault]


def inspect(
    tree: Tree,
    plugins: Plugins,
    rules: Iterable[Rule],
    config: Config,
    prefix: str = "",
    coverage: NamedCoverage | None = None,
    base: DiffBase | None = None,
) -> Inspection:
    """Run `rules` over a tree.

    `prefix` leads from where the run reports to the tree's root; `coverage` is the data that the
    command line names, `base` what a change is compared with. Rules whose signatures cannot be served
    are added to the faults of `plugins`.
    """
    made = plan(rules, plugins.registry, options_in_force(config))
    plugins.faults.extend(fault for fault in made.faults if fault not in plugins.faults)
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            given = {NamedCoverage: coverage or NamedCoverage(), DiffBase: base}
            facts = Facts(plugins.registry, {Tree: tree, Config: config, **given})
            return _inspect(facts, frozenset(plugins.rules), made, prefix)
    finally:
        if collecting:
            gc.enable()


def _inspect(facts: Facts, known: frozenset[str], made: Plan, prefix: str) -> Inspection:
    tree, config = facts.known[Tree], facts.known[Config]
    skipped = list(tree.skipped)
    results = list(_first_stage(tree, made, skipped))
    crashes = [crash for result in results for crash in result.crashes]
    for kind in (ModuleSummary, NotebookSummary):
        facts.known[every(kind)] = tuple(r.summary for r in results if isinstance(r.summary, kind))
    _note_faults(results, facts, skipped)
    judged = _judge_files(made, results)
    late = [planned for planned in made.facts if planned.rule.group == "engine"]
    judged += [_judge_facts(p, facts, crashes) for p in made.facts if p.rule.group != "engine"]

    faults = list(facts.faults.values())
    facts.known[every(Fault)] = tuple(faults)
    facts.known[every(IgnoreFault)] = ()
    first = {p.rule.name: _judge_facts(p, facts, crashes) for p in late if p.signature.needs[0].key is Fault}
    placer = Placer(tree, prefix)
    ran = frozenset(made.suffixes) | {planned.rule.name for planned in made.facts}
    directives = [directive for result in results for directive in result.directives]
    acceptance = accept([*judged, *first.values()], directives, config, placer, tree, Names(known, ran))
    facts.known[every(IgnoreFault)] = acceptance.faults
    rest = [_judge_facts(p, facts, crashes) for p in late if p.rule.name not in first]
    everything = sorted([*judged, *first.values(), *rest], key=lambda item: item.rule.name)
    crashed = {crash.rule for crash in crashes}
    for item in everything:
        if item.rule.name in crashed:
            item.outcome = Outcome.CRASHED
    return Inspection(
        config, facts, placer, everything, crashes, skipped, len(tree.files), acceptance, faults
    )


def _first_stage(tree: Tree, made: Plan, skipped: list[Skipped]) -> Iterator[FileResult]:
    for path, size in tree.files.items():
        if path.endswith(".py"):
            limit, examine = limits.FILE_SIZE, inspect_module
        elif path.endswith(".ipynb"):
            limit, examine = limits.NOTEBOOK_SIZE, inspect_notebook
        else:
            continue
        if size > limit:
            skipped.append(Skipped(path, f"larger than {limit // 1024 // 1024} MiB"))
            continue
        try:
            data = tree.read(path, limit)
        except Unreadable as unreadable:
            yield FileResult(path, fault=unreadable.fault)
            continue
        if examine is inspect_module and data.count(b"\n") > limits.LINES:
            skipped.append(Skipped(path, f"more than {limits.LINES} lines"))
        elif examine is inspect_module and data.count(b",") > limits.COMMAS:
            skipped.append(Skipped(path, f"more than {limits.COMMAS} commas: data, and no code"))
        else:
            yield examine(path, data, made)


def _note_faults(results: Iterable[FileResult], facts: Facts, skipped: list[Skipped]) -> None:
    """Keep the faults that matter: a broken file in tests, documentation or templates may be meant so."""
    for result in results:
        fault = result.fault
        if fault is None:
            continue
        if role_of(result.path) in _EXCUSED or any(mark in result.path for mark in _TEMPLATES):
            skipped.append(Skipped(result.path, fault.message))
        elif result.path.endswith(".py") and _needs_newer_python(facts):
            skipped.append(Skipped(result.path, f"written for a newer Python than this one: {fault.message}"))
        elif fault.message.startswith("a Git LFS pointer"):
            skipped.append(Skipped(result.path, fault.message))
        else:
            facts.note(fault)


def _needs_newer_python(facts: Facts) -> bool:
    """Tell whether the project is for a newer Python than the one that runs, which cannot judge it then."""
    import platform

    from roadworthy.facts.metadata import Pyproject

    try:
        project = facts.get(Pyproject)
        wanted = project and project.get(str, "project", "requires-python")
        if not wanted and ".python-version" in facts.known[Tree].files:
            # What pyenv and uv read: the version that an application is developed with.
            wanted = ">=" + facts.known[Tree].read(".python-version", 100).decode("ascii").strip()
        return bool(wanted) and not parse_specifiers(wanted).contains(
            platform.python_version(), prereleases=True
        )
    except (Blocked, ValueError):
        return False


def _judge_files(made: Plan, results: Sequence[FileResult]) -> list[Judged]:
    """Gather the first stage's findings by rule; the files inspected are the subjects."""
    found: dict[str, list[tuple[int | str, Finding]]] = {}
    for result in results:
        for name, finding in result.findings:
            found.setdefault(name, []).append((result.path, finding))
    counts = {
        kind: sum(result.path.endswith(kind) and result.summary is not None for result in results)
        for kind in (".py", ".ipynb")
    }
    broken = {kind: any(r.path.endswith(kind) and r.fault for r in results) for kind in counts}
    judged = []
    for name, (rule, kind) in made.suffixes.items():
        findings = found.get(name, [])
        absent = Outcome.BLOCKED if broken[kind] else Outcome.NOT_APPLICABLE
        outcome = Outcome.FAILED if findings else Outcome.PASSED if counts[kind] else absent
        judged.append(Judged(rule, outcome, counts[kind], findings))
    return judged


def _judge_facts(planned: Planned, facts: Facts, crashes: list[Crash]) -> Judged:
    """Run one rule of the second stage on each of its subjects."""
    rule, needs = planned.rule, planned.signature.needs
    try:
        subjects = facts.subjects(needs[0].key)
        others = [facts.get(need.key) for need in needs[1:]]
    except Absent:
        return Judged(rule, Outcome.NOT_APPLICABLE)
    except Unmeasured:
        return Judged(rule, Outcome.UNMEASURED)
    except Blocked:
        return Judged(rule, Outcome.BLOCKED)
    except Exception as error:
        crashes.append(_crash(rule.name, "its facts", error))
        return Judged(rule, Outcome.CRASHED)
    if not subjects and needs[0].optional:
        subjects = [None]
    if any(other is None and not need.optional for other, need in zip(others, needs[1:], strict=True)):
        return Judged(rule, Outcome.NOT_APPLICABLE)
    findings: list[tuple[int | str, Finding]] = []
    readable = [subject for subject in subjects if not isinstance(subject, (Blocked, Unmeasured))]
    for number, subject in enumerate(readable):
        call = _bound(planned, subject, others)
        findings.extend(
            (number, found) for found in run_rule(rule.name, _name(subject), crashes, call, facts.note)
        )
    if not readable:
        return Judged(rule, Outcome.BLOCKED if subjects else Outcome.NOT_APPLICABLE)
    return Judged(rule, Outcome.FAILED if findings else Outcome.PASSED, len(readable), findings)


def _bound(planned: Planned, subject: Any, others: Sequence[Any]) -> Any:
    return lambda: planned.call(subject, *others)


def _crash(rule: str, subject: str, error: Exception) -> Crash:
    import traceback

    return Crash(rule, subject, "".join(traceback.format_exception(error, limit=-4)))


def _name(subject: Any) -> str:
    for attribute in ("path", "file", "name"):
        value = getattr(subject, attribute, None)
        if isinstance(value, str):
            return value
    return type(subject).__name__
