"""A place as people and tools are shown it."""

from __future__ import annotations

from roadworthy.core.finding import Span
from roadworthy.core.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved location.

    `path` is relative to the directory that the run reports from. `line` and `column` are what a person
    is shown: in .ipynb files within `cell` (from 1), where there is one. `physical` is the span in the file
    itself.
    `route` is the symbolic place in words (`project.classifiers[3]`), or an archive's member.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None
    route: str
    physical: Span

    @property
    def counted_in(self) -> int | None:
        """The cell in which the line counts; None where it is one of the file."""
        return self.cell if self.path.endswith(".ipynb") else None
