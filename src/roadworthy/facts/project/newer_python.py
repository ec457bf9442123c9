"""The fact `NewerPython`: whether the project is for a newer Python than the one that runs."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.core.versions import parse_specifiers
from roadworthy.data.python_releases import python_releases
from roadworthy.facts.metadata import DeclaredMetadata
from roadworthy.facts.project.pythons import PythonVersions
from roadworthy.facts.project.readme import readme_text
from roadworthy.facts.python import NewerPython
from roadworthy.tree.tree import Tree

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

#: How many feature releases after the newest known one may be meant.
_AHEAD = 2
#: A bound of Poetry, which PEP 440 has no sign for: `^3.12` and `~3.12` allow nothing older.
_BOUND = re.compile(r"\s*[\^~]\s*(3\.\d{1,2}(?:\.\d{1,3})?)\s*(?:,.{0,50})?")
#: The least version that a README asks for, in words or on a badge.
_ASKED = re.compile(
    r"(?i)\bpython(?:[ -]version)?[ :*`-]{0,5}(?:>=?|≥)?[ `*]{0,3}3\.(\d{1,2})(?:\.\d{1,2})?[`*]{0,3}"
    r"(?:\+|%2b| ?(?:or|and) (?:newer|later|higher|above|greater|up)|(?= (?:is )?(?:required|installed)))"
    r"|\bpython[ `*]{0,3}(?:>=|≥) ?3\.(\d{1,2})"
)


@fact
def newer_python(
    tree: Tree, metadata: DeclaredMetadata | Blocked | None, versions: PythonVersions | Blocked | None
) -> NewerPython | None:
    """Compare the Python that a project declares with the one that runs.

    What it declares is `requires-python`, also as Poetry and setup.py say it; else `.python-version`; else
    the oldest Python that its images, pipelines, environments and settings name; else what the README asks
    for. A version that no Python will have for years excuses nothing.
    """
    wanted = _wanted(tree, metadata, versions)
    try:
        allowed = parse_specifiers(wanted) if wanted else None
        if allowed is not None and not allowed.contains(platform.python_version(), prereleases=True):
            fitting = _fitting(allowed)
            return NewerPython(fitting) if fitting else None
    except ValueError:
        pass
    return None


def _wanted(
    tree: Tree, metadata: DeclaredMetadata | Blocked | None, versions: PythonVersions | Blocked | None
) -> str:
    """Return the Pythons that the project is for, as specifiers; an empty text where nothing says so."""
    declared = metadata.get(str, "requires-python") if isinstance(metadata, DeclaredMetadata) else None
    if declared is not None:
        bound = _BOUND.fullmatch(declared[1])
        return f">={bound[1]}" if bound else declared[1]
    try:
        if ".python-version" in tree.files:
            # What pyenv and uv read: the version that an application is developed with.
            return ">=" + tree.read(".python-version", 100).decode("ascii").strip()
    except (Blocked, ValueError):
        return ""
    named = [item.minor for item in versions.each] if isinstance(versions, PythonVersions) else []
    named = named or _asked(tree)
    return f">=3.{min(named)}" if named else ""


def _asked(tree: Tree) -> list[int]:
    """Return the minor versions of Python that the README asks for."""
    return [int(found[1] or found[2]) for found in _ASKED.finditer(readme_text(tree))]


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
