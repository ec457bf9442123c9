"""Names that libraries have removed: the table of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from roadworthy.data.tables import read_table


@cache
def removed_names() -> Mapping[str, tuple[str, str]]:
    """Return the distribution and its first release without a name, by the dotted name."""
    found: dict[str, tuple[str, str]] = {}
    for row in read_table("removed_names").rows:
        distribution, release, *names = row.split()
        found.update((name, (distribution, release)) for name in names)
    return found
