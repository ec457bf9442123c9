"""The fact `Code`: everything that is written in Python, in modules and in notebooks."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.notebooks.summary import NotebookSummary
from roadworthy.facts.python import ModuleSummary


@dataclass(frozen=True, slots=True)
class Code:
    """The modules and notebooks of a project; empty where it has neither."""

    modules: tuple[ModuleSummary, ...] = field(repr=False)
    notebooks: tuple[NotebookSummary, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.modules) + len(self.notebooks)


@fact
def code(modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]) -> Code:
    """Put modules and notebooks together, for rules that are about both alike."""
    return Code(modules, notebooks)
