"""Where the seconds of a run go: by stage, by rule, and by the facts that a rule is the first to ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from time import perf_counter
from typing import Any

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.signature import loaded
from roadworthy.engine.schedule import FileRules, Schedule, Scheduled

#: How many rules are listed.
_LISTED = 25


@dataclass(slots=True)
class Timing:
    """Seconds of wall time by stage, by rule, and by the rule that asked for facts first."""

    stages: dict[str, float] = field(default_factory=dict)
    rules: dict[str, float] = field(default_factory=dict)
    facts: dict[str, float] = field(default_factory=dict)

    def rule(self, name: str, run: Callable[[], Any]) -> Any:
        """Return what the run of a rule returns; what it takes beside the rule itself is for its facts."""
        start, before = perf_counter(), self.rules.get(name, 0.0)
        try:
            return run()
        finally:
            own = self.rules.get(name, 0.0) - before
            self.facts[name] = self.facts.get(name, 0.0) + perf_counter() - start - own

    def timed(self, made: Schedule) -> Schedule:
        """Return a schedule whose rules are timed."""
        once: dict[str, Scheduled] = {}

        def of(scheduled: Scheduled) -> Scheduled:
            name = scheduled.rule.name
            if name not in once:
                function = self._counted(name, loaded(scheduled.rule.function))
                once[name] = replace(scheduled, rule=replace(scheduled.rule, function=function))
            return once[name]

        files = tuple(
            FileRules(
                rules.known,
                list(map(of, rules.whole)),
                rules.gathered,
                {
                    context: {node: list(map(of, found)) for node, found in types.items()}
                    for context, types in rules.nodes.items()
                },
                rules.rules,
            )
            for rules in made.files
        )
        return Schedule(files, list(map(of, made.facts)), made.faults, made.asked)

    def _counted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*arguments: Any, **options: Any) -> list[Any]:
            start = perf_counter()
            try:
                return list(function(*arguments, **options))
            finally:
                self.rules[name] = self.rules.get(name, 0.0) + perf_counter() - start

        return call

    def lines(self) -> Iterator[str]:
        """Yield the stages in their order, then the rules that take longest."""
        for name, seconds in self.stages.items():
            yield f"{seconds:8.3f} s  {name}"
        yield "    rule    facts  (seconds in a rule itself, and in facts that it was the first to ask for)"
        names = sorted({*self.rules, *self.facts}, key=lambda name: (-self._all(name), name))
        for name in names[:_LISTED]:
            yield f"{self.rules.get(name, 0.0):8.3f} {self.facts.get(name, 0.0):8.3f}  {name}"

    def _all(self, name: str) -> float:
        return self.rules.get(name, 0.0) + self.facts.get(name, 0.0)


@contextmanager
def stage(timing: Timing | None, name: str) -> Iterator[None]:
    """Count what the block takes, where anyone wants to know."""
    if timing is None:
        yield
        return
    start = perf_counter()
    try:
        yield
    finally:
        timing.stages[name] = timing.stages.get(name, 0.0) + perf_counter() - start
