"""uv's workspaces: which directories are the members of one."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

from roadworthy.core.fault import Unreadable
from roadworthy.core.seen import exists
from roadworthy.locate.document import Document
from roadworthy.tree.checkout import checkout_root
from roadworthy.tree.kept import Kept
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import texts_of
from roadworthy.tree.walk import is_inside

_WORKSPACE = ("tool", "uv", "workspace")


def takes_in(document: Document, path: str) -> bool:
    """Tell whether the workspace of a pyproject.toml has a member at a path, relative to its directory."""
    patterns = [pattern for _, pattern in document.each(str, *_WORKSPACE, "members")]
    excluded = [pattern for _, pattern in document.each(str, *_WORKSPACE, "exclude")]
    taken = any(_fits(path, pattern) for pattern in patterns)
    # uv lets a star of `exclude` stand for several directories, one of `members` for one.
    return taken and not any(fnmatchcase(path, _plain(pattern)) for pattern in excluded)


def workspace_above(root: str, kept: Kept) -> str | None:
    """Return the directory of the workspace that a directory is a member of.

    As for uv, the nearest pyproject.toml above decides; one that cannot be read decides nothing. What lies
    above both the checkout and the directories that the run was given is not read: it may be anyone's.
    """
    here = os.path.realpath(root)
    tops = [*kept.named, *filter(None, [checkout_root(here, kept.seen)])]
    directory = here
    while any(is_inside(directory, top) and directory != top for top in tops):
        directory = os.path.dirname(directory)
        if exists(os.path.join(directory, "pyproject.toml"), kept.seen):
            try:
                document = Document("pyproject.toml", load_toml(texts_of(directory, kept), "pyproject.toml"))
            except Unreadable:
                return None
            path = os.path.relpath(here, directory).replace(os.sep, "/")
            return directory if takes_in(document, path) else None
    return None


def _plain(pattern: str) -> str:
    return pattern.removeprefix("./").rstrip("/")


def _fits(path: str, pattern: str) -> bool:
    wanted, parts = _plain(pattern).split("/"), path.split("/")
    if "**" in wanted:
        return fnmatchcase(path, _plain(pattern))
    return len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted))
