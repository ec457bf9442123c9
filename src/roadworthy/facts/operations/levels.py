"""How well something is watched, by levels of evidence: what the fact `Operations` says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.operations.answerflow import AnswerFlow
from roadworthy.facts.operations.calls import Called
from roadworthy.facts.operations.handled import SettingsRead
from roadworthy.facts.operations.hostednames import HostedModelName
from roadworthy.facts.operations.modelnames import ModelName
from roadworthy.facts.operations.signals import Concern
from roadworthy.facts.operations.steps import Node


class Level(IntEnum):
    """How far there is evidence: none, called by nothing that is deployed, by what serves, by a schedule."""

    NONE = 0
    CALLED = 1
    SERVED = 2
    SCHEDULED = 3

    @property
    def word(self) -> str:
        """The level as reports write it."""
        return ("0", "half", "1a", "1b")[self]


@dataclass(frozen=True, slots=True)
class Watched:
    """What shows that something is watched: the level, and the chain from what starts it to the call.

    `lacks` says what is left out by it, where that is known; it is `sure` where nothing else may do it.
    """

    watch: Concern
    level: Level
    chain: tuple[tuple[str, Location], ...]
    lacks: str = ""
    sure: bool = False

    @property
    def text(self) -> str:
        """The chain in words."""
        return " -> ".join(dict.fromkeys(words for words, _ in self.chain))


@dataclass(frozen=True)
class Operations:
    """The best evidence for each thing that may be watched; what has none is left out.

    `uncalled` holds what is written for it and that nothing calls. `served` are the definitions that
    requests lead to, `served_files` the modules that hold them, `loaded_files` these, those that make
    applications of them, and what both import. `loads` are the calls that load a model by a name or path,
    `names` those of models with a version, `hosted` those of models that a provider hosts, `flow` where
    answers go. `refusing` are the served definitions that may refuse requests, `settings` the modules that
    read the environment, `idle` those whose routes no application includes, `roots` the functions that Django
    gives the address `/`, `trained` the served definitions that only a training leads to, `answering` those
    that the handlers which ask a model lead to, none if no such handler is known. It is falsy where there is
    no code at all.
    """

    evidence: Mapping[Concern, Watched] = field(default_factory=dict)
    uncalled: Mapping[Concern, Location] = field(default_factory=dict, repr=False)
    served: frozenset[Node] = field(default=frozenset(), repr=False)
    served_files: frozenset[str] = field(default=frozenset(), repr=False)
    loads: tuple[Called, ...] = field(default=(), repr=False)
    names: tuple[ModelName, ...] = field(default=(), repr=False)
    refusing: frozenset[Node] = field(default=frozenset(), repr=False)
    settings: SettingsRead = field(default_factory=SettingsRead, repr=False)
    idle: frozenset[str] = field(default=frozenset(), repr=False)
    hosted: tuple[HostedModelName, ...] = field(default=(), repr=False)
    flow: AnswerFlow = field(default_factory=AnswerFlow, repr=False)
    has_code: bool = False
    roots: frozenset[Node] = field(default=frozenset(), repr=False)
    trained: frozenset[Node] = field(default=frozenset(), repr=False)
    loaded_files: frozenset[str] = field(default=frozenset(), repr=False)
    answering: frozenset[Node] = field(default=frozenset(), repr=False)

    def __bool__(self) -> bool:
        return self.has_code

    def level(self, watch: Concern) -> Level:
        """Return how far there is evidence for something."""
        found = self.evidence.get(watch)
        return found.level if found else Level.NONE
