"""The fact `NewerPython`: whether the project is for a newer Python than the one that runs."""

from __future__ import annotations

import platform
import sys

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.versions import parse_specifiers
from roadworthy.data.python_releases import python_releases
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.python import NewerPython
from roadworthy.tree.tree import Tree

#: How many feature releases after the newest known one may be meant.
_AHEAD = 2


@fact
def newer_python(tree: Tree, pyproject: Pyproject | None) -> NewerPython | None:
    """Compare `requires-python` and `.python-version` with the Python that runs.

    A version that no Python will have for years excuses nothing.
    """
    try:
        wanted = pyproject and pyproject.get(str, "project", "requires-python")
        if not wanted and ".python-version" in tree.files:
            # What pyenv and uv read: the version that an application is developed with.
            wanted = ">=" + tree.read(".python-version", 100).decode("ascii").strip()
        if not wanted:
            return None
        allowed = parse_specifiers(wanted)
        if allowed.contains(platform.python_version(), prereleases=True):
            return None
        if any(allowed.contains(f"{version}.99") for version in _newer()):
            return NewerPython("written for a newer Python than this one")
    except (Blocked, ValueError):
        pass
    return None


def _newer() -> list[str]:
    """Return the feature versions after the one that runs: those that are known, and a few that may come."""
    major, last = max(python_releases().ends)
    own = sys.version_info[:2]
    known = [*python_releases().ends, *((major, last + step) for step in range(1, _AHEAD + 1))]
    return [f"{version[0]}.{version[1]}" for version in known if version > own]
