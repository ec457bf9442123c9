"""Azure Pipelines ("YAML schema reference for Azure Pipelines")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from roadworthy.core.finding import Location, Route
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.ci.azure_steps import PARAMETER, Table, as_values, parameters_of, step_of
from roadworthy.facts.ci.azure_triggers import events_of, narrowed
from roadworthy.facts.ci.fill import CUT, VARIABLES, add_values, is_cut
from roadworthy.facts.ci.model import Event, Pipeline, PipelineJob, Step
from roadworthy.facts.ci.source import DEPTH, Reading, Source, as_text, read_source, settings, table, texts
from roadworthy.tree.tree import Tree


def read_azure(tree: Tree, path: str) -> Pipeline:
    """Read a pipeline with the templates that it uses; raises `Unreadable` for broken YAML."""
    source = read_source(tree, path)
    data = table(source.document.data)
    azure = _Azure(Reading(tree))
    azure.level(_Part(source, (), events_of(data, tree), _variables(data.get("variables"))), data)
    return Pipeline("Azure Pipelines", path, tuple(azure.made), tuple(azure.reading.unseen))


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pipeline: where it is written, what starts it, and what is known in it.

    `values` are its variables, `given` the parameters of the template that it is in, `depth` says how many
    stages and templates lead to it.
    """

    source: Source
    route: Route
    events: frozenset[Event]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: Table = field(default_factory=dict)
    depth: int = 0

    def below(self, *route: str | int) -> _Part:
        """Return the part that a route leads to from here."""
        return replace(self, route=(*self.route, *route))

    @property
    def at(self) -> Location:
        """Where it is."""
        return Location(self.source.file, self.route)


