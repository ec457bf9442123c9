"""GitLab CI ("CI/CD YAML syntax reference")."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from roadworthy.core.finding import Location
from roadworthy.facts.ci.fill import ALTERNATIVES, VARIABLES, add_values
from roadworthy.facts.ci.gitlab_files import Jobs, Written
from roadworthy.facts.ci.gitlab_triggers import ALWAYS, events_of
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
    texts,
)
from roadworthy.tree.tree import Tree


def read_gitlab(tree: Tree, path: str) -> Pipeline:
    """Read a pipeline with the files that it includes; raises `Unreadable` where the file is broken."""
    reading = Reading(tree)
    reading.opened.add(path)
    jobs = Jobs(reading)
    jobs.take(read_source(tree, path))
    made = _made(jobs)
    waiting = list(jobs.children)
    while waiting:
        child, events = waiting.pop(0)
        made += [replace(job, events=events) for job in _made(child)]
        waiting += child.children
    return Pipeline("GitLab CI", path, tuple(made), tuple(reading.unseen))


def _made(jobs: Jobs) -> list[PipelineJob]:
    made = [job for name in list(jobs.tables) if name != "default" and (job := _job(jobs, name))]
    for at, template in jobs.scanners:
        made.append(PipelineJob(template, at, (Step(at, uses=f"template:{template}"),), ALWAYS))
    return made


def _job(jobs: Jobs, name: str) -> PipelineJob | None:
    if name.startswith("."):
        return None
    whole = jobs.whole(name)
    if whole is None:
        return None
    source, data = whole
    at = source.at(name)
    value = {key: item.value for key, item in data.items()}
    if not {"script", "trigger", "run", "extends"} & value.keys() or not jobs.reading.job(at):
        return None
    default = table(jobs.tables["default"].value) if "default" in jobs.tables else {}
    steps: list[Step] = []
    for key in ("before_script", "script", "after_script"):
        tolerated = "it is an `after_script`" if key == "after_script" else ""
        for origin, route, text in _lines(jobs, source, data, default, key):
            if not jobs.reading.room(at):
                break
            place = Location(origin.file, route)
            steps.append(Step(place, text, tolerated=tolerated, line=origin.line(route, text)))
    variables = settings(jobs.globals.get("variables"), value.get("variables"))
    values: dict[str, tuple[str, ...]] = {key: (text,) for key, text in variables.items()}
    for _, item in flattened(table(value.get("parallel")).get("matrix"), ()):
        for key, found in itertools.islice(table(item).items(), VARIABLES):
            for text in texts(found)[:ALTERNATIVES]:
                add_values(values, {key: text})
    events = events_of(value, jobs.globals.get("workflow"), jobs.ruled)
    if "trigger" in value:
        _child(jobs, at / "trigger", value["trigger"], events)
    allow = value.get("allow_failure")
    stages = texts(jobs.globals.get("stages"))
    stage = as_text(value.get("stage") or "test")
    return PipelineJob(
        name,
        at,
        tuple(steps),
        events,
        values,
        _needs(value.get("needs")),
        image=_image(value.get("image") or default.get("image") or jobs.globals.get("image")),
        runner=" ".join(texts(value.get("tags"))),
        environment=_image(value.get("environment")),
        tolerated="`allow_failure` is set for the job" if allow is True else "",
        stage=stages.index(stage) if stage in stages else 0,
        one_shell=True,
    )


def _needs(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else ()
    return tuple(as_text(item.get("job", "") if isinstance(item, dict) else item) for item in items)


def _image(value: Any) -> str:
    return as_text(table(value).get("name", "") if isinstance(value, dict) else value or "")


def _lines(
    jobs: Jobs, source: Source, data: Mapping[str, Written], default: dict[str, Any], key: str
) -> Iterator[Written]:
    """Yield the lines of a script with where they are written, `!reference` resolved."""
    if key in data:
        written = data[key]
    elif key in default:
        written = Written(jobs.tables["default"].source, ("default", key), default[key])
    elif key != "script" and key in jobs.globals:
        written = Written(source, (key,), jobs.globals[key])
    else:
        return
    yield from _resolved(jobs, written)


def _resolved(jobs: Jobs, written: Written, depth: int = 0) -> Iterator[Written]:
    source, route, value = written
    if isinstance(value, list) and depth <= DEPTH:
        names = [item for item in value if isinstance(item, str)]
        # A reference is a list within a script, of a job's name and its keywords; PyYAML drops the tag.
        if 2 <= len(value) == len(names) <= 3 and names[0] in jobs.tables and not names[1].count(" "):
            base = jobs.whole(names[0])
            found = base[1].get(names[1]) if base else None
            if found is not None and not jobs.reading.follow(Location(source.file, route)):
                return
            if found is not None:
                inner = found.value
                for name in names[2:]:
                    inner = table(inner).get(name)
                place = (*found.route, *names[2:])
                yield from _resolved(jobs, Written(found.source, place, inner), depth + 1)
                return
        for index, item in enumerate(value):
            yield from _resolved(jobs, Written(source, (*route, index), item), depth + 1)
    elif isinstance(value, (str, int, float)):
        yield written._replace(value=as_text(value))


def _child(jobs: Jobs, at: Location, value: Any, events: frozenset[Event]) -> None:
    """Take in a child pipeline that is written in the project; note any other."""
    include = table(value).get("include")
    items = include if isinstance(include, list) else [include] if include else []
    for item in items:
        local = item if isinstance(item, str) else table(item).get("local")
        path = local.lstrip("/") if isinstance(local, str) else ""
        if path in jobs.reading.opened:
            continue
        found = jobs.reading.included(path, at) if path and "$" not in path else None
        if found is not None:
            child = Jobs(jobs.reading)
            child.take(found)
            jobs.children.append((child, events))
        elif not path or "$" in path:
            what = next(iter(texts(list(table(item).values()))), "...")
            jobs.reading.miss(at, f"the child pipeline `{what}`, which is not in the project")
    if not items:
        jobs.reading.miss(at, "a pipeline of another project")
