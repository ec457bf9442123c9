"""A pipeline's YAML with places, and the bounds within which dialects follow what it includes."""

from __future__ import annotations

import itertools
import posixpath
from collections.abc import Iterator
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Route
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.ci.fill import VARIABLES
from roadworthy.facts.ci.model import Unseen
from roadworthy.locate import Mark, nearest
from roadworthy.locate.document import Document
from roadworthy.tree.tree import Tree
from roadworthy.tree.yaml import load_yaml

#: Files that one pipeline may bring together, how deep, and its jobs and steps.
FILES = 100
DEPTH = 8
JOBS = 1_000
STEPS = 5_000
#: References that are followed in one pipeline, and what is told of it.
_FOLLOWED = 20_000
_UNSEEN = 1_000
#: Items that are looked at in one value of a script.
_ITEMS = 5_000


@dataclass(slots=True)
class Source:
    """One YAML file of a pipeline."""

    tree: Tree
    file: str
    document: Document
    marks: dict[Route, Mark]

    def line(self, route: Route, text: str) -> int | None:
        """Return the line that holds the first line of a script at a route; None where it is unknown."""
        found, mark = nearest(self.marks, route)
        if found != route:
            return None
        lines = self.tree.lines(self.file)
        line, _ = lines.position(mark.value_start)
        head = lines.text[mark.value_start : mark.value_start + 1]
        if head in "|>" and head:
            return line + 1 if head == "|" else None
        return line if "\n" not in text.strip() else None

    def at(self, *route: str | int) -> Location:
        """Return the location of a route."""
        return Location(self.file, route)


@dataclass(slots=True)
class Reading:
    """What is read for one pipeline: the files so far, and what could not be read."""

    tree: Tree
    #: In order; the values mean nothing.
    unseen: dict[Unseen, None] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    jobs: int = 0
    steps: int = 0
    followed: int = 0

    def miss(self, at: Location, what: str) -> None:
        """Note something that cannot be read, once."""
        if len(self.unseen) < _UNSEEN:
            self.unseen[Unseen(at, what)] = None

    def included(self, path: str, at: Location) -> Source | None:
        """Return a file that a pipeline includes; None, with a note, where that is not possible."""
        path = posixpath.normpath(path.lstrip("/"))
        if path not in self.tree.files:
            self.miss(at, f"`{path}` is not in the project")
            return None
        if len(self.opened) >= FILES:
            self.miss(at, f"more than {FILES} files")
            return None
        self.opened.add(path)
        try:
            return read_source(self.tree, path)
        except Blocked as blocked:
            self.miss(at, f"`{path}` cannot be read: {blocked.reason}")
            return None

    def room(self, at: Location) -> bool:
        """Count a step; tell whether there may be one more."""
        self.steps += 1
        if self.steps == STEPS + 1:
            self.miss(at, f"more than {STEPS} steps")
        return self.steps <= STEPS

    def job(self, at: Location) -> bool:
        """Count a job; tell whether there may be one more."""
        self.jobs += 1
        if self.jobs == JOBS + 1:
            self.miss(at, f"more than {JOBS} jobs")
        return self.jobs <= JOBS

    def follow(self, at: Location) -> bool:
        """Count a reference or template; tell whether it may be followed."""
        self.followed += 1
        if self.followed == _FOLLOWED + 1:
            self.miss(at, f"more than {_FOLLOWED} references")
        return self.followed <= _FOLLOWED


def read_source(tree: Tree, path: str) -> Source:
    """Read a YAML file; raises `Unreadable` with the place of a fault."""
    from roadworthy.locate.yaml import load_all, parsed

    data = load_yaml(tree, path)
    marks = parsed(tree, path)[1]
    if isinstance(data, dict) and set(data) == {"spec"}:
        # The header of a GitLab component; the pipeline is the document after it.
        data, marks = load_all(tree.text(path))[-1]
    return Source(tree, path, Document(path, data), marks)


def texts(value: Any) -> list[str]:
    """Return a value as texts: one scalar, or those of a list."""
    items = value if isinstance(value, list) else [value]
    return [as_text(item) for item in items[:_ITEMS] if isinstance(item, (str, int, float))]


def as_text(value: Any) -> str:
    """Return a scalar as a pipeline writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def table(value: Any) -> dict[str, Any]:
    """Return a value that is a table; else an empty one."""
    return value if isinstance(value, dict) else {}


def settings(*values: Any) -> dict[str, str]:
    """Merge tables of scalars, the later ones over the earlier; GitLab and Azure may write `{value: ...}`.

    Of each table, no more than `VARIABLES` are taken: the others are as unknown as what a server sets.
    """
    found: dict[str, str] = {}
    for value in values:
        for key, item in itertools.islice(table(value).items(), VARIABLES):
            if isinstance(item, dict):
                item = item.get("value")
            if isinstance(item, (str, int, float)):
                found[str(key)] = as_text(item)
    return found


def flattened(value: Any, route: Route, depth: int = 0) -> Iterator[tuple[Route, Any]]:
    """Yield the items of lists within lists, with their routes."""
    if isinstance(value, list) and depth < DEPTH:
        for index, item in enumerate(value[:_ITEMS]):
            yield from flattened(item, (*route, index), depth + 1)
    elif value is not None:
        yield route, value
