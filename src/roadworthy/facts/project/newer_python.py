"""The fact `NewerPython`: whether the project is for a newer Python than the one that runs."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.result import WRITTEN_FOR
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.python import NewerPython
from roadworthy.tree.tree import Tree

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet


#: The end of the supported range is open: no minor version is sought beyond this one.
_MINORS = 40


@fact
def newer_python(tree: Tree, pyproject: Pyproject | None) -> NewerPython | None:
    """Compare `requires-python` and `.python-version` with the Python that runs."""
    from packaging.specifiers import SpecifierSet

    try:
        wanted = pyproject and pyproject.get(str, "project", "requires-python")
        if not wanted and ".python-version" in tree.files:
            # What pyenv and uv read: the version that an application is developed with.
            wanted = ">=" + tree.read(".python-version", 100).decode("ascii").strip()
        if wanted and not SpecifierSet(wanted).contains(platform.python_version(), prereleases=True):
            return NewerPython(f"{WRITTEN_FOR}{_least(SpecifierSet(wanted))}")
    except (Blocked, ValueError):
        pass
    return None


def _least(wanted: SpecifierSet) -> str:
    """Return the least newer Python that fits, which reads all that the project may hold."""
    this = sys.version_info.minor
    fits = (f"3.{minor}" for minor in range(this + 1, _MINORS) if wanted.contains(f"3.{minor}.99"))
    return f"Python {found}" if (found := next(fits, "")) else "another Python"
