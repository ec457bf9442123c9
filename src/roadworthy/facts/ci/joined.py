"""The fact `CI`: all pipelines of a project together, with what their jobs really do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.ci import recognise
from roadworthy.facts.ci.around import Allowance
from roadworthy.facts.ci.expansion import alternatives
from roadworthy.facts.ci.fill import add_values
from roadworthy.facts.ci.model import Event, Pipeline, PipelineJob, Step, Unseen
from roadworthy.facts.ci.recognise import PipelineFile, pipeline_files, unread_files
from roadworthy.facts.ci.resolver import Resolver
from roadworthy.facts.ci.runners.hooks import hook_files
from roadworthy.facts.ci.uses import own_path
from roadworthy.facts.ci.verbs import Act, Verb
from roadworthy.facts.ci.workflow import CIFiles, ci_files
from roadworthy.tree.tree import Tree

#: What starts a job without a request.
AUTOMATIC = frozenset(Event) - {Event.MANUAL, Event.CALLED}
#: What starts a job before a change is merged.
BEFORE_MERGE = frozenset({Event.REQUEST, Event.BRANCH})


@dataclass(frozen=True, slots=True)
class RanJob:
    """A job with what its steps really do, in order, and what of it could not be read."""

    pipeline: Pipeline
    job: PipelineJob
    acts: tuple[Act, ...]
    unseen: tuple[Unseen, ...] = ()

    def acts_on(self, events: frozenset[Event]) -> Iterator[Act]:
        """Yield the acts that one of some events leads to."""
        for act in self.acts:
            if self.events_of(act) & events:
                yield act

    def step_of(self, act: Act) -> Step | None:
        """Return the step that an act belongs to; None where its place is not known."""
        return next((s for s in self.job.steps if s.at == act.at or _holds(s.at, act.at)), None)

    def events_of(self, act: Act) -> frozenset[Event]:
        """Return what an act is started by: its job, narrowed by its step's condition."""
        step = self.step_of(act)
        return self.job.events if step is None or step.events is None else self.job.events & step.events


