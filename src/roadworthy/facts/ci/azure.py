"""Azure Pipelines ("YAML schema reference for Azure Pipelines")."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from roadworthy.core.finding import Location, Route
from roadworthy.facts.ci.fill import CUT, VARIABLES, add_values, filled, is_cut
from roadworthy.facts.ci.model import Event, Pipeline, PipelineJob, Step
from roadworthy.facts.ci.source import DEPTH, Reading, Source, as_text, read_source, settings, table, texts
from roadworthy.tree.tree import Tree

_SCRIPTS = ("script", "bash", "powershell", "pwsh")
#: Tasks that hold a script, and the inputs that do.
_TASKS = {
    "bash": ("script", "filePath"),
    "shellscript": ("", "scriptPath"),
    "cmdline": ("script", ""),
    "powershell": ("script", "filePath"),
    "azurecli": ("inlineScript", "scriptPath"),
    "azurepowershell": ("inline", "scriptPath"),
    "ssh": ("", ""),
}
_PARAMETER = re.compile(r"\$\{\{\s*parameters\.([\w.-]+)\s*\}\}")
_REASON = re.compile(r"(eq|ne)\(\s*variables\[?\.?'?Build\.Reason'?\]?\s*,\s*'(\w+)'\s*\)")
_MAIN = re.compile(
    r"eq\(\s*variables\[?\.?'?Build\.SourceBranch(?:Name)?'?\]?\s*,\s*'(?:refs/heads/)?\w+'\s*\)"
)
_TAG = re.compile(r"startsWith\(\s*variables\[?\.?'?Build\.SourceBranch'?\]?\s*,\s*'refs/tags")
_LISTS = ("stages", "jobs", "steps")


def read_azure(tree: Tree, path: str) -> Pipeline:
    """Read a pipeline with the templates that it uses; raises `Unreadable` for broken YAML."""
    return _Azure(tree, path).pipeline()


class _Azure:
    def __init__(self, tree: Tree, path: str) -> None:
        self.tree, self.path = tree, path
        self.reading = Reading(tree)
        self.made: list[PipelineJob] = []

    def pipeline(self) -> Pipeline:
        source = read_source(self.tree, self.path)
        data = table(source.document.data)
        self.level(source, (), data, _events(data, self.tree), _variables(data.get("variables")), {}, 0)
        return Pipeline("Azure Pipelines", self.path, tuple(self.made), tuple(self.reading.unseen))

    def level(
        self,
        source: Source,
        route: Route,
        data: dict[str, Any],
        events: frozenset[Event],
        values: dict[str, tuple[str, ...]],
        given: dict[str, Any],
        depth: int,
    ) -> None:
        """Read what stands beside one another: stages, jobs, or the steps of a job that has no name."""
        if depth > 3 * DEPTH:
            return
        if "extends" in data:
            extends = table(data["extends"])
            self.template(source, (*route, "extends"), extends, events, values, given, depth)
        for kind in ("stages", "jobs"):
            for where, item in self.items(source, (*route, kind), data.get(kind), given, depth):
                if "template" in item:
                    self.template(source, where, item, events, values, given, depth)
                elif kind == "stages":
                    inner = values | _variables(item.get("variables"))
                    self.level(
                        source, where, item, _narrowed(events, item.get("condition")), inner, given, depth + 1
                    )
                else:
                    self.job(source, where, item, events, values, given, depth)
        if "steps" in data:
            self.job(source, route, data, events, values, given, depth)

    def items(
        self, source: Source, route: Route, value: Any, given: dict[str, Any], depth: int
    ) -> Iterator[tuple[Route, dict[str, Any]]]:
        """Yield the tables of a list; those below `${{ if }}` and `${{ each }}` are among them."""
        if isinstance(value, dict):  # a list that is only inserted
            value = [value]
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if not isinstance(item, dict):
                name = _PARAMETER.fullmatch(item) if isinstance(item, str) else None
                listed = given.get(name[1]) if name else None
                here = source.at(*route, index)
                if isinstance(listed, list) and depth < 3 * DEPTH and self.reading.follow(here):
                    yield from self.items(source, (*route, index), listed, given, depth + 1)
                elif isinstance(item, str) and item.startswith("${{"):
                    self.reading.miss(here, f"`{item}`, which the caller gives")
                continue
            inserted = [key for key in item if str(key).startswith("${{")]
            for key in inserted if depth < 3 * DEPTH else ():
                yield from self.items(source, (*route, index, key), item[key], given, depth + 1)
            if len(inserted) < len(item):
                yield (*route, index), item

    def template(
        self,
        source: Source,
        route: Route,
        item: dict[str, Any],
        events: frozenset[Event],
        values: dict[str, tuple[str, ...]],
        given: dict[str, Any],
        depth: int,
    ) -> None:
        opened = self.opened(source, route, item, depth)
        if opened is not None:
            data = table(opened.document.data)
            inner = _parameters(data, item, given)
            self.level(opened, (), data, events, values | _values(inner), inner, depth + 1)

    def opened(self, source: Source, route: Route, item: dict[str, Any], depth: int) -> Source | None:
        name = as_text(item.get("template") or "")
        at = source.at(*route, "template")
        if not name or "@" in name.removesuffix("@self") or "$" in name:
            self.reading.miss(at, f"the template `{name}`, which is not in the project")
            return None
        if depth > DEPTH:
            self.reading.miss(at, f"the template `{name}`, which is nested too deep or in a circle")
            return None
        if not self.reading.follow(at):
            return None
        name = name.removesuffix("@self")
        folder = "" if name.startswith("/") else posixpath.dirname(source.file)
        return self.reading.included(posixpath.normpath(posixpath.join(folder, name.lstrip("/"))), at)

    def job(
        self,
        source: Source,
        route: Route,
        item: dict[str, Any],
        events: frozenset[Event],
        values: dict[str, tuple[str, ...]],
        given: dict[str, Any],
        depth: int,
    ) -> None:
        at = Location(source.file, route)
        if not self.reading.job(at):
            return
        strategy = table(item.get("strategy"))
        values = dict(values | _variables(item.get("variables")))
        for entry in table(strategy.get("matrix")).values():
            add_values(values, settings(entry))
        steps: list[Step] = []
        self.steps(source, (*route, "steps"), item.get("steps"), given, steps, depth)
        for kind in ("runOnce", "rolling", "canary"):
            for phase, hooks in table(strategy.get(kind)).items():
                where = (*route, "strategy", kind, phase)
                if phase == "on":
                    for name, hook in table(hooks).items():
                        self.steps(
                            source, (*where, name, "steps"), table(hook).get("steps"), given, steps, depth
                        )
                else:
                    self.steps(source, (*where, "steps"), table(hooks).get("steps"), given, steps, depth)
        pool = item.get("pool")
        container = item.get("container")
        tolerated = "`continueOnError` is set for the job" if item.get("continueOnError") is True else ""
        self.made.append(
            PipelineJob(
                as_text(item.get("job") or item.get("deployment") or item.get("displayName") or "job"),
                at,
                tuple(steps),
                _narrowed(events, item.get("condition")),
                values,
                tuple(texts(item.get("dependsOn"))),
                image=as_text(
                    table(container).get("image", "") if isinstance(container, dict) else container or ""
                ),
                runner=as_text(table(pool).get("vmImage") or table(pool).get("name") or "") if pool else "",
                environment=as_text(table(item.get("environment")).get("name", "") or "")
                if isinstance(item.get("environment"), dict)
                else as_text(item.get("environment") or ""),
                tolerated=tolerated,
                title=as_text(item.get("displayName") or ""),
            )
        )

    def steps(
        self, source: Source, route: Route, items: Any, given: dict[str, Any], steps: list[Step], depth: int
    ) -> None:
        for where, item in self.items(source, route, items, given, depth):
            at = Location(source.file, where)
            if not self.reading.room(at):
                return
            if "template" in item:
                opened = self.opened(source, where, item, depth)
                if opened is not None:
                    data = table(opened.document.data)
                    self.steps(
                        opened,
                        ("steps",),
                        data.get("steps"),
                        _parameters(data, item, given),
                        steps,
                        depth + 1,
                    )
            elif item.get("enabled") is not False:
                steps.append(self.step(source, where, item, given))

    def step(self, source: Source, where: Route, item: dict[str, Any], given: dict[str, Any]) -> Step:
        kind = next((kind for kind in _SCRIPTS if isinstance(item.get(kind), str)), None)
        inputs = {key: _filled(text, given) for key, text in settings(item.get("inputs")).items()}
        script, route, uses = "", where, ""
        if kind is not None:
            script, route = item[kind], (*where, kind)
        elif isinstance(item.get("task"), str):
            uses = "task:" + item["task"]
            inline, file = _TASKS.get(item["task"].partition("@")[0].lower(), ("", ""))
            lower = {key.lower(): (key, value) for key, value in table(item.get("inputs")).items()}
            key, value = lower.get(inline.lower(), ("", None))
            if inline and isinstance(value, str):
                script, route, uses = value, (*where, "inputs", key), ""
            elif file and isinstance(lower.get(file.lower(), ("", None))[1], str):
                path = lower[file.lower()][1]
                prefix = "pwsh" if item["task"].lower().startswith("powershell") else "bash"
                script, uses = f"{prefix} {path}", ""
            elif item["task"].lower().startswith("pythonscript"):
                script = f"python {inputs.get('scriptPath', '')} {inputs.get('arguments', '')}"
                script = script if inputs.get("scriptPath") else ""
        else:
            uses = "own:" + str(next(iter(item), ""))
        written, script = script, _filled(script, given)
        if is_cut(script, written):
            self.reading.miss(Location(source.file, route), CUT)
        condition = item.get("condition")
        every = frozenset(Event)
        events = _narrowed(every, condition)
        folder = as_text(item.get("workingDirectory") or inputs.get("workingDirectory") or "")
        folder = re.sub(r"^\$\((?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory)\)/?", "", folder)
        return Step(
            Location(source.file, route),
            script,
            uses,
            inputs,
            as_text(item.get("displayName") or item.get("name") or ""),
            settings(item.get("env")),
            "`continueOnError` is set for the step" if item.get("continueOnError") is True else "",
            None if events == every else events,
            source.line(route, written) if written and route != where else None,
            folder,
            # The agent starts `bash` and `cmd` without `-e`, but PowerShell stops at the last exit code.
            errexit=kind in ("powershell", "pwsh"),
            pipefail=False,
            always=isinstance(condition, str)
            and ("always()" in condition or "succeededOrFailed()" in condition),
            ident=as_text(item.get("name") or ""),
        )


def _filled(text: str, given: dict[str, Any]) -> str:
    def value(found: re.Match[str]) -> str:
        known = given.get(found[1])
        return as_text(known) if isinstance(known, (str, int, float)) else found[0]

    return filled(_PARAMETER, value, text)


def _values(given: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    items = itertools.islice(given.items(), VARIABLES)
    return {f"parameters.{k}": (as_text(v),) for k, v in items if isinstance(v, (str, int, float))}


def _parameters(data: dict[str, Any], item: dict[str, Any], outer: dict[str, Any]) -> dict[str, Any]:
    """Return what a template's parameters are: its defaults, and what it is given."""
    found: dict[str, Any] = {}
    declared = data.get("parameters")
    if isinstance(declared, dict):
        found.update(declared)
    for entry in declared if isinstance(declared, list) else ():
        if isinstance(entry, dict) and "name" in entry:
            found[str(entry["name"])] = entry.get("default")
    for key, value in table(item.get("parameters")).items():
        found[key] = _filled(value, outer) if isinstance(value, str) else value
    return found


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