class _Azure:
    """The jobs that one pipeline comes to."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.made: list[PipelineJob] = []

    def level(self, part: _Part, data: Table) -> None:
        """Read what stands beside one another: stages, jobs, or the steps of a job that has no name."""
        if part.depth > 3 * DEPTH:
            return
        if "extends" in data:
            self.template(part.below("extends"), table(data["extends"]))
        for kind in ("stages", "jobs"):
            for inner, item in self.items(part.below(kind), data.get(kind)):
                if "template" in item:
                    self.template(inner, item)
                elif kind == "stages":
                    self.stage(inner, item)
                else:
                    self.job(inner, item)
        if "steps" in data:
            self.job(part, data)

    def stage(self, part: _Part, item: Table) -> None:
        """Read the jobs of a stage, for which its variables and its condition hold."""
        values = {**part.values, **_variables(item.get("variables"))}
        events = narrowed(part.events, item.get("condition"))
        self.level(replace(part, events=events, values=values, depth=part.depth + 1), item)

    def items(self, part: _Part, value: Any, inside: int = 0) -> Iterator[tuple[_Part, Table]]:
        """Yield the tables of a list; those below `${{ if }}` and `${{ each }}` are among them.

        `inside` says how many of these lead to the list.
        """
        room = part.depth + inside < 3 * DEPTH
        if isinstance(value, dict):  # a list that is only inserted
            value = [value]
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if not isinstance(item, dict):
                name = PARAMETER.fullmatch(item) if isinstance(item, str) else None
                listed = part.given.get(name[1]) if name else None
                if isinstance(listed, list) and room and self.reading.follow(part.below(index).at):
                    yield from self.items(part.below(index), listed, inside + 1)
                elif isinstance(item, str) and item.startswith("${{"):
                    self.reading.miss(part.below(index).at, f"`{item}`, which the caller gives")
                continue
            inserted = [key for key in item if str(key).startswith("${{")]
            for key in inserted if room else ():
                yield from self.items(part.below(index, key), item[key], inside + 1)
            if len(inserted) < len(item):
                yield part.below(index), item

    def template(self, part: _Part, item: Table) -> None:
        """Read the stages, jobs or steps of a template."""
        opened = self.opened(part, item)
        if opened is not None:
            data = table(opened.document.data)
            given = parameters_of(data, item, part.given)
            values = {**part.values, **as_values(given)}
            self.level(_Part(opened, (), part.events, values, given, part.depth + 1), data)

    def opened(self, part: _Part, item: Table) -> Source | None:
        """Return the file of a template; None, with a note, where it cannot be had."""
        name = as_text(item.get("template") or "")
        at = part.at / "template"
        if not name or "@" in name.removesuffix("@self") or "$" in name:
            self.reading.miss(at, f"the template `{name}`, which is not in the project")
            return None
        if part.depth > DEPTH:
            self.reading.miss(at, f"the template `{name}`, which is nested too deep or cyclic")
            return None
        if not self.reading.follow(at):
            return None
        name = name.removesuffix("@self")
        folder = "" if name.startswith("/") else posixpath.dirname(part.source.file)
        return self.reading.included(posixpath.normpath(posixpath.join(folder, name.lstrip("/"))), at)

    def job(self, part: _Part, item: Table) -> None:
        """Read a job or a deployment."""
        if not self.reading.job(part.at):
            return
        strategy = table(item.get("strategy"))
        values = {**part.values, **_variables(item.get("variables"))}
        for entry in table(strategy.get("matrix")).values():
            add_values(values, settings(entry))
        steps = [*self.steps(part.below("steps"), item.get("steps")), *self.deployed(part, strategy)]
        tolerated = "`continueOnError` is set for the job" if item.get("continueOnError") is True else ""
        pool, container, environment = (item.get(key) for key in ("pool", "container", "environment"))
        self.made.append(
            PipelineJob(
                as_text(item.get("job") or item.get("deployment") or item.get("displayName") or "job"),
                part.at,
                tuple(steps),
                narrowed(part.events, item.get("condition")),
                values,
                tuple(texts(item.get("dependsOn"))),
                image=_named(container, "image"),
                runner=as_text(table(pool).get("vmImage") or table(pool).get("name") or "") if pool else "",
                environment=_named(environment, "name"),
                tolerated=tolerated,
                title=as_text(item.get("displayName") or ""),
            )
        )

    def deployed(self, part: _Part, strategy: Table) -> Iterator[Step]:
        """Yield the steps of a deployment's phases."""
        for kind in ("runOnce", "rolling", "canary"):
            for phase, hooks in table(strategy.get(kind)).items():
                inner = part.below("strategy", kind, phase)
                if phase == "on":
                    for name, hook in table(hooks).items():
                        yield from self.steps(inner.below(name, "steps"), table(hook).get("steps"))
                else:
                    yield from self.steps(inner.below("steps"), table(hooks).get("steps"))

    def steps(self, part: _Part, items: Any) -> Iterator[Step]:
        """Yield the steps of a list, and of the templates in it."""
        for inner, item in self.items(part, items):
            if not self.reading.room(inner.at):
                return
            if "template" in item:
                opened = self.opened(inner, item)
                if opened is not None:
                    data = table(opened.document.data)
                    given = parameters_of(data, item, part.given)
                    below = replace(part, source=opened, route=("steps",), given=given, depth=part.depth + 1)
                    yield from self.steps(below, data.get("steps"))
            elif item.get("enabled") is not False:
                step = step_of(inner.source, inner.route, item, part.given)
                if is_cut(step.script):
                    self.reading.miss(step.at, CUT)
                yield step


def _named(value: Any, key: str) -> str:
    """Return what is named by a text, or by a table under a key."""
    return as_text(value.get(key, "") or "") if isinstance(value, dict) else as_text(value or "")


def _variables(value: Any) -> dict[str, tuple[str, ...]]:
    if isinstance(value, dict):
        return {key: (text,) for key, text in settings(value).items()}
    return {
        as_text(item["name"]): (as_text(item["value"]),)
        for item in (value[:VARIABLES] if isinstance(value, list) else ())
        if isinstance(item, dict)
        and isinstance(item.get("name"), str)
        and isinstance(item.get("value"), (str, int))
    }
