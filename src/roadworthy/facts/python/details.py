"""What some runs need of modules beyond the usual summary: it costs time, and is computed where asked for."""

from __future__ import annotations

from dataclasses import replace

from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python.digests import codes
from roadworthy.facts.python.module import Module
from roadworthy.facts.python.regions import regions
from roadworthy.facts.python.summary import ModuleSummary


@dataclass(frozen=True, slots=True)
class Details:
    """What a run needs from the first stage.

    `measured` is true where there is data of what ran, so that source code needs its `Regions`; `compared`
    are the paths of the modules whose functions are compared with what they were.
    """

    measured: bool = False
    compared: frozenset[str] = frozenset()


def detailed(summary: ModuleSummary, module: Module, *, measured: bool, compared: bool) -> ModuleSummary:
    """Return the summary of a module with the details that are asked for."""
    if measured and module.role == "source":
        summary = replace(summary, regions=regions(module.tree, module.lines, module.data))
    if compared:
        summary = replace(summary, codes=tuple(codes(module.tree, module.lines)))
    return summary
