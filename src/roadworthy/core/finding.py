"""What a rule reports, where, and how it could be fixed: plain frozen data."""

from __future__ import annotations

from typing import Any

from roadworthy.core.late_dataclass import dataclass, field

#: The way to a value in structured data: mapping keys and sequence indices.
Route = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Location:
    """Where something is, symbolically: a file, a route into it, or a span of its text.

    `file` is a path relative to the project's root, with forward slashes, or `.` for the project itself: the
    place of what it lacks. `route` leads to a key or value (`("project", "classifiers", 3)`), a notebook line
    (`("cells", 3, "source", 5)`), a definition (`("Model", "fit")`) or an archive's member. A route becomes
    line and column only when it is reported; one that does not exist stands for its nearest parent that does.
    """

    file: str
    route: Route = ()
    span: Span | None = None

    def __truediv__(self, key: str | int) -> Location:
        """Return the location of `key` below this one."""
        return Location(self.file, (*self.route, key))


@dataclass(frozen=True, slots=True)
class Set:
    """Put a plain value (str, int, float, bool, list, dict) at a route, making parents as needed."""

    at: Location
    value: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove the key or item at a route."""

    at: Location


@dataclass(frozen=True, slots=True)
class Append:
    """Append a plain value to the array at a route."""

    at: Location
    value: Any


@dataclass(frozen=True, slots=True)
class Replace:
    """Replace the text of the location's span."""

    at: Location
    text: str


@dataclass(frozen=True, slots=True)
class Create:
    """Create a file that does not exist."""

    file: str
    text: str


Edit = Set | Remove | Append | Replace | Create


@dataclass(frozen=True, slots=True, init=False)
class Fix:
    """What fixes a finding: a title in the imperative, and edits that are data.

    A fix is `safe` where no one who consumes the project can tell the difference.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool

    def __init__(self, title: str, *edits: Edit, safe: bool = True) -> None:
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "edits", edits)
        object.__setattr__(self, "safe", safe)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the findings that another one joins, with the message and the place that it has alone."""

    message: str
    at: Location
    arguments: tuple[str, ...] | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The arguments, as those of a finding."""
        return _values(self.message, self.arguments)


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation: what is wrong here, quoting the offending value; lower case, no full stop.

    What stands in backticks in the message are its arguments: with rule, file and symbolic place they make
    the identity of a finding (its fingerprint). The words around do not, so that a message can be reworded;
    nor do numbers outside of backticks, which say how much and not what: a function that grows by a line, or
    a list that shrinks, is no other finding. `arguments` replaces what is quoted where some of that is advice
    (`did you mean ...?`), or where what identifies the finding is not quoted.
    """

    message: str
    at: Location
    fix: Fix | None = None
    related: tuple[Location, ...] = ()
    arguments: tuple[str, ...] | None = None
    #: What programs may also want to know, as JSON; only the JSON report has it.
    details: dict[str, Any] = field(default_factory=dict, hash=False)
    #: The findings that this one joins. Ignores, baselines and the score know these, and not how they are
    #: joined; their places are related ones.
    parts: tuple[Part, ...] = ()

    @property
    def each(self) -> tuple[Finding | Part, ...]:
        """The findings that it joins; itself, where it joins none."""
        return self.parts or (self,)

    @property
    def values(self) -> tuple[str, ...]:
        """The arguments, in an order that does not depend on the wording."""
        return _values(self.message, self.arguments)


def _values(message: str, arguments: tuple[str, ...] | None) -> tuple[str, ...]:
    return tuple(sorted(message.split("`")[1::2] if arguments is None else arguments))
