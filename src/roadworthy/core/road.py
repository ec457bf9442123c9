"""The road from an experiment to production, as frozen plain data."""

from __future__ import annotations

from typing import Literal

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.place import Place

RoadState = Literal["done", "partly", "not", "unknown"]


@dataclass(frozen=True, slots=True)
class RoadSign:
    """One thing that a step asks for: how far it is there, what shows it or is lacking, and where."""

    title: str
    state: RoadState
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RoadStep:
    """A step on the road from an experiment to production, with its chain of evidence."""

    name: str
    state: RoadState
    signs: tuple[RoadSign, ...]
