"""What releases of build backends can do: the table of the same name."""

from __future__ import annotations

from functools import cache

from roadworthy.core.late_dataclass import dataclass
from roadworthy.data.tables import read_table


@dataclass(frozen=True, slots=True)
class BackendFeature:
    """One thing that some releases of a distribution can do.

    `releases` is a version specifier (PEP 440) of those that can; the others `refuse` it and stop the build,
    or `ignore` it.
    """

    distribution: str
    feature: str
    otherwise: str
    releases: str


@cache
def backend_features() -> tuple[BackendFeature, ...]:
    """Return all rows of the table, in its order."""
    return tuple(BackendFeature(*row.split()) for row in read_table("backend_features").rows)
