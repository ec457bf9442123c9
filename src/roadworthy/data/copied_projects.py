"""Projects whose files people copy into their own: the table of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from roadworthy.data.tables import read_table


@cache
def copied_projects() -> Mapping[str, frozenset[str]]:
    """Return the files of each project, by paths from the directory that holds a copy."""
    found: dict[str, frozenset[str]] = {}
    for row in read_table("copied_projects").rows:
        project, files = row.split(" : ")
        found[project] = frozenset(files.split())
    return found
