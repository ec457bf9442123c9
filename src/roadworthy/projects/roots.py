"""Where projects lie: what makes a directory one, the nearest above a directory, and those below it."""

from __future__ import annotations

import os
from collections.abc import Iterable

from roadworthy.core.fault import Unreadable
from roadworthy.core.late_re import re
from roadworthy.core.seen import Seen, entries_of
from roadworthy.locate.document import Document
from roadworthy.tree.kept import Kept
from roadworthy.tree.placeholder import has_placeholder
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import texts_of
from roadworthy.tree.walk import SKIPPED_DIRECTORIES
from roadworthy.tree.workspace import takes_in

#: Files that make a directory a project of its own.
MARKERS = (
    "pyproject.toml setup.py setup.cfg requirements.txt requirements.in Pipfile environment.yml"
    " roadworthy.toml poetry.lock uv.lock pixi.toml Dockerfile .git"
).split()
#: Tables by which pyproject.toml describes a distribution, rather than only configuring tools.
_BUILDING = (("project",), ("build-system",), ("tool", "poetry"))
#: The name of the directory that an sdist unpacks to: `name-1.0`.
_UNPACKED = re.compile(r"[A-Za-z][\w.-]*-\d++\.\d[\w.]*")


def relative(path: str, root: str) -> str:
    """Return the path of a file or directory from a root, links followed, with forward slashes."""
    return os.path.relpath(os.path.realpath(path), os.path.realpath(root)).replace(os.sep, "/")


def has_marker(directory: str, seen: Seen | None, markers: Iterable[str] = MARKERS) -> bool:
    """Tell whether a directory has a file by which it may be a project."""
    paths = [os.path.join(directory, marker) for marker in markers]
    if seen:
        for path in paths:
            seen.name(path)
    return any(map(os.path.lexists, paths))


def root_above(directory: str, seen: Seen | None = None) -> str:
    """Return the nearest directory at or above this one that is a project, else the directory itself."""
    current = os.path.abspath(directory)
    while not has_marker(current, seen):
        parent = os.path.dirname(current)
        if parent == current:
            return directory
        current = parent
    return os.path.relpath(current)


def is_source(directory: str, seen: Seen | None) -> bool:
    """Tell whether a directory is a project by more than being the top of a repository of several."""
    top = (".git", "Dockerfile", "roadworthy.toml")
    return has_marker(directory, seen, (name for name in MARKERS if name not in top))


def workspace_members(path: str, kept: Kept) -> list[str]:
    """Return the directories of a uv workspace's members; none where pyproject.toml cannot be read."""
    document = _pyproject(path, kept)
    if document is None or not document.has("tool", "uv", "workspace", "members"):
        return []
    return [root for root in nested_roots(path, kept) if takes_in(document, relative(root, path))]


def nested_roots(path: str, kept: Kept, depth: int = 4, *, configured: bool = False) -> list[str]:
    """Return the directories below `path` that are projects, none inside another, sorted.

    With `configured`, those that have a pyproject.toml, which need not be of a project.
    """
    found: list[str] = []
    released = has_marker(path, kept.seen, (".git",))
    pending = [(path, 0)]
    while pending:
        current, level = pending.pop()
        try:
            entries = sorted(
                entry.path for entry in entries_of(current, kept.seen) if entry.is_dir(follow_symlinks=False)
            )
        except OSError:
            continue
        for directory in entries:
            # `{{cookiecutter.name}}` becomes a project only once it is filled in.
            name = os.path.basename(directory)
            if name in SKIPPED_DIRECTORIES or name in ("venv", ".venv") or has_placeholder(name):
                continue
            # What someone else released, and a repository only keeps.
            if released and _UNPACKED.fullmatch(name):
                continue
            if is_package(directory, kept) or (configured and is_file(directory, "pyproject.toml", kept)):
                found.append(os.path.normpath(directory))
            elif level + 1 < depth:
                pending.append((directory, level + 1))
    return sorted(found)


def is_file(directory: str, name: str, kept: Kept) -> bool:
    """Tell whether a directory has a file of a name."""
    path = os.path.join(directory, name)
    if kept.seen:
        kept.seen.name(path)
    return os.path.isfile(path)


def is_package(directory: str, kept: Kept) -> bool:
    """Tell whether a directory is a distribution's root: it has setup.py, or a pyproject.toml that builds.

    One that cannot be read may be anything; it is told of where the directory is inspected by itself.
    A module that is called `setup.py`, in a package, makes no distribution.
    """
    if is_file(directory, "setup.py", kept) and not is_file(directory, "__init__.py", kept):
        return True
    if not is_file(directory, "pyproject.toml", kept):
        return False
    document = _pyproject(directory, kept)
    return document is None or any(document.has(*table) for table in _BUILDING)


def _pyproject(directory: str, kept: Kept) -> Document | None:
    """Return the pyproject.toml of a directory; None where it is missing or cannot be read."""
    try:
        return Document("pyproject.toml", load_toml(texts_of(directory, kept), "pyproject.toml"))
    except Unreadable:
        return None
