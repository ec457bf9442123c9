"""Workflows of GitHub Actions ("Workflow syntax for GitHub Actions")."""

from __future__ import annotations

import posixpath
import shlex
from typing import Any

from roadworthy.core.finding import Location, Route
from roadworthy.core.late_re import re
from roadworthy.facts.ci.model import Event, Pipeline, PipelineJob, Step
from roadworthy.facts.ci.source import DEPTH, Reading, Source, as_text, read_source, settings, table, texts
from roadworthy.facts.ci.uses import own_path
from roadworthy.tree.tree import Tree

_REQUESTS = ("pull_request", "pull_request_target", "merge_group")
_EVENT = re.compile(r"github\.event_name\s*(==|!=)\s*'(\w+)'")
_TAG_ONLY = re.compile(r"startsWith\(\s*github\.ref\s*,\s*'refs/tags|github\.ref_type\s*==\s*'tag'")
_MAIN_ONLY = re.compile(r"github\.ref(?:_name)?\s*==\s*'(?:refs/heads/)?(?:main|master|develop)'")
_EVENTS = {
    "schedule": Event.SCHEDULE,
    "workflow_dispatch": Event.MANUAL,
    "repository_dispatch": Event.OTHER,
    "workflow_call": Event.CALLED,
}


def read_github(tree: Tree, path: str) -> Pipeline:
    """Read a workflow, with the local actions that it uses; raises `Unreadable` for broken YAML."""
    source = read_source(tree, path)
    reading = Reading(tree)
    events = _events(source.document.get(object, "on"))
    env = source.document.get(dict, "env")
    defaults = source.document.get(dict, "defaults", "run") or {}
    jobs = []
    for at, job in source.document.each(dict, "jobs"):
        if reading.job(at):
            jobs.append(_job(source, reading, at, job, events, env, defaults))
    return Pipeline("GitHub Actions", path, tuple(jobs), tuple(reading.unseen))


def _events(on: Any) -> frozenset[Event]:
    names = on if isinstance(on, dict) else dict.fromkeys(texts(on))
    found: set[Event] = set()
    for name, filters in names.items():
        if name == "push":
            found |= _pushes(table(filters))
        elif name in _REQUESTS:
            found.add(Event.REQUEST)
        else:
            found.add(_EVENTS.get(str(name), Event.OTHER))
    return frozenset(found)


def _pushes(filters: dict[str, Any]) -> set[Event]:
    """Return what a push means: branches or tags that are named leave out the others."""
    branches, tags = filters.get("branches"), filters.get("tags")
    if "branches-ignore" in filters or (branches is None and tags is None):
        return {Event.BRANCH, Event.TAG} if "tags-ignore" not in filters else {Event.BRANCH}
    found = {Event.TAG} if tags is not None else set()
    if branches is not None:
        wide = any(name in ("*", "**") for name in texts(branches))
        found.add(Event.BRANCH if wide else Event.MAIN)
    return found


def narrowed(events: frozenset[Event], condition: Any) -> frozenset[Event]:
    """Return the events that a condition (`if`) leaves of those that start a job."""
    if condition is None:
        return events
    text = as_text(condition)
    if text.strip().removeprefix("${{").removesuffix("}}").strip() == "false":
        return frozenset()
    if "||" in text:
        return events
    for operator, name in _EVENT.findall(text):
        if name == "push":
            named = {Event.BRANCH, Event.MAIN, Event.TAG}
        else:
            named = {Event.REQUEST} if name in _REQUESTS else {_EVENTS.get(name, Event.OTHER)}
        events = events - named if operator == "!=" else events & named
    if _TAG_ONLY.search(text) and "!" not in text:
        events = events & {Event.TAG, Event.OTHER, Event.MANUAL, Event.CALLED}
    elif _MAIN_ONLY.search(text) and "!" not in text:
        kept = events & {Event.MAIN, Event.SCHEDULE, Event.MANUAL, Event.CALLED}
        events = kept | ({Event.MAIN} if Event.BRANCH in events else frozenset())
    return events


