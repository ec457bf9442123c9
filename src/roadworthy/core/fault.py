"""What keeps a run or a fact from being had: faulty settings, a broken file, an absent value, no evidence."""

from __future__ import annotations

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass


class Blocked(Exception):
    """A fact cannot be had because of something that is reported elsewhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fault:
    """What `Unreadable` told of a file, as plain data: what the rule `unreadable-file` runs on.

    `elsewhere` is true where the file is sound and its content is kept elsewhere: no one broke it. `aside` is
    true where the file is no part of what is judged, so that the score is known without it. `refused` is true
    where PyPI takes no such archive. `cause` names what keeps many files from being read, and is said once.
    """

    message: str
    location: Location
    elsewhere: bool = False
    aside: bool = False
    refused: bool = False
    cause: str = ""
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a reader finds wrong in a file that it can read: words, what they are about, and of which kind."""

    message: str
    about: str = ""
    kind: str = ""


class Unreadable(Blocked):
    """A file is broken: reported once, as `unreadable-file`, at `location`; see `Fault`, which it holds."""

    def __init__(
        self,
        message: str,
        location: Location,
        *,
        elsewhere: bool = False,
        refused: bool = False,
        cause: str = "",
        needs: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.fault = Fault(message, location, elsewhere, refused=refused, cause=cause, needs=needs)


class Unmeasured(Exception):
    """There is nothing to judge by, so the rules that asked are neither passed nor failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Absent(Unmeasured):
    """A fact that a function insists on does not exist in this project."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with settings, arguments or a pack, at a line and column of `file` (0: no place).

    Of a pack, which `pack` names, it stops no other, and makes the exit code 3.
    """

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    pack: str = ""

    def __str__(self) -> str:
        place = (
            f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: " if self.file else ""
        )
        return place + self.message


class ConfigError(Exception):
    """The settings or arguments are faulty; `problems` lists every fault."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
