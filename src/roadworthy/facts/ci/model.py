"""Pipelines as values, whatever CI system runs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.shell import ShellCommand, shell_commands


class Event(Enum):
    """What starts a job."""

    REQUEST = "a pull or merge request"
    BRANCH = "a push to any branch"
    MAIN = "a push to branches that are named"
    TAG = "a tag"
    SCHEDULE = "a schedule"
    MANUAL = "a person"
    CALLED = "another pipeline"
    OTHER = "another event"
    #: The system decides it outside of the file.
    UNKNOWN = "settings outside of the repository"


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something that a pipeline runs and that cannot be read here: where it is named, and what it is."""

    at: Location
    what: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a shell script, or something that the system offers under a name (`uses`).

    `line` is the line of the file that holds the script's first one; None where the text was made of several.
    `directory` is where it runs, relative to the project's root. `tolerated` says why its failure is not the
    job's; empty where it is.
    """

    at: Location
    script: str = ""
    uses: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    tolerated: str = ""
    events: frozenset[Event] | None = None
    line: int | None = None
    directory: str = ""
    errexit: bool = True
    pipefail: bool = True
    #: It runs whatever became of the steps before it.
    always: bool = False
    ident: str = ""

    def commands(self) -> tuple[ShellCommand, ...]:
        """Return the commands of the script."""
        return shell_commands(self.script, errexit=self.errexit, pipefail=self.pipefail)

    def place(self, command: ShellCommand) -> Location:
        """Return where a command of the script is."""
        if self.line is None:
            return self.at
        line = self.line + command.line
        return Location(self.at.file, self.at.route, Span(line, 1, line, 1))


@dataclass(frozen=True, slots=True)
class PipelineJob:
    """One job: what starts it, where it runs, and its steps in order.

    `values` gives what variables stand for, by name as scripts write it (`matrix.python`, `TOXENV`), each
    value that it takes. `tolerated` says why the pipeline goes on although the job fails.
    """

    name: str
    at: Location
    steps: tuple[Step, ...]
    events: frozenset[Event]
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    image: str = ""
    runner: str = ""
    environment: str = ""
    tolerated: str = ""
    stage: int = 0
    title: str = ""
    #: Its steps are lines of one script: a directory or variable that one sets is kept for the next.
    one_shell: bool = False


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One file of a CI system, with what it includes from the project: its jobs, and what was not readable.

    `system` is "GitHub Actions", "GitLab CI", "CircleCI", "Jenkins", "Azure Pipelines" or "Bitbucket
    Pipelines".
    """

    system: str
    file: str
    jobs: tuple[PipelineJob, ...]
    unseen: tuple[Unseen, ...] = ()

    def steps(self) -> Iterator[tuple[PipelineJob, Step]]:
        """Yield each step with its job, in order."""
        for job in self.jobs:
            for step in job.steps:
                yield job, step
