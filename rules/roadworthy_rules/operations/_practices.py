"""What earns the points of operations: asked of services that answer by a model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roadworthy import (
    CI,
    Answer,
    Definition,
    Event,
    Location,
    ModuleSummary,
    Profile,
    Repository,
    Verb,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules.operations._shared import server, source_names
from roadworthy_rules.operations.drift_monitoring_missing import LIBRARIES, WORDS, is_job
from roadworthy_rules.operations.health_endpoint_missing import answers_health
from roadworthy_rules.operations.metrics_missing import COUNTING, answers_metrics

#: Names of forecasts with a drift, or that may be.
_FORECAST = re.compile(r"^drift$|forecast|naive|walk")
_SCHEDULE = frozenset({Event.SCHEDULE})


def _callers(
    modules: tuple[ModuleSummary, ...], libraries: frozenset[str]
) -> Iterator[tuple[ModuleSummary, Definition, str]]:
    """Yield the definitions that use what a source module imports of some libraries.

    An import that no definition uses is none, nor is one for type checkers alone.
    """
    for module in modules:
        if module.role != "source":
            continue
        bound = {
            item.binds: item.module for item in module.imports if item.module.partition(".")[0] in libraries
        }
        for definition in module.definitions if bound else ():
            for use in sorted(definition.uses):
                if (name := use.partition(".")[0]) in bound:
                    yield module, definition, bound[name]
                    break


def _is_called(modules: tuple[ModuleSummary, ...], definition: Definition) -> bool:
    """Tell whether anything but itself names a definition: a call, a route, a registry."""
    return bool(definition.decorators) or any(
        definition.name in {use.rpartition(".")[2] for use in uses}
        for module in modules
        if module.role == "source"
        for uses in (
            module.uses,
            module.main_uses,
            *(other.uses for other in module.definitions if other is not definition),
        )
    )


def _seen(modules: tuple[ModuleSummary, ...], found: list[tuple[ModuleSummary, Definition, str]]) -> Answer:
    """Return the answer for what is called; a half where nothing leads to it."""
    for module, definition, what in found:
        at = Location(module.path, definition.route, definition.span)
        if _is_called(modules, definition):
            return kept((_words(definition, what), at))
    module, definition, what = found[0]
    at = Location(module.path, definition.route, definition.span)
    return kept((_words(definition, what), at), share=0.5, reason="nothing calls it")


def _words(definition: Definition, what: str) -> str:
    """Say what a definition uses; one that does it all itself is named alone."""
    name = f"`{definition.name}`"
    return f"{name} is called" if what == definition.name else f"{name} uses `{what}`"


@practice(3, rules=("drift-monitoring-missing",))
def drift_watched(
    modules: tuple[ModuleSummary, ...], profile: Profile, repository: Repository, ci: CI | None
) -> Answer | None:
    """What the model is asked about is compared with what it was trained on.

    Yes where a schedule runs a monitoring job, or code that something calls uses a library for it or a
    statistic of its own. A half where nothing leads to that code.
    """
    if profile.name != "ml-service":
        return None
    scheduled = ci.answer(Verb.MONITORS, events=_SCHEDULE) if ci else None
    if scheduled is not None and scheduled.value == "yes":
        act = scheduled.acts[0]
        return kept((f"a schedule runs `{' '.join(act.words)[:80]}`", act.at))
    found = list(_callers(modules, LIBRARIES))
    found += [
        (module, definition, definition.name)
        for module in modules
        if module.role == "source"
        for definition in module.definitions
        if definition.kind != "class" and any(word in definition.name.lower() for word in WORDS)
    ]
    # A forecast may have a drift, too: the last value, and how it went on so far.
    telling = [one for one in found if one[1].name != one[2] or not _FORECAST.search(one[2].lower())]
    if telling:
        return _seen(modules, telling)
    if found:
        return untold(f"whether `{found[0][2]}` compares what is served cannot be read")
    job = next(filter(is_job, sorted(repository.files)), None)
    return untold(f"what `{job}` does cannot be read") if job else lacking("nothing compares them")


@practice(1, rules=("health-endpoint-missing",))
def health_answered(modules: tuple[ModuleSummary, ...], profile: Profile) -> Answer | None:
    """The service answers a request for its health."""
    at = server(modules) if profile.name == "ml-service" else None
    if at is None:
        return None
    return kept(("the service has a route for it", at)) if answers_health(modules) else lacking("no route")


@practice(1, rules=("metrics-missing",))
def requests_counted(modules: tuple[ModuleSummary, ...], profile: Profile) -> Answer | None:
    """The service counts requests and failures."""
    if profile.name != "ml-service" or server(modules) is None:
        return None
    if answers_metrics(modules):
        # `/metrics` of a model are others than those of a service.
        if source_names(modules) & COUNTING:
            return kept("the service has a route `/metrics`")
        return untold("whether the route `/metrics` counts requests cannot be read")
    found = list(_callers(modules, COUNTING))
    return _seen(modules, found) if found else lacking("nothing counts them")
