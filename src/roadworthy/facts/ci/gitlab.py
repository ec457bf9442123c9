"""GitLab CI ("CI/CD YAML syntax reference")."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.finding import Location, Route
from roadworthy.facts.ci.fill import ALTERNATIVES, VARIABLES, add_values
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

#: Keywords at the top that are no jobs.
_KEYWORDS = frozenset(
    "after_script before_script cache default image include pages:deploy services spec stages types variables"
    " workflow".split()
)
_ALL = frozenset({Event.BRANCH, Event.TAG, Event.MANUAL, Event.SCHEDULE})
_SECURITY = re.compile(r"(?i)(sast|dependency.scanning|secret.detection|container.scanning)")
_TAG = re.compile(r"\$CI_COMMIT_TAG\b")
_REQUEST = re.compile(r"merge_request_event|\$CI_MERGE_REQUEST_")
_MAIN = re.compile(
    r"\$CI_COMMIT_(BRANCH|REF_NAME) *={2} *(\$CI_DEFAULT_BRANCH|[\"'])|\$CI_COMMIT_REF_PROTECTED"
)


#: A job's keywords: where it is written, and each keyword with where that is written.
_Whole = tuple[Source, dict[str, tuple[Source, Route, Any]]]
#: Keywords of a job, entries of an `include`, and how many of these may be patterns.
_KEYS = 200
_INCLUDES = 200
_PATTERNS = 20


class _Jobs:
    """The tables of all files that are included, by name, each with the file that it is written in."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.patterns = 0
        self.tables: dict[str, tuple[Source, Route, dict[str, Any]]] = {}
        self.globals: dict[str, Any] = {}
        self.scanners: list[tuple[Location, str]] = []
        #: Child pipelines, and what starts them.
        self.children: list[tuple[_Jobs, frozenset[Event]]] = []
        #: What is known already: jobs with what they extend, and what lists of rules come to.
        self.wholes: dict[str, _Whole | None] = {}
        self.ruled: dict[int, frozenset[Event]] = {}

    def take(self, source: Source, depth: int = 0) -> None:
        """Take in a file, after what it includes."""
        data = source.document.data if isinstance(source.document.data, dict) else {}
        include = data.get("include")
        items = include if isinstance(include, list) else [include] if include else []
        for index, item in enumerate(items[:_INCLUDES]):
            self.include(source, source.at("include", index), item, depth)
        if len(items) > _INCLUDES:
            self.reading.miss(source.at("include"), f"more than {_INCLUDES} entries of `include`")
        for name, value in data.items():
            if isinstance(value, dict) and (name not in _KEYWORDS or name == "default"):
                merged = {**self.tables[name][2], **value} if name in self.tables else value
                self.tables[name] = (source, (name,), merged)
            else:
                self.globals[name] = value

    def include(self, source: Source, at: Location, item: Any, depth: int) -> None:
        entry = {"local": item} if isinstance(item, str) and "://" not in item else item
        if (
            isinstance(entry, dict)
            and isinstance(entry.get("template"), str)
            and _SECURITY.search(entry["template"])
        ):
            self.scanners.append((at, entry["template"]))
            return
        local = entry.get("local") if isinstance(entry, dict) else None
        if not isinstance(local, str) or "$" in local:
            what = entry if isinstance(entry, str) else next(iter(texts(list(table(entry).values()))), "...")
            self.reading.miss(at, f"`include` of `{what}`, which is not in the project")
            return
        path = local.lstrip("/")
        names = [path]
        if "*" in path:
            self.patterns += 1
            if self.patterns > _PATTERNS or len(path) > 200:
                self.reading.miss(at, f"`include` of `{path[:60]}`: more than {_PATTERNS} patterns")
                return
            names = [name for name in self.reading.tree.files if fnmatchcase(name, path)]
        for name in names:
            if name in self.reading.opened or depth >= DEPTH:
                continue  # included before, or in a circle
            found = self.reading.included(name, at)
            if found is not None:
                self.take(found, depth + 1)

    def whole(self, name: str, depth: int = 0) -> _Whole | None:
        """Return a job with what it extends: each keyword with where it is written; None in a circle."""
        if name not in self.tables or depth > DEPTH:
            return None
        if name not in self.wholes:
            self.wholes[name] = None
            self.wholes[name] = self.merged(name, depth)
        return self.wholes[name]

    def merged(self, name: str, depth: int) -> _Whole:
        """Make what `whole` returns, where nothing has asked for it before."""
        source, route, data = self.tables[name]
        found: dict[str, tuple[Source, Route, Any]] = {}
        for parent in dict.fromkeys(texts(data.get("extends"))):
            base = self.whole(parent, depth + 1)
            if base is None:
                if parent not in self.tables:
                    self.reading.miss(
                        source.at(*route, "extends"), f"`{parent}` is not in the files that were read"
                    )
                continue
            for key, item in base[1].items():
                merged = (
                    {**found[key][2], **item[2]}
                    if key in found and _tables(found[key][2], item[2])
                    else item[2]
                )
                found[key] = (item[0], item[1], merged)
        for key, value in data.items():
            merged = {**found[key][2], **value} if key in found and _tables(found[key][2], value) else value
            found[key] = (source, (*route, key), merged)
        if len(found) > _KEYS:
            self.reading.miss(source.at(*route), f"more than {_KEYS} keywords")
            found = dict(itertools.islice(found.items(), _KEYS))
        return source, found


