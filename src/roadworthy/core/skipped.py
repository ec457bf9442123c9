"""What was left out of a run."""

from __future__ import annotations

from typing import Literal

from roadworthy.core.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was not inspected, and why."""

    path: str
    reason: str
    #: "ordinary" for what no project wants inspected, such as its environment; "suspicious" where the tree
    #: itself hides what might be inspected, so that the run is not complete.
    weight: Literal["ordinary", "plain", "suspicious"] = "plain"
    #: The Python that would parse it where this one cannot ("Python 3.15"); "" for any other reason.
    needs: str = ""
