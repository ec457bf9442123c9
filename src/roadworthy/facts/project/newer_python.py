"""The fact `NewerPython`: whether the project is for a newer Python than the one that runs."""

from __future__ import annotations

import platform

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.python import NewerPython
from roadworthy.tree.tree import Tree


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
            return NewerPython("written for a newer Python than this one")
    except (Blocked, ValueError):
        pass
    return None