def _tables(one: Any, other: Any) -> bool:
    return isinstance(one, dict) and isinstance(other, dict)


def read_gitlab(tree: Tree, path: str) -> Pipeline:
    """Read a pipeline with the files that it includes; raises `Unreadable` where the file is broken."""
    reading = Reading(tree)
    reading.opened.add(path)
    jobs = _Jobs(reading)
    jobs.take(read_source(tree, path))
    made = _made(jobs)
    waiting = list(jobs.children)
    while waiting:
        child, events = waiting.pop(0)
        made += [replace(job, events=events) for job in _made(child)]
        waiting += child.children
    return Pipeline("GitLab CI", path, tuple(made), tuple(reading.unseen))


def _made(jobs: _Jobs) -> list[PipelineJob]:
    made = [job for name in list(jobs.tables) if name != "default" and (job := _job(jobs, name))]
    for at, template in jobs.scanners:
        made.append(PipelineJob(template, at, (Step(at, uses=f"template:{template}"),), _ALL))
    return made


def _job(jobs: _Jobs, name: str) -> PipelineJob | None:
    if name.startswith("."):
        return None
    whole = jobs.whole(name)
    if whole is None:
        return None
    source, data = whole
    at = source.at(name)
    value = {key: item[2] for key, item in data.items()}
    if not {"script", "trigger", "run", "extends"} & value.keys() or not jobs.reading.job(at):
        return None
    default = table(jobs.tables["default"][2]) if "default" in jobs.tables else {}
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
    events = _events(jobs, value, jobs.globals.get("workflow"))
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
    jobs: _Jobs, source: Source, data: dict[str, tuple[Source, Route, Any]], default: dict[str, Any], key: str
) -> Iterator[tuple[Source, Route, str]]:
    """Yield the lines of a script with where they are written, `!reference` resolved."""
    if key in data:
        origin, route, value = data[key]
    elif key in default:
        origin, route, value = jobs.tables["default"][0], ("default", key), default[key]
    elif key != "script" and key in jobs.globals:
        origin, route, value = source, (key,), jobs.globals[key]
    else:
        return
    yield from _resolved(jobs, origin, route, value, 0)


def _resolved(
    jobs: _Jobs, origin: Source, route: Route, value: Any, depth: int
) -> Iterator[tuple[Source, Route, str]]:
    if isinstance(value, list) and depth <= DEPTH:
        names = [item for item in value if isinstance(item, str)]
        # A reference is a list within a script, of a job's name and its keywords; PyYAML drops the tag.
        if 2 <= len(value) == len(names) <= 3 and names[0] in jobs.tables and not names[1].count(" "):
            base = jobs.whole(names[0])
            found = base[1].get(names[1]) if base else None
            if found is not None and not jobs.reading.follow(origin.at(*route)):
                return
            if found is not None:
                inner = found[2]
                for name in names[2:]:
                    inner = table(inner).get(name)
                yield from _resolved(jobs, found[0], (*found[1], *names[2:]), inner, depth + 1)
                return
        for index, item in enumerate(value):
            yield from _resolved(jobs, origin, (*route, index), item, depth + 1)
    elif isinstance(value, (str, int, float)):
        yield origin, route, as_text(value)


