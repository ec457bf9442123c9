"""A rule pack."""

from __future__ import annotations

from roadworthy.core.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Pack:
    """An installed pack: its entry point, and the distribution that brings it."""

    name: str
    module: str
    distribution: str
    version: str
