"""What runs by a schedule that code or a file of its own sets: a DAG, a job of a scheduler, a crontab."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_re import re
from roadworthy.facts.container import Dockerfile
from roadworthy.facts.operations.calls import Called
from roadworthy.facts.operations.deployed import container_script
from roadworthy.facts.operations.signals import SCHEDULES, is_named
from roadworthy.facts.operations.starter import ORCHESTRATORS, Starter
from roadworthy.facts.operations.starts import Start
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.python import PLACE, last_names
from roadworthy.tree.yaml import load_yaml

_KEYWORDS = (
    "schedule",
    "schedule_interval",
    "cron",
    "cron_schedule",
    "interval",
    "timetable",
    "schedules",
    "rrule",
    "seconds",
    "minutes",
    "hours",
    "days",
    "trigger",
    "cron_expression",
    "rate",
)
#: Calls by which a platform runs a pipeline by a schedule: Vertex AI, Kubeflow, Azure ML, SageMaker.
_PLATFORMS = frozenset("create_schedule create_recurring_run JobSchedule PipelineSchedule".split())
#: Calls by which Prefect and Dagster run a flow by a schedule.
_DEPLOYED = frozenset("ScheduleDefinition build_from_flow deploy schedule serve to_deployment".split())
#: What holds Celery's schedules.
_BEATS = frozenset(("beat_schedule", "CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE"))
_NEVER = ("None", "@once", "", "manual", "False")
_CRON = re.compile(r"(?:\S+[ \t]+){5}(\S.*)|@\w+[ \t]+(\S.*)")
_SIZE = 100_000


def schedules(starter: Starter, dockerfiles: tuple[Dockerfile, ...]) -> Iterator[Start]:
    """Yield what code itself runs by a schedule: a DAG, a job of a scheduler, a deployment of a flow."""
    components: tuple[Node, ...] | None = None
    for call in starter.calls:
        if not is_named(SCHEDULES, call.name):
            continue
        timed = {key: call.keywords[key] for key in _KEYWORDS if key in call.keywords}
        timed = {key: value for key, value in timed.items() if value not in _NEVER}
        path = call.at.file
        roots = starter.graph.roots[path]
        named = tuple(node for name in call.names for node in starter.graph.resolved(path, name))
        what = f"`{call.callee}` with `{next(iter(timed))}`" if timed else f"`{call.callee}`"
        if call.name in ("DAG", "dag") and "airflow" in roots and timed:
            yield Start(what, call.at, starter.graph.all_of(path))
            for other in starter.calls:
                if other.at.file == path and other.name.endswith("Operator"):
                    yield from _operated(starter, other, dockerfiles, what)
        elif call.name in _PLATFORMS and timed:
            if components is None:
                # What the project's pipelines consist of is the same for each of their schedules.
                components = tuple(_components(starter))
                yield Start(what, call.at, components)
                for other in starter.calls:
                    if other.name == "command" and (script := other.keywords.get("command", "")):
                        yield from starter.script(script, other.at, what)
                    # A step of SageMaker runs a script: `processor.run(code="drift.py")`.
                    if other.name in ("ProcessingStep", "run") and (code := other.keywords.get("code", "")):
                        yield Start(f"{what} runs `{code}`", other.at, starter.program(code))
            yield Start(what, call.at, (starter.graph.node_of(path, call.at.route),))
        elif call.name in _DEPLOYED and timed and roots & ORCHESTRATORS:
            owner = starter.graph.resolved(path, call.callee.rpartition(".")[0]) if "." in call.callee else []
            yield Start(what, call.at, (*named, *owner, starter.graph.node_of(path, call.at.route)))
        elif (call.name == "function" and timed and "modal" in roots) or call.name in (
            "scheduled_job",
            "repeat_every",
            "periodic_task",
            "cron",
        ):
            yield Start(what, call.at, _below(starter, call))
        elif call.name in ("create_task", "ensure_future", "Thread"):
            # A loop that sleeps between its turns is a schedule of its own.
            looping = tuple(node for node in _targets(starter, call, named) if _repeats(starter, node))
            if looping:
                yield Start(f"`{call.callee}` starts a loop", call.at, looping)
        elif call.name.endswith("Scheduler"):
            # A scheduler of one's own is given what it runs, or made where that is written.
            node = starter.graph.node_of(path, call.at.route)
            if named or (call.arguments and "schedul" in node[1].lower()):
                yield Start(what, call.at, named or (node,))
        elif call.name == "add_job" or (call.name == "do" and "schedule" in roots):
            yield Start(what, call.at, named)


def _operated(
    starter: Starter, call: Called, dockerfiles: tuple[Dockerfile, ...], what: str
) -> Iterator[Start]:
    """Yield what an operator of a DAG runs: its command, or that of the image that it starts."""
    given = call.keywords.get("command") or call.keywords.get("bash_command") or ""
    image = call.keywords.get("image", "")
    script = given or (container_script({"image": image}, dockerfiles) if image else "")
    if script:
        yield from starter.script(script, call.at, f"{what}, by `{call.name}`,")


def beats(starter: Starter) -> Iterator[Start]:
    """Yield the tasks that Celery's table of schedules names by their dotted names."""
    for path, module in starter.graph.modules.items():
        if not module.mentions(_BEATS):
            continue
        uses = module.uses.union(*(item.uses for item in module.definitions))
        for text in sorted(use[1:] for use in uses if use[0] == PLACE):
            owner, _, name = text.rpartition(".")
            found = starter.graph.names.module(path, 0, owner) if owner else None
            if found is not None and (found, name) in starter.graph.definitions:
                yield Start(f"Celery's schedule of `{path}`", Location(path), ((found, name),))