def _job(
    source: Source,
    reading: Reading,
    at: Location,
    job: dict[str, Any],
    events: frozenset[Event],
    env: Any,
    defaults: dict[str, Any],
) -> PipelineJob:
    name = str(at.route[-1])
    events = narrowed(events, job.get("if"))
    variables = settings(env, job.get("env"))
    values: dict[str, tuple[str, ...]] = {f"env.{key}": (value,) for key, value in variables.items()}
    values |= {key: (value,) for key, value in variables.items()}
    values |= {
        f"matrix.{key}": found for key, found in _matrix(table(job.get("strategy")).get("matrix")).items()
    }
    run = {**defaults, **table(table(job.get("defaults")).get("run"))}
    steps: list[Step] = []
    if isinstance(job.get("uses"), str):
        steps.append(Step(at / "uses", uses=job["uses"], inputs=settings(job.get("with")), name=name))
    _steps(source, reading, (*at.route, "steps"), job.get("steps"), run, steps)
    container = job.get("container")
    return PipelineJob(
        name,
        at,
        tuple(steps),
        events,
        values,
        tuple(texts(job.get("needs"))),
        image=as_text(table(container).get("image", "") if isinstance(container, dict) else container or ""),
        runner=" ".join(texts(job.get("runs-on"))),
        environment=" ".join(texts(table(job.get("environment")).get("name") or job.get("environment"))),
        tolerated="`continue-on-error` is set for the job" if job.get("continue-on-error") is True else "",
        title=as_text(job.get("name") or ""),
    )


def _matrix(matrix: Any) -> dict[str, tuple[str, ...]]:
    """Return the values of each variable of a matrix; a variable whose values are computed is left out."""
    found: dict[str, list[str]] = {}
    tables = (
        [table(item) for item in table(matrix).get("include", []) if isinstance(item, dict)]
        if isinstance(table(matrix).get("include"), list)
        else []
    )
    for key, value in table(matrix).items():
        if isinstance(value, list) and key not in ("include", "exclude"):
            for item in value:
                _scalars(key, item, found)
    for item in tables:
        for key, value in item.items():
            _scalars(key, value, found)
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items()}


def _scalars(key: str, value: Any, found: dict[str, list[str]]) -> None:
    if isinstance(value, dict):
        for inner, item in value.items():
            if isinstance(item, (str, int, float)):
                found.setdefault(f"{key}.{inner}", []).append(as_text(item))
    elif isinstance(value, (str, int, float)):
        found.setdefault(key, []).append(as_text(value))


def _steps(
    source: Source,
    reading: Reading,
    route: Route,
    items: Any,
    run: dict[str, Any],
    steps: list[Step],
    depth: int = 0,
) -> None:
    for index, item in enumerate(items if isinstance(items, list) else ()):
        at = Location(source.file, (*route, index))
        if not isinstance(item, dict) or not reading.room(at):
            continue
        step = _step(source, at, item, run)
        if not own_path(step.uses) or not _composite(reading, step, steps, depth):
            steps.append(step)


def _step(source: Source, at: Location, item: dict[str, Any], run: dict[str, Any]) -> Step:
    script = item.get("run") if isinstance(item.get("run"), str) else ""
    shell = as_text(item.get("shell") or run.get("shell") or "")
    condition = item.get("if")
    every = frozenset(Event)
    events = narrowed(every, condition)
    place = at / "run" if script else at / "uses" if "uses" in item else at
    bash = shell in ("", "bash", "sh") or "-e" in shell
    line = source.line(place.route, script) if script else None
    if script and shell.startswith("python"):
        script = f"python -c {shlex.quote(script)}"
    return Step(
        place,
        script or "",
        as_text(item.get("uses") or ""),
        settings(item.get("with")),
        as_text(item.get("name") or ""),
        settings(item.get("env")),
        "`continue-on-error` is set for the step" if item.get("continue-on-error") is True else "",
        None if events == every else events,
        line,
        as_text(item.get("working-directory") or run.get("working-directory") or "").removeprefix("./"),
        errexit=bash,
        pipefail=shell == "bash" or "pipefail" in shell or not bash,
        always=isinstance(condition, str) and "always()" in condition,
        ident=as_text(item.get("id") or ""),
    )


def _composite(reading: Reading, step: Step, steps: list[Step], depth: int) -> bool:
    """Add the steps of a local composite action in place of the step that uses it; tell whether it is one."""
    paths = (posixpath.normpath(f"{own_path(step.uses)}/action.{end}") for end in ("yml", "yaml"))
    found = next((path for path in paths if path in reading.tree.files), None)
    if found is None:
        # It may be checked out by a step before this one.
        reading.miss(step.at, f"the action `{step.uses}` is not in the project")
        return False
    if depth >= DEPTH:
        reading.miss(step.at, f"the action `{step.uses}` is nested too deep")
        return False
    source = reading.included(found, step.at)
    runs = source.document.get(dict, "runs") if source else None
    if source is None or not runs:
        return False
    if not isinstance(runs.get("steps"), list):
        reading.miss(step.at, f"the action `{step.uses}` is a program")
        return False
    _steps(source, reading, ("runs", "steps"), runs["steps"], {}, steps, depth + 1)
    return True
