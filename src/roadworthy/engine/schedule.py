"""Which rules run, on what, with which options: signatures checked once, before anything is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from roadworthy.core.fault import Problem
from roadworthy.core.filekind import FileKind, KnownKind
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.onefile import of_one_file
from roadworthy.core.registry import FileFact, Registry
from roadworthy.core.rule import Rule
from roadworthy.core.signature import (
    Key,
    Signature,
    SignatureFault,
    every,
    is_kind,
    loaded,
    read_signature,
    show,
)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A rule with its signature and the options in force."""

    rule: Rule
    signature: Signature
    options: Mapping[str, Any]

    def call(self, *arguments: Any) -> Iterable[Any]:
        """Run the rule's function on positional arguments."""
        found: Iterable[Any] = loaded(self.rule.function)(*arguments, **self.options)
        return found


@dataclass(slots=True)
class FileRules:
    """The rules of the first stage that run on one kind of file, and the facts that are gathered from it."""

    known: KnownKind
    whole: list[Scheduled] = field(default_factory=list)
    gathered: list[FileFact] = field(default_factory=list)
    #: By what the node lies in, then by the type of the node: names of classes.
    nodes: dict[str, dict[str, list[Scheduled]]] = field(default_factory=dict)
    #: All of them, by name.
    rules: dict[str, Rule] = field(default_factory=dict)

    @property
    def kind(self) -> FileKind:
        """The kind itself, which is imported once there is a file of it."""
        return self.known.whole

    def load(self) -> None:
        """Import the rules, so that processes forked from this one need not; they say what cannot be."""
        for rule in self.rules.values():
            with suppress(Exception):
                loaded(rule.function)

    @property
    def scheduled(self) -> list[Scheduled]:
        """Each of the rules once, with the options in force."""
        of_nodes = [found for types in self.nodes.values() for found in types.values()]
        everywhere = [scheduled for found in (self.whole, *of_nodes) for scheduled in found]
        return list({scheduled.rule.name: scheduled for scheduled in everywhere}.values())


@dataclass(slots=True)
class Schedule:
    """The chosen rules by when they run: the first stage's by kind of file, and the second stage's."""

    files: tuple[FileRules, ...]
    facts: list[Scheduled] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    #: What others than rules ask for.
    asked: tuple[Key, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of all rules that run."""
        first = (name for rules in self.files for name in rules.rules)
        return frozenset((*first, *(scheduled.rule.name for scheduled in self.facts)))

    @property
    def options(self) -> dict[str, dict[str, Any]]:
        """The options in force of each rule that runs: with the rules, they make the same schedule."""
        scheduled = [*self.facts, *(one for files in self.files for one in files.scheduled)]
        return {one.rule.name: dict(one.options) for one in scheduled}


def schedule(
    rules: Iterable[Rule],
    registry: Registry,
    options: Mapping[str, Mapping[str, Any]],
    asked: Iterable[Key] = (),
) -> Schedule:
    """Sort `rules` by what their signatures ask for; a signature that cannot be served is a fault.

    `asked` is what others than rules ask for.
    """
    files = tuple(FileRules(kind, nodes={c: {} for c in kind.contexts}) for kind in registry.kinds)
    made = Schedule(files, asked=tuple(asked))
    for rule in rules:
        try:
            _place(Scheduled(rule, read_signature(rule.function), options.get(rule.name, {})), registry, made)
        except SignatureFault as fault:
            message = f"rule `{rule.name}`: {fault.problem.message}"
            made.faults.append(replace(fault.problem, message=message, pack=rule.group))
    needed = [need.key for scheduled in made.facts for need in scheduled.signature.needs]
    for fact in _gathered((*needed, *made.asked), registry):
        next(files for files in made.files if files.known is fact.place.kind).gathered.append(fact)
    return made


def _place(scheduled: Scheduled, registry: Registry, made: Schedule) -> None:
    needs, function = scheduled.signature.needs, scheduled.rule.function
    if not needs:
        raise SignatureFault("it has no parameters, so nothing says when it runs", function)
    place = of_one_file(scheduled.signature, registry.kinds)
    if place is None:
        for need in needs:
            if not registry.serves(need.key) or (need is not needs[0] and not registry.has(need.key)):
                text = f"no provider gives `{show(need.key)}`, which parameter `{need.name}` asks for"
                raise SignatureFault(text, function)
        made.facts.append(scheduled)
        return
    within = next(files for files in made.files if files.known is place.kind)
    within.rules[scheduled.rule.name] = scheduled.rule
    if place.context is None:
        within.whole.append(scheduled)
        return
    for node in place.nodes:
        within.nodes[place.context].setdefault(node, []).append(scheduled)


def _gathered(asked: Iterable[Key], registry: Registry) -> Iterable[FileFact]:
    """Return the facts of the first stage that others are made of, from the keys that rules ask for."""
    found: dict[Key, FileFact] = {}
    pending, seen = list(asked), set[Key]()
    while pending:
        asking = pending.pop()
        for key in (asking, every(str(asking))) if is_kind(asking) else (asking,):
            if key in seen:
                continue
            seen.add(key)
            if key in registry.file_facts:
                found[key] = registry.file_facts[key]
            elif key in registry.providers:
                pending += [need.key for need in registry.providers[key].signature.needs]
    return [fact for key, fact in registry.file_facts.items() if key in found]


def judges_alone(rule: Rule, registry: Registry) -> bool:
    """Tell whether a rule judges one file by itself, so that no other file changes what it says of it."""
    try:
        signature = read_signature(rule.function)
        if of_one_file(signature, registry.kinds) is not None:
            return True
    except SignatureFault:
        return False
    needs = signature.needs
    # What is to be said where a file is absent is said of the project.
    files = {registry.file_of(need.key) for need in needs}
    return len(files) == 1 and None not in files and not needs[0].optional


def judges_artifacts(rule: Rule, registry: Registry) -> bool:
    """Tell whether a rule runs on artifacts, so that it needs no project beside them."""
    try:
        needs = read_signature(rule.function).needs
    except SignatureFault:
        return False
    first = needs[0].key if needs else None
    return all(map(registry.of_artifacts, first if isinstance(first, tuple) else (first or "",)))
