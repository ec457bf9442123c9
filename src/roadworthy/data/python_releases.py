"""The feature releases of Python, and how long each is supported."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from roadworthy.core.late_dataclass import dataclass
from roadworthy.data.tables import read_table


@dataclass(frozen=True, slots=True)
class PythonReleases:
    """By major and minor version, oldest first, the day that support ends; as known on the day `checked`."""

    ends: Mapping[tuple[int, int], date]
    checked: date


@cache
def python_releases() -> PythonReleases:
    """Return the feature releases that are known."""
    table = read_table("python_releases")
    ends = {}
    for row in table.rows:
        version, end = row.split()
        major, minor = version.split(".")
        ends[int(major), int(minor)] = date.fromisoformat(end)
    return PythonReleases(ends, table.checked)
