"""Tables that age, as plain text beside this module: what was true on the day that each names.

A table begins with `# title:`, `# source:` and `# checked:`, the day on which it was last compared with its
source; then comes a row a line. The clock is never read: what is newer than a table is judged against dates
that the tree itself holds (`TreeDate`), or not at all.
"""

from __future__ import annotations

import os
from datetime import date
from functools import cache

from roadworthy.core.late_dataclass import dataclass

_DIRECTORY = os.path.dirname(__file__)
_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class DatedTable:
    """One table: its head, and its rows as they are written."""

    title: str
    source: str
    checked: date
    rows: tuple[str, ...]


@cache
def read_table(name: str) -> DatedTable:
    """Return the table in the file `name` (without its suffix), read once.

    Raises `KeyError` where its head lacks title, source or day, `ValueError` where the day is none.
    """
    with open(os.path.join(_DIRECTORY, name + _SUFFIX), encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    head: dict[str, str] = {}
    for line in lines:
        if not line.startswith("#"):
            break
        key, _, value = line.lstrip("# ").partition(": ")
        head.setdefault(key, value)
    rows = tuple(line for line in lines if line and not line.startswith("#"))
    return DatedTable(head["title"], head["source"], date.fromisoformat(head["checked"]), rows)


def read_versions(name: str) -> dict[tuple[str, int], str]:
    """Return the versions in a table of distributions, by a distribution and the minor version of Python 3.

    A row has the normalised name of a distribution, a version of Python and a version of the distribution.
    """
    rows = (row.split() for row in read_table(name).rows)
    return {(each, int(python.partition(".")[2])): version for each, python, version in rows}


def tables() -> list[DatedTable]:
    """Return every table, in the order of their names."""
    names = sorted(name for name in os.listdir(_DIRECTORY) if name.endswith(_SUFFIX))
    return [read_table(name.removesuffix(_SUFFIX)) for name in names]
