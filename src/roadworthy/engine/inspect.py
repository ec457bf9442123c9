"""The engine: rules times facts, in two stages, to one project's result."""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from roadworthy.core.fault import Fault, Problem
from roadworthy.core.finding import Finding
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.rule import Rule
from roadworthy.core.rule_run import Crash, Outcome, RuleRun
from roadworthy.core.signature import every, key_of
from roadworthy.core.skipped import Skipped
from roadworthy.core.verdicts import Verdicts
from roadworthy.engine.accepted_elsewhere import without_accepted
from roadworthy.engine.budget import TimeBudget
from roadworthy.engine.facts import Facts
from roadworthy.engine.file_pass import FileResult
from roadworthy.engine.first_stage import FirstStage, Means
from roadworthy.engine.first_stage import known as known_of
from roadworthy.engine.kept_files import KeptFiles, name_of, opened
from roadworthy.engine.schedule import Schedule, schedule
from roadworthy.engine.second_stage import judge_facts, timed
from roadworthy.engine.suppress import Acceptance, IgnoreFault, RuleNames, accept
from roadworthy.engine.timing import stage
from roadworthy.engine.too_large import is_excused
from roadworthy.locate.place import Placer
from roadworthy.packs.load import Plugins
from roadworthy.settings.config import Config
from roadworthy.settings.select import options_in_force
from roadworthy.tree.roles import Roles
from roadworthy.tree.tree import DirectoryTree, Tree

#: The facts that the engine itself supplies.
GIVEN = (key_of(Tree), key_of(Config), key_of(Verdicts), every(Fault), every(IgnoreFault))
_FAULTS = (key_of(Fault), every(Fault))
#: What is known once all other rules have run.
_LATE = frozenset((*GIVEN[2:], *_FAULTS, key_of(IgnoreFault)))


@dataclass(slots=True)
class Inspection:
    """What was found in one tree, before it is scored."""

    config: Config
    facts: Facts
    placer: Placer
    judged: list[RuleRun]
    crashes: list[Crash]
    skipped: list[Skipped]
    checked: int
    acceptance: Acceptance
    faults: list[Fault]
    pack_faults: list[Problem]
    #: Whether files were judged each by itself, and the rest was not looked at.
    alone: bool = False


def inspect(
    tree: Tree,
    plugins: Plugins,
    rules: Iterable[Rule],
    config: Config,
    prefix: str = "",
    given: Mapping[Any, Any] | None = None,
    means: Means | None = None,
    only: Collection[str] = (),
) -> Inspection:
    """Run `rules` over a tree.

    `prefix` leads from where the run reports to the tree's root; `given` holds the facts that come from the
    command line, such as the data that it names: one that is not among them is absent. `means` say how it
    works, and change nothing of what it finds; `only` are the files to read in the first stage, if not all.
    Rules whose signatures cannot be served are among the inspection's `pack_faults`.
    """
    # Files that are judged alone have no score.
    asked = () if only else plugins.asked
    made = schedule(rules, plugins.registry, options_in_force(config, plugins.rules), asked)
    collecting = gc.isenabled()
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            told = {key_of(key): value for key, value in (given or {}).items()}
            absent = dict.fromkeys(plugins.registry.given)
            means = means or Means()
            verdicts = Verdicts(means.store, means.salt)
            own = {Tree: tree, Config: config, Verdicts: verdicts}
            facts = Facts(plugins.registry, {**absent, **told, **own})
            made = means.timing.timed(made) if means.timing else made
            try:
                return _inspect(facts, frozenset(plugins.rules), made, prefix, means, only)
            finally:
                verdicts.write()
    finally:
        if collecting:
            gc.enable()


