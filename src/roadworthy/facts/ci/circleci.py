"""CircleCI ("Configuration reference")."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from roadworthy.core.finding import Location, Route
from roadworthy.core.late_re import re
from roadworthy.facts.ci.fill import ALTERNATIVES, CUT, VARIABLES, filled, is_cut
from roadworthy.facts.ci.model import Event, Pipeline, PipelineJob, Step
from roadworthy.facts.ci.source import (
    DEPTH,
    FILES,
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

_PARAMETER = re.compile(r"<<\s*parameters\.([\w.-]+)\s*>>")
#: Steps that the system offers itself.
_OWN = frozenset(
    "add_ssh_keys attach_workspace checkout deploy persist_to_workspace restore_cache run save_cache"
    " setup_remote_docker store_artifacts store_test_results unless when".split()
)


def read_circleci(tree: Tree, path: str) -> Pipeline:
    """Read `.circleci/config.yml`; raises `Unreadable` for broken YAML."""
    source, reading = read_source(tree, path), Reading(tree)
    found = _CircleCI(source, reading).pipeline(path)
    if source.document.get(object, "setup") is not True:
        return found
    # A pipeline of this kind only chooses the one that goes on.
    jobs = list(found.jobs)
    names = list(dict.fromkeys(_continued(source.document.get(object))))
    for name in names[:FILES] or [""]:
        if not name or "<<" in name or "$" in name:
            reading.miss(source.at("setup"), "the configuration that this one continues with")
        elif (following := reading.included(name, source.at("setup"))) is not None:
            jobs += _CircleCI(following, reading).pipeline(path).jobs
    return replace(found, jobs=tuple(jobs), unseen=tuple(reading.unseen))


def _continued(data: Any) -> Iterator[str]:
    """Yield the files that the orbs of CircleCI continue with, as far as a configuration names them."""
    waiting, seen = [data], set[int]()
    while waiting:
        value = waiting.pop()
        # What aliases share is one object.
        if not isinstance(value, (dict, list)) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            waiting += value
            continue
        waiting += value.values()
        orb = value.get("path-filtering/filter")
        if isinstance(orb, dict) and "config-path" not in orb:
            yield ".circleci/continue_config.yml"
        for key in ("config-path", "configuration_path"):
            if isinstance(value.get(key), str):
                yield value[key]


class _CircleCI:
    def __init__(self, source: Source, reading: Reading) -> None:
        self.source, self.reading = source, reading
        get = source.document.get
        self.jobs = get(dict, "jobs") or {}
        self.commands = get(dict, "commands") or {}
        self.executors = get(dict, "executors") or {}
        self.orbs = get(dict, "orbs") or {}

    def pipeline(self, path: str) -> Pipeline:
        source, made = self.source, list[PipelineJob]()
        if not self.jobs and not source.document.has("workflows"):
            self.reading.miss(source.at(), "a configuration of version 1, or made by another pipeline")
        workflows = {
            str(at.route[-1]): flow for at, flow in source.document.each(dict, "workflows") if "jobs" in flow
        }
        for name, flow in workflows.items():
            events = self.events(flow)
            for route, item in flattened(flow["jobs"], ("workflows", name, "jobs")):
                if self.reading.job(Location(source.file, route)):
                    made += self.called(item, route, events)
        if not workflows and "build" in self.jobs:
            # Without workflows, the job `build` runs on each push.
            made.append(self.job("build", {}, frozenset({Event.BRANCH}), ("jobs", "build")))
        return Pipeline("CircleCI", path, tuple(made), tuple(self.reading.unseen))

    def events(self, flow: dict[str, Any]) -> frozenset[Event]:
        triggers = flow.get("triggers")
        if isinstance(triggers, list) and any("schedule" in table(item) for item in triggers):
            return frozenset({Event.SCHEDULE})
        if flow.get("when") is False or flow.get("unless") is True:
            return frozenset()
        return frozenset({Event.BRANCH})

    def called(self, item: Any, route: Route, events: frozenset[Event]) -> list[PipelineJob]:
        name, given = (item, {}) if isinstance(item, str) else next(iter(table(item).items()), ("", {}))
        given = table(given)
        if given.get("type") == "approval" or table(self.jobs.get(str(name))).get("type") == "approval":
            return []
        filters = table(given.get("filters"))
        tags, branches = table(filters.get("tags")), table(filters.get("branches"))
        if events == frozenset({Event.BRANCH}):
            found = {Event.BRANCH}
            only, ignore = texts(branches.get("only")), texts(branches.get("ignore"))
            if only:
                found = {Event.BRANCH if any(n.startswith("/.*/") for n in only) else Event.MAIN}
            if any(name in ("/.*/", "/^.*/") for name in ignore):
                found = set()
            if tags.get("only") is not None:
                found.add(Event.TAG)
            events = frozenset(found)
        matrix = table(table(given.get("matrix")).get("parameters"))
        items = itertools.islice({**given, **matrix}.items(), VARIABLES)
        values = {key: tuple(each[:ALTERNATIVES]) for key, value in items if (each := texts(value))}
        name = str(name)
        if name in self.jobs:
            # The matrix may give the executor, whose name is no script's business.
            return [self.job(name, values, events, route, texts(given.get("requires")))]
        at = Location(self.source.file, route)
        # The steps that a caller puts before and after an orb's job are its own.
        steps: list[Step] = []
        for key in ("pre-steps", "post-steps"):
            self.steps(given.get(key), (*route, key), {}, steps, 0)
        uses = Step(at, uses=f"orb:{self.orb(name)}", inputs=settings(given), name=name)
        return [PipelineJob(name, at, (uses, *steps), events, needs=tuple(texts(given.get("requires"))))]

    def orb(self, name: str) -> str:
        """Return an orb's job or command with the name that the orb is published under."""
        alias, _, command = name.partition("/")
        published = self.orbs.get(alias)
        if isinstance(published, str):
            orb, at, version = published.partition("@")
            return f"{orb}/{command}{at}{version}"
        return name

    def job(
        self,
        name: str,
        given: dict[str, tuple[str, ...]],
        events: frozenset[Event],
        route: Route,
        needs: Any = (),
    ) -> PipelineJob:
        data = table(self.jobs.get(name))
        defaults = {
            key: (as_text(value["default"]),)
            for key, value in itertools.islice(table(data.get("parameters")).items(), VARIABLES)
            if isinstance(value, dict) and isinstance(value.get("default"), (str, int, float))
        }
        parameters = {**defaults, **given}
        executor = data.get("executor")
        executor = table(executor).get("name") if isinstance(executor, dict) else executor
        place = table(self.executors.get(str(executor))) if executor else data
        environment = settings(place.get("environment"), data.get("environment"))
        steps: list[Step] = []
        self.steps(
            data.get("steps"), ("jobs", name, "steps"), {k: v[0] for k, v in parameters.items()}, steps, 0
        )
        images = place.get("docker") or data.get("docker")
        image = table(images[0]).get("image") if isinstance(images, list) and images else ""
        values = {f"parameters.{key}": value for key, value in parameters.items()}
        values |= {key: (value,) for key, value in environment.items()}
        return PipelineJob(
            name,
            self.source.at("jobs", name),
            tuple(steps),
            events,
            values,
            tuple(needs),
            image=as_text(image or ""),
            runner="machine" if "machine" in data else "",
        )

    def steps(self, items: Any, route: Route, given: dict[str, str], steps: list[Step], depth: int) -> None:
        for where, item in flattened(items, route):
            at = Location(self.source.file, where)
            if depth > DEPTH or not self.reading.room(at):
                return
            name, value = (
                (item, None) if isinstance(item, str) else next(iter(table(item).items()), ("", None))
            )
            name = str(name)
            if name == "run" or (name == "deploy" and value):
                self.run(where, name, value, given, steps)
            elif name in ("when", "unless"):
                self.steps(table(value).get("steps"), (*where, name, "steps"), given, steps, depth + 1)
            elif name in self.commands:
                command = table(self.commands[name])
                defaults = {
                    key: as_text(inner["default"])
                    for key, inner in itertools.islice(table(command.get("parameters")).items(), VARIABLES)
                    if isinstance(inner, dict) and isinstance(inner.get("default"), (str, int, float))
                }
                filled = {key: self.filled(text, given) for key, text in settings(value).items()}
                inner_route: Route = ("commands", name, "steps")
                self.steps(command.get("steps"), inner_route, {**defaults, **filled}, steps, depth + 1)
            elif name not in _OWN and name:
                inputs = {key: self.filled(text, given) for key, text in settings(value).items()}
                steps.append(Step(at, uses=f"orb:{self.orb(name)}", inputs=inputs, name=name))
            elif name:
                steps.append(Step(at, uses=f"own:{name}", inputs=settings(value)))

    def run(self, where: Route, name: str, value: Any, given: dict[str, str], steps: list[Step]) -> None:
        data = value if isinstance(value, dict) else {"command": value}
        script = data.get("command")
        if not isinstance(script, str):
            return
        route = (*where, name, "command") if isinstance(value, dict) else (*where, name)
        when, shell = data.get("when"), as_text(data.get("shell") or "")
        bash = not shell or "-e" in shell
        text = self.filled(script, given)
        if is_cut(text, script):
            self.reading.miss(Location(self.source.file, route), CUT)
        steps.append(
            Step(
                Location(self.source.file, route),
                text,
                name=as_text(data.get("name") or ""),
                env=settings(data.get("environment")),
                tolerated="it runs only where another step failed" if when == "on_fail" else "",
                line=self.source.line(route, script),
                directory=as_text(data.get("working_directory") or "").removeprefix("./"),
                errexit=bash,
                pipefail=not shell or "pipefail" in shell,
                always=when == "always",
            )
        )

    def filled(self, text: str, given: dict[str, str]) -> str:
        return filled(_PARAMETER, lambda found: given.get(found[1], found[0]), text)
