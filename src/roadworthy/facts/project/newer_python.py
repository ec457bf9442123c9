"""The fact `NewerPython`: whether the project is for a newer Python than the one that runs."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.versions import parse_specifiers
from roadworthy.data.python_releases import python_releases
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.python import NewerPython
from roadworthy.tree.tree import Tree

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

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
        allowed = parse_specifiers(wanted) if wanted else None
        if allowed is not None and not allowed.contains(platform.python_version(), prereleases=True):
            fitting = _fitting(allowed)
            return NewerPython(fitting) if fitting else None
    except (Blocked, ValueError):
        pass
    return None


def _fitting(allowed: SpecifierSet) -> str:
    """Return the least newer Python that fits, which reads all that the project may hold; "" for none."""
    releases = list(python_releases().ends)
    major, newest = max(releases)
    releases += [(2, 7), *((major, newest + step) for step in range(1, _AHEAD + 1))]
    fitting = [version for version in releases if allowed.contains(f"{version[0]}.{version[1]}.99")]
    newer = min((version for version in fitting if version > sys.version_info[:2]), default=None)
    if newer:
        return f"Python {newer[0]}.{newer[1]}"
    return "another Python" if fitting else ""
