"""The road from an experiment to production: five steps, each with what was seen of it.

A step is judged by the practices of its groups, by findings about what is absent, and by what pipelines do.
Nothing is taken for granted: what leaves no trace in a project, such as a deployment by hand, is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.core.result import ProjectResult
from roadworthy.core.road import RoadSign, RoadState, RoadStep
from roadworthy.core.rule import Severity
from roadworthy.engine.inspect import Inspection

if TYPE_CHECKING:
    from roadworthy.facts.ci import Verb

#: Each step with the groups whose practices and findings tell of it.
_STEPS = (
    ("code prepared", ("repository", "layout", "code", "notebooks", "tests")),
    ("package built", ("metadata", "dependencies", "artifacts", "pipeline")),
    ("published", ()),
    ("deployed", ("container",)),
    ("monitored", ("operations",)),
)
#: Characters of a command that are shown.
SHOWN = 80


def road(inspection: Inspection, result: ProjectResult) -> tuple[RoadStep, ...]:
    """Return the steps of a project in their order; none for artifacts alone and in a partial run."""
    if result.kind != "project" or result.partial:
        return ()
    steps = []
    for name, groups in _STEPS:
        signs = (*_of_practices(result, groups), *_of_lacks(result, groups), *_seen(name, inspection, result))
        steps.append(RoadStep(name, _state(signs), signs))
    return tuple(steps)


def _state(signs: Iterable[RoadSign]) -> RoadState:
    states = {sign.state for sign in signs}
    if states == {"done"}:
        return "done"
    if states & {"done", "partly"}:
        return "partly"
    return "not" if "not" in states else "unknown"


def _of_practices(result: ProjectResult, groups: tuple[str, ...]) -> Iterator[RoadSign]:
    words: dict[str, RoadState] = {"yes": "done", "partly": "partly", "no": "not", "unknown": "unknown"}
    for group in result.score.groups if result.score else ():
        for practice in group.practices if group.name in groups else ():
            if practice.state not in words:
                continue
            place = next((place for _, place in practice.chain if place is not None), None)
            told = [text for text, _ in practice.chain] + [practice.reason] * bool(practice.reason)
            yield RoadSign(practice.title, words[practice.state], "; ".join(told), place)


def _of_lacks(result: ProjectResult, groups: tuple[str, ...]) -> Iterator[RoadSign]:
    """Yield what findings say is absent, beyond notes, in groups whose practices do not say so."""
    told = {group.name for group in (result.score.groups if result.score else ()) if group.practices}
    for finding in result.findings:
        lacks = finding.rule.endswith("-missing") and finding.severity is not Severity.NOTE
        if lacks and finding.group in {*groups} - told and finding.accepted is None:
            yield RoadSign(finding.rule, "not", finding.message, finding.place)


def _seen(step: str, inspection: Inspection, result: ProjectResult) -> Iterator[RoadSign]:
    """Yield what pipelines do of a step, and what PyPI would say."""
    from roadworthy.facts.ci import Verb

    if step == "package built":
        sign = _of_pipelines(
            inspection, "A pipeline builds the package", Verb.BUILDS_WHEEL, Verb.BUILDS_SDIST
        )
        # That none builds it is no lack: what publishes the package may build it as well.
        yield from (sign,) if sign.state == "done" else ()
    if step == "published":
        if result.pypi is not None and result.pypi.verdict != "unknown":
            state: RoadState = "done" if result.pypi.verdict == "accepted" else "not"
            yield RoadSign("PyPI would take the artifacts", state, "; ".join(result.pypi.reasons[:2]))
        yield _of_pipelines(inspection, "A pipeline publishes it", Verb.PUBLISHES)
    if step == "deployed" and result.profile == "library":
        yield RoadSign("Something runs it", "unknown", "a library is deployed by those who use it")
    elif step == "deployed":
        yield _of_pipelines(inspection, "A pipeline deploys it", Verb.DEPLOYS, Verb.PUSHES_IMAGE)


def _of_pipelines(inspection: Inspection, title: str, *verbs: Verb) -> RoadSign:
    """Tell whether a pipeline does one of some things: with the first command that does, else unknown."""
    from roadworthy.facts.ci import CI, Event

    try:
        ci = inspection.facts.get(CI)
    except (Blocked, Unmeasured):
        ci = None
    for _, act in ci.each(*verbs) if ci else ():
        words = " ".join(act.words)[:SHOWN]
        return RoadSign(title, "done", f"`{words or act.tool}`", inspection.placer.place(act.at))
    unread = ci is None or ci.answer(*verbs, events=frozenset(Event)).unseen
    reason = "not every pipeline can be read" if unread else "no pipeline does it"
    return RoadSign(title, "unknown", f"{reason}; by hand it leaves no trace here")