def _holds(step: Location, act: Location) -> bool:
    return step.file == act.file and bool(step.route) and step.route == act.route


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a question: `yes`, `no`, or `unknown` with what could not be read.

    `acts` say yes; `tolerated` would, if their failure were noticed.
    """

    value: Literal["yes", "no", "unknown"]
    acts: tuple[Act, ...] = ()
    tolerated: tuple[Act, ...] = ()
    unseen: tuple[Unseen, ...] = ()


@dataclass(frozen=True)
class CI:
    """The jobs of all pipelines, and what could not be read of them as a whole; empty where there are none.

    `paths` are the files that configure a CI system. `answer(verb)` tells whether something is done.
    """

    paths: tuple[str, ...]
    jobs: tuple[RanJob, ...] = field(repr=False, default=())
    unseen: tuple[Unseen, ...] = field(repr=False, default=())
    hooks: str | None = None

    def __bool__(self) -> bool:
        return bool(self.paths)

    def answer(self, *verbs: Verb, events: frozenset[Event] | None = None) -> Told:
        """Tell whether one of some verbs is done when one of some events happens: by default, unasked.

        A push or request that the system itself decides about (`Event.UNKNOWN`) makes it unknown.
        """
        events = AUTOMATIC if events is None else events
        firm: list[Act] = []
        tolerated: list[Act] = []
        doubtful: list[Unseen] = []
        for ran in self.jobs:
            for act in ran.acts:
                if act.verb not in verbs:
                    continue
                started = ran.events_of(act)
                if started & events:
                    (tolerated if act.tolerated else firm).append(act)
                elif Event.UNKNOWN in started:
                    doubtful.append(
                        Unseen(act.at, f"what starts the pipeline, which {ran.pipeline.system} keeps")
                    )
            if ran.job.events & (events | {Event.UNKNOWN}):
                doubtful += ran.unseen
        if firm:
            return Told("yes", tuple(firm), tuple(tolerated))
        doubtful += self.unseen
        if doubtful:
            return Told("unknown", (), tuple(tolerated), tuple(dict.fromkeys(doubtful)))
        return Told("no", (), tuple(tolerated))

    def each(self, *verbs: Verb) -> Iterator[tuple[RanJob, Act]]:
        """Yield each act of some verbs with its job, of jobs that anything starts."""
        for ran in self.jobs:
            for act in ran.acts:
                if act.verb in verbs and ran.events_of(act):
                    yield ran, act

    @property
    def place(self) -> Location:
        """Where to say that something is missing: the first job that changes start, or the first file."""
        for wanted in (BEFORE_MERGE, AUTOMATIC):
            for ran in self.jobs:
                if ran.job.events & wanted:
                    return Location(
                        ran.pipeline.file,
                        ran.job.at.route[:1] if ran.job.at.file == ran.pipeline.file else (),
                    )
        return Location(self.paths[0])


@fact
def ci(
    files: CIFiles,
    known: tuple[PipelineFile, ...],
    pipelines: tuple[Pipeline, ...],
    resolver: Resolver,
    tree: Tree,
) -> CI:
    """Resolve what all jobs do, and join workflows with those that they call."""
    unseen = [
        Unseen(Location(path), f"`{path}`, of a system that is not read")
        for path in unread_files(files, known)
    ]
    read = {pipeline.file for pipeline in pipelines}
    unseen += [
        Unseen(Location(file.path), f"`{file.path}`, which is broken")
        for file in known
        if file.path not in read
    ]
    unseen += [item for pipeline in pipelines for item in pipeline.unseen]
    callers, inputs = _callers(pipelines), _inputs(pipelines)
    jobs: list[RanJob] = []
    allowance = Allowance()
    for pipeline in pipelines:
        given = callers.get(pipeline.file, frozenset())
        for job in pipeline.jobs:
            if Event.CALLED in job.events:
                job = replace(job, events=(job.events - {Event.CALLED}) | given)
            steps = tuple(step for step in job.steps if not _called(step.uses, read))
            values = {**job.values, **inputs.get(pipeline.file, {})}
            resolved = resolver.resolve_job(replace(job, steps=steps, values=values), allowance)
            jobs.append(RanJob(pipeline, job, tuple(resolved.acts), tuple(resolved.unseen)))
    paths = tuple(sorted({*files.paths, *(file.path for file in known)}))
    return CI(paths, tuple(jobs), tuple(dict.fromkeys(unseen)), hook_files(tree, ""))


def ci_of(tree: Tree) -> CI:
    """Return what the pipelines of a tree do that is no project of the run; broken ones are unseen."""
    known = pipeline_files(tree)
    pipelines: list[Pipeline] = []
    for file in known:
        with suppress(Blocked):
            pipelines.append(recognise.pipeline(file, tree))
    return ci(ci_files(tree), known, tuple(pipelines), Resolver(tree), tree)


def _called(uses: str, read: set[str]) -> str:
    """Return the workflow of the project that a step calls; else an empty text."""
    path = own_path(uses)
    return path if path in read else ""


def _callers(pipelines: tuple[Pipeline, ...]) -> dict[str, frozenset[Event]]:
    """Return the events that lead to each workflow through those that call it."""
    read = {pipeline.file for pipeline in pipelines}
    found: dict[str, frozenset[Event]] = {}
    for _ in range(10):
        changed = False
        for pipeline in pipelines:
            for job, step in pipeline.steps():
                path = _called(step.uses, read)
                if not path:
                    continue
                events = job.events
                if Event.CALLED in events:
                    events = (events - {Event.CALLED}) | found.get(pipeline.file, frozenset())
                if not events <= found.get(path, frozenset()):
                    found[path] = found.get(path, frozenset()) | events
                    changed = True
        if not changed:
            break
    return found


def _inputs(pipelines: tuple[Pipeline, ...]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return what workflows are given by those of the project that call them, by the names that they use."""
    read = {pipeline.file for pipeline in pipelines}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for pipeline in pipelines:
        for job, step in pipeline.steps():
            path = _called(step.uses, read)
            for name, text in step.inputs.items() if path else ():
                for value in alternatives(text, job.values):
                    add_values(found.setdefault(path, {}), {f"inputs.{name}": value})
    return found
