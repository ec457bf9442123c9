"""What a runner's target stands for."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from roadworthy.core.finding import Location, Span
from roadworthy.facts.ci.verbs import Verb, Words

#: Lines of one recipe: what starts more is not followed further.
LINES = 5_000
MANY = f"more than {LINES} lines"
#: What stands for the project's root in paths that a script finds out: `$(dirname "$0")`.
ROOT = "/.project"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a recipe: a script, or the words of one command, and where it is written.

    `directory` is relative to the project's root; None for where the runner was called.
    """

    at: Location
    script: str = ""
    words: Words = ()
    tolerated: str = ""
    directory: str | None = None
    errexit: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The lines that a target stands for; `missing` says what could not be read.

    `acts` are what the runner does itself, by verb, tool and detail: tox installs the project. `work` is how
    many items were gone through to find the lines.
    """

    lines: tuple[Line, ...] = ()
    missing: str = ""
    acts: tuple[tuple[Verb, str, str, Location], ...] = ()
    work: int = 0
    #: There is no file at all that says what the target stands for.
    is_absent: bool = False


def line_at(file: str, line: int, *route: str | int) -> Location:
    """Return the location of a line, from 1, of a file."""
    return Location(file, route, Span(line, 1, line, 1))


def inside(directory: str, path: str) -> str:
    """Return a path that is written relative to a directory, relative to the root; "" for the root itself."""
    if not directory and "/" not in path and "\\" not in path:
        # Asked of each line of long scripts.
        return "" if path == "." else path
    if path.startswith(ROOT) and path[len(ROOT) : len(ROOT) + 1] in ("", "/"):
        directory, path = "", path[len(ROOT) + 1 :]
    joined = posixpath.normpath(posixpath.join(directory, path.replace("\\", "/")))
    return "" if joined == "." else joined
