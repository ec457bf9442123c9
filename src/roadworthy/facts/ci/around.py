"""What surrounds a command that is followed, what was found so far, and how much may still be followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from roadworthy.core.finding import Location
from roadworthy.facts.ci.model import Unseen
from roadworthy.facts.ci.verbs import Act

#: How deep one thing may call another, and how many commands one step may come to.
_DEPTH = 8
COMMANDS = 5_000


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a command: the place in the pipeline, the way to it, and what its failure means."""

    at: Location
    via: tuple[Location, ...] = ()
    tolerated: str = ""
    directory: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    depth: int = 0
    errexit: bool = True
    pipefail: bool = True
    #: It runs only under a condition.
    guarded: bool = False

    @property
    def is_deepest(self) -> bool:
        """Whether nothing may be called from here any more."""
        return self.depth >= _DEPTH


@dataclass(slots=True)
class Resolved:
    """What steps really do: acts in order, and what could not be read."""

    acts: list[Act] = field(default_factory=list)
    #: In order; the values mean nothing.
    unseen: dict[Unseen, None] = field(default_factory=dict)


@dataclass(slots=True)
class Allowance:
    """How much all walks of a run may still do, in commands: a long script counts as several."""

    left: int = 20 * COMMANDS