def _targets(starter: Starter, call: Called, named: tuple[Node, ...]) -> Iterator[Node]:
    """Yield what a task is made of: functions by their names, and methods of the class around the call."""
    yield from named
    owner = str(call.at.route[0]) if call.at.route else ""
    for name in call.names:
        root, _, method = name.partition(".")
        node = (call.at.file, f"{owner}.{method}")
        if root == "self" and node in starter.graph.definitions:
            yield node


def _repeats(starter: Starter, node: Node) -> bool:
    definition = starter.graph.definitions.get(node)
    return definition is not None and bool(definition.names & {"sleep", "wait"})


def _components(starter: Starter) -> Iterator[Node]:
    """Yield the steps that pipelines of the project are made of."""
    for node, definition in starter.graph.definitions.items():
        if last_names(definition.decorators) & {"component", "pipeline", "step", "command_component"}:
            yield node


def _below(starter: Starter, call: Called) -> tuple[Node, ...]:
    """Return the definition that a decorator stands above."""
    line = call.at.span.line if call.at.span else 0
    return starter.graph.after(call.at.file, line)


def files(starter: Starter) -> Iterator[Start]:
    """Yield what crontabs and `prefect.yaml` run by a schedule."""
    for path in starter.tree.files:
        name = path.rpartition("/")[2].lower()
        if name in ("crontab", "crontab.txt", "cronjobs") or name.endswith((".cron", ".crontab")):
            read = _crontab
        elif name in ("prefect.yaml", "prefect.yml"):
            read = _prefect
        else:
            continue
        if not starter.tree.exceeds(path, _SIZE):
            yield from read(starter, path)


def _crontab(starter: Starter, path: str) -> Iterator[Start]:
    try:
        lines = starter.tree.lines(path, strict=False)
    except Blocked:
        return
    for number, line in lines.numbered():
        found = _CRON.fullmatch(line.strip()) if not line.lstrip().startswith("#") else None
        if found:
            at = Location(path, (), Span(number, 1, number, 1))
            yield from starter.script(found[1] or found[2], at, f"`{path}`")


def _prefect(starter: Starter, path: str) -> Iterator[Start]:
    try:
        data = load_yaml(starter.tree, path)
    except Blocked:
        return
    items = data.get("deployments") if isinstance(data, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if not isinstance(item, dict) or not (item.get("schedule") or item.get("schedules")):
            continue
        file, _, function = str(item.get("entrypoint") or "").partition(":")
        node = (file.removeprefix("./"), function)
        if node in starter.graph.definitions:
            yield Start(f"`{path}` schedules `{function}`", Location(path, ("deployments", index)), (node,))
