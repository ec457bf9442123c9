"""The oldest releases of distributions that new Pythons can install: the table of the same name."""

from __future__ import annotations

from functools import cache

from roadworthy.data.tables import read_versions


@cache
def oldest_for_python() -> dict[tuple[str, int], str]:
    """Return the oldest version by a distribution's normalised name and the minor version of Python 3.

    What is not there may be installed in any version.
    """
    return read_versions("python_ceilings")