def _child(jobs: _Jobs, at: Location, value: Any, events: frozenset[Event]) -> None:
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
            child = _Jobs(jobs.reading)
            child.take(found)
            jobs.children.append((child, events))
        elif not path or "$" in path:
            what = next(iter(texts(list(table(item).values()))), "...")
            jobs.reading.miss(at, f"the child pipeline `{what}`, which is not in the project")
    if not items:
        jobs.reading.miss(at, "a pipeline of another project")


def _events(jobs: _Jobs, job: dict[str, Any], workflow: Any) -> frozenset[Event]:
    """Return what starts a job, by `rules`, `only`, `except` and `when`."""
    events = _ALL
    if isinstance(job.get("rules"), list):
        events = _by_rules(jobs, job["rules"])
    elif "only" in job:
        events = _by_only(job["only"])
    elif isinstance(table(workflow).get("rules"), list):
        events = _by_rules(jobs, table(workflow)["rules"])
    if job.get("when") == "manual":
        return frozenset({Event.MANUAL})
    if job.get("when") == "never":
        return frozenset()
    if "except" in job:
        names = job["except"]
        refs = texts(names.get("refs") if isinstance(names, dict) else names)
        if "merge_requests" in refs:
            events = events - {Event.REQUEST}
        if "branches" in refs:
            events = events - {Event.BRANCH, Event.MAIN}
        if "tags" in refs:
            events = events - {Event.TAG}
    return events


def _by_rules(jobs: _Jobs, rules: list[Any]) -> frozenset[Event]:
    """Return what starts the jobs with these rules, which many jobs may share."""
    if id(rules) not in jobs.ruled:
        jobs.ruled[id(rules)] = _started([table(rule) for _, rule in flattened(rules, ())])
    return jobs.ruled[id(rules)]


def _started(rules: list[dict[str, Any]]) -> frozenset[Event]:
    found: set[Event] = set()
    for rule in rules:
        when, condition = rule.get("when"), as_text(rule.get("if") or "")
        if when == "never":
            if not condition and not rule.get("changes") and not rule.get("exists"):
                break
            continue
        if when == "manual":
            found.add(Event.MANUAL)
            continue
        if not condition:
            found |= {*_ALL, Event.REQUEST}
        elif _REQUEST.search(condition) and "!=" not in condition:
            found.add(Event.REQUEST)
        elif "$CI_PIPELINE_SOURCE" in condition and "schedule" in condition and "!=" not in condition:
            found.add(Event.SCHEDULE)
        elif _TAG.search(condition) and "== null" not in condition and "||" not in condition:
            found.add(Event.TAG)
        elif _MAIN.search(condition) and "||" not in condition:
            found.add(Event.MAIN)
        else:
            found |= {Event.BRANCH, Event.REQUEST}
    return frozenset(found)


def _by_only(only: Any) -> frozenset[Event]:
    refs = texts(only.get("refs")) if isinstance(only, dict) else texts(only)
    if not refs:
        return _ALL
    found: set[Event] = set()
    for ref in refs:
        if ref == "merge_requests":
            found.add(Event.REQUEST)
        elif ref == "tags":
            found.add(Event.TAG)
        elif ref == "branches" or ref in ("/.*/", "/^.*$/", "pushes"):
            found.add(Event.BRANCH)
        elif ref == "schedules":
            found.add(Event.SCHEDULE)
        elif ref in ("web", "triggers", "api", "pipelines"):
            found.add(Event.MANUAL)
        elif ref.startswith("/") and re.search(r"feature|\.\*", ref):
            found.add(Event.BRANCH)
        else:
            found.add(Event.MAIN)
    return frozenset(found)