def _events(data: dict[str, Any], tree: Tree) -> frozenset[Event]:
    """Return what starts a pipeline; without `pr`, a repository on GitHub has its requests checked."""
    found: set[Event] = set()
    trigger, pr = data.get("trigger"), data.get("pr")
    if trigger is None and "trigger" not in data:
        found |= {Event.BRANCH, Event.TAG}
    elif trigger != "none" and not (isinstance(trigger, dict) and trigger.get("enabled") is False):
        found |= _branches(trigger)
    if "pr" in data and pr != "none":
        found.add(Event.REQUEST)
    elif "pr" not in data:
        # Azure's own repositories start it by a policy of the branch instead.
        found.add(Event.REQUEST if any(path.startswith(".github/") for path in tree.files) else Event.UNKNOWN)
    if "schedules" in data:
        found.add(Event.SCHEDULE)
    return frozenset(found or {Event.MANUAL})


def _branches(trigger: Any) -> set[Event]:
    names = texts(trigger)
    found: set[Event] = set()
    if isinstance(trigger, dict):
        branches = trigger.get("branches")
        names = texts(table(branches).get("include") if isinstance(branches, dict) else branches)
        if "tags" in trigger:
            found.add(Event.TAG)
            if branches is None:
                return found
        if not names:
            return found | {Event.BRANCH}
    return found | {Event.BRANCH if any(name in ("*", "**") for name in names) else Event.MAIN}


def _narrowed(events: frozenset[Event], condition: Any) -> frozenset[Event]:
    if condition is None:
        return events
    text = as_text(condition)
    if text.strip().lower() in ("false", "never()", "eq(1, 2)"):
        return frozenset()
    if "or(" in text:
        return events
    for operator, reason in _REASON.findall(text):
        if reason == "PullRequest":
            kept = {Event.REQUEST, Event.UNKNOWN}
            events = events - {Event.REQUEST} if operator == "ne" else events & kept
        elif reason == "Schedule":
            events = events - {Event.SCHEDULE} if operator == "ne" else events & {Event.SCHEDULE}
    if _TAG.search(text):
        events = events & {Event.TAG, Event.MANUAL}
    elif _MAIN.search(text) and "not(" not in text:
        events = (events & {Event.SCHEDULE, Event.MANUAL}) | {Event.MAIN}
    return events
