"""The jobs that the files of a pipeline of GitLab CI hold together: `include`, `extends`."""

from __future__ import annotations

import itertools
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from roadworthy.core.finding import Location, Route
from roadworthy.core.late_re import re
from roadworthy.facts.ci.gitlab_triggers import Ruled
from roadworthy.facts.ci.model import Event
from roadworthy.facts.ci.source import DEPTH, Reading, Source, table, texts

#: Keywords at the top that are no jobs.
_KEYWORDS = frozenset(
    "after_script before_script cache default image include pages:deploy services spec stages types variables"
    " workflow".split()
)
_SECURITY = re.compile(r"(?i)(sast|dependency.scanning|secret.detection|container.scanning)")

#: Directories of one path.
_GLOB = 100


def matches_glob(path: str, pattern: str) -> bool:
    """Tell whether a path matches the glob of `include:local`: only `**` crosses directories.

    By GitLab's "Use `include:local` with wildcard file paths": `**.yml` is any file below.
    """
    wanted = [
        part
        for name in pattern.split("/")
        for part in (("**", name[1:]) if name.startswith("**") and name != "**" else (name,))
    ]
    names = path.split("/")
    if len(names) > _GLOB or len(wanted) > _GLOB:
        return False
    # Which beginnings of the path the parts so far can stand for.
    ends = {0}
    for part in wanted:
        if part == "**":
            ends = set(range(min(ends), len(names) + 1)) if ends else set()
        else:
            ends = {end + 1 for end in ends if end < len(names) and fnmatchcase(names[end], part)}
    return len(names) in ends


class Written(NamedTuple):
    """A value, and where it is written."""

    source: Source
    route: Route
    value: Any


#: A job's file, and its keywords, each with where it is written.
Whole = tuple[Source, dict[str, Written]]
#: Keywords of a job, entries of an `include`, and how many of these may be patterns.
_KEYS = 200
_INCLUDES = 200
_PATTERNS = 20


class Jobs:
    """The tables of all files that are included, by name, each with the file that it is written in."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tables: dict[str, Written] = {}
        self.globals: dict[str, Any] = {}
        self.scanners: list[tuple[Location, str]] = []
        #: Child pipelines, and what starts them.
        self.children: list[tuple[Jobs, frozenset[Event]]] = []
        self.ruled: Ruled = {}
        self._wholes: dict[str, Whole | None] = {}
        self._patterns = 0

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
                merged = {**self.tables[name].value, **value} if name in self.tables else value
                self.tables[name] = Written(source, (name,), merged)
            else:
                self.globals[name] = value

    def include(self, source: Source, at: Location, item: Any, depth: int) -> None:
        """Take in the files that an `include` names; note what is not in the project."""
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
            self._patterns += 1
            if self._patterns > _PATTERNS or len(path) > 200:
                self.reading.miss(at, f"`include` of `{path[:60]}`: more than {_PATTERNS} patterns")
                return
            names = [name for name in self.reading.tree.files if matches_glob(name, path)]
        for name in names:
            if name in self.reading.opened or depth >= DEPTH:
                continue  # included before, or in a circle
            found = self.reading.included(name, at)
            if found is not None:
                self.take(found, depth + 1)

    def whole(self, name: str, depth: int = 0) -> Whole | None:
        """Return a job with what it extends: each keyword with where it is written; None in a circle."""
        if name not in self.tables or depth > DEPTH:
            return None
        if name not in self._wholes:
            self._wholes[name] = None
            self._wholes[name] = self._joined(name, depth)
        return self._wholes[name]

    def _joined(self, name: str, depth: int) -> Whole:
        source, route, data = self.tables[name]
        found: dict[str, Written] = {}
        for parent in dict.fromkeys(texts(data.get("extends"))):
            base = self.whole(parent, depth + 1)
            if base is None:
                if parent not in self.tables:
                    self.reading.miss(
                        source.at(*route, "extends"), f"`{parent}` is not in the files that were read"
                    )
                continue
            for key, item in base[1].items():
                found[key] = item._replace(value=_merged(found.get(key), item.value))
        for key, value in data.items():
            found[key] = Written(source, (*route, key), _merged(found.get(key), value))
        if len(found) > _KEYS:
            self.reading.miss(source.at(*route), f"more than {_KEYS} keywords")
            found = dict(itertools.islice(found.items(), _KEYS))
        return source, found


def _merged(under: Written | None, value: Any) -> Any:
    """Return a keyword's value over that of what is extended: tables are merged, all else replaces."""
    both = under is not None and isinstance(under.value, dict) and isinstance(value, dict)
    return {**under.value, **value} if under is not None and both else value