def _inspect(
    facts: Facts, known: frozenset[str], made: Schedule, prefix: str, means: Means, only: Collection[str]
) -> Inspection:
    tree, config = facts.get(Tree), facts.get(Config)
    skipped = list(tree.skipped)
    budget = TimeBudget()
    # A run on few files would forget what is known of all others.
    kept = None if only else _kept(tree, made, means)
    with stage(means.timing, "each file by itself"):
        results = FirstStage(tree, made, facts, skipped, budget, means, kept, only).results()
    crashes = [crash for result in results for crash in result.crashes]
    for files in made.files:
        of_kind = [result for result in results if result.known is files.known]
        facts.known[every(files.known.summary)] = tuple(
            result.summary for result in of_kind if result.summary is not None
        )
        for fact in files.gathered:
            facts.known[fact.key] = tuple(value for r in results for value in r.facts.get(fact.key, ()))
    _note_faults(results, facts, skipped)
    judged = _judge_files(made, results)
    late = [s for s in made.facts if not _LATE.isdisjoint(need.key for need in s.signature.needs)]
    with stage(means.timing, "all files together"):
        for scheduled in made.facts:
            if scheduled not in late:
                judged.append(timed(scheduled, budget, facts, crashes, means.timing, only))
    crashes += facts.crashes

    placer = Placer(tree, prefix)
    _leave_generated(judged, {result.path for result in results if result.generated})
    foreign = {result.path: result.foreign for result in results if result.foreign is not None}
    without_accepted(judged, tree, placer, foreign)

    faults = list(facts.faults.values())
    facts.known[every(Fault)] = tuple(faults)
    facts.known[every(IgnoreFault)] = ()
    first = {s.rule.name: judge_facts(s, facts, crashes) for s in late if s.signature.needs[0].key in _FAULTS}
    directives = [directive for result in results for directive in result.directives]
    names = RuleNames(known, made.names)
    parsed = {result.path for result in results}
    acceptance = accept([*judged, *first.values()], directives, config, placer, tree, names, parsed, only)
    facts.known[every(IgnoreFault)] = acceptance.faults
    rest = [judge_facts(s, facts, crashes) for s in late if s.rule.name not in first]
    everything = sorted([*judged, *first.values(), *rest], key=lambda item: item.rule.name)
    crashed = {crash.rule for crash in crashes if crash.kind == "rule"}
    for item in everything:
        if item.rule.name in crashed:
            item.outcome = Outcome.CRASHED
    return Inspection(
        config,
        facts,
        placer,
        everything,
        crashes,
        skipped,
        len(tree.files),
        acceptance,
        faults,
        made.faults,
        bool(only),
    )


def _kept(tree: Tree, made: Schedule, means: Means) -> KeptFiles | None:
    """Return what is kept of a directory's files; nothing is of what was never on a disk."""
    if means.store is None or not isinstance(tree, DirectoryTree) or tree.overlay:
        return None
    name = name_of(means.salt, os.path.realpath(tree.root), made)
    return opened(means.store, name, means.fresh)


def _note_faults(results: Iterable[FileResult], facts: Facts, skipped: list[Skipped]) -> None:
    """Keep the faults that matter: a broken file in tests, documentation or templates may be meant so."""
    for result in results:
        fault = result.fault
        if fault is None:
            continue
        roles = known_of(result.kind.context, facts)
        work = isinstance(roles, Roles) and roles.is_work(result.path)
        if not work and is_excused(result.path, facts.get(Tree)):
            skipped.append(Skipped(result.path, fault.message))
        elif excuse := known_of(result.kind.excuse, facts):
            skipped.append(Skipped(result.path, f"{excuse.reason}: {fault.message}", needs=excuse.needs))
        elif fault.needs:
            reason = f"written for {fault.needs}, it seems: {fault.message}"
            skipped.append(Skipped(result.path, reason, needs=fault.needs))
        elif fault.elsewhere:
            skipped.append(Skipped(result.path, fault.message))
        else:
            aside = isinstance(roles, Roles) and roles.is_aside(result.path)
            facts.note(replace(fault, aside=aside))


def _judge_files(made: Schedule, results: Sequence[FileResult]) -> list[RuleRun]:
    """Gather the first stage's findings by rule; the files inspected are the subjects."""
    found: dict[str, list[tuple[int | str, Finding]]] = {}
    for result in results:
        for name, finding in result.findings:
            found.setdefault(name, []).append((result.path, finding))
    judged = []
    for files in made.files:
        of_kind = [result for result in results if result.known is files.known]
        count = sum(result.summary is not None for result in of_kind)
        broken = any(result.fault is not None for result in of_kind)
        absent = Outcome.BLOCKED if broken else Outcome.NOT_APPLICABLE
        for name, rule in files.rules.items():
            findings = found.get(name, [])
            outcome = Outcome.FAILED if findings else Outcome.PASSED if count else absent
            judged.append(RuleRun(rule, outcome, count, findings))
    return judged


def _leave_generated(judged: Iterable[RuleRun], generated: Collection[str]) -> None:
    """Take out the findings of rules on handwritten code in files that a tool wrote."""
    for item in judged if generated else ():
        if item.rule.handwritten and item.findings:
            item.findings = [pair for pair in item.findings if pair[1].at.file not in generated]
            if not item.findings and item.outcome is Outcome.FAILED:
                item.outcome = Outcome.PASSED
