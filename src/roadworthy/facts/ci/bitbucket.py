"""Bitbucket Pipelines ("Bitbucket Pipelines configuration reference")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roadworthy.core.finding import Location, Route
from roadworthy.facts.ci.model import Event, Pipeline, PipelineJob, Step
from roadworthy.facts.ci.source import (
    DEPTH,
    Reading,
    Source,
    as_text,
    flattened,
    read_source,
    settings,
    table,
)
from roadworthy.tree.tree import Tree

_MANUAL = frozenset({Event.MANUAL, Event.SCHEDULE})


def read_bitbucket(tree: Tree, path: str) -> Pipeline:
    """Read `bitbucket-pipelines.yml`; raises `Unreadable` for broken YAML."""
    source = read_source(tree, path)
    reading = Reading(tree)
    jobs: list[PipelineJob] = []
    image = _image(source.document.get(object, "image"))
    for at, value in source.document.each(object, "pipelines"):
        kind = str(at.route[-1])
        if kind == "default":
            found = [(at.route, value, frozenset({Event.BRANCH}))]
        else:
            found = [
                ((*at.route, name), steps, _events(kind, str(name))) for name, steps in table(value).items()
            ]
        for route, items, events in found:
            for stage, (where, step) in enumerate(_steps(items, route)):
                _add(source, reading, jobs, where, step, events, image, stage)
    return Pipeline("Bitbucket Pipelines", path, tuple(jobs), tuple(reading.unseen))


def _events(kind: str, name: str) -> frozenset[Event]:
    if kind == "pull-requests":
        return frozenset({Event.REQUEST})
    if kind == "tags":
        return frozenset({Event.TAG})
    if kind == "branches":
        return frozenset({Event.BRANCH if name in ("*", "**") else Event.MAIN})
    return _MANUAL


def _steps(value: Any, route: Route, depth: int = 0) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Yield the steps below a pipeline: in lists, `parallel` and `stage`."""
    if depth > DEPTH:
        return
    for where, item in flattened(value, route):
        for key, inner in table(item).items():
            if key == "step" and isinstance(inner, dict):
                yield (*where, key), inner
            elif key in ("parallel", "stage", "steps"):
                yield from _steps(inner, (*where, key), depth + 1)
            elif key == "import":
                yield (*where, key), {"import": inner}


def _add(
    source: Source,
    reading: Reading,
    jobs: list[PipelineJob],
    route: Route,
    step: dict[str, Any],
    events: frozenset[Event],
    image: str,
    stage: int,
) -> None:
    at = Location(source.file, route)
    if not reading.job(at):
        return
    if "import" in step:
        reading.miss(at, f"`import: {as_text(step['import'])}` is another repository's")
        return
    if step.get("trigger") == "manual":
        events = _MANUAL
    steps = []
    for key in ("script", "after-script"):
        for where, item in flattened(step.get(key), (*route, key)):
            if not reading.room(at):
                break
            place = Location(source.file, where)
            if isinstance(item, dict):
                uses = as_text(item.get("pipe") or "")
                steps.append(Step(place, uses=f"pipe:{uses}", inputs=settings(item.get("variables"))))
            else:
                tolerated = "it is an `after-script`" if key == "after-script" else ""
                steps.append(
                    Step(place, as_text(item), tolerated=tolerated, line=source.line(where, as_text(item)))
                )
    name = as_text(step.get("name") or route[-2])
    tolerated = "`on-fail: ignore` is set" if table(step.get("on-fail")).get("strategy") == "ignore" else ""
    jobs.append(
        PipelineJob(
            name,
            at,
            tuple(steps),
            events,
            image=_image(step.get("image")) or image,
            environment=as_text(step.get("deployment") or ""),
            tolerated=tolerated,
            stage=stage,
            one_shell=True,
        )
    )


def _image(value: Any) -> str:
    return as_text(table(value).get("name", "") if isinstance(value, dict) else value or "")
