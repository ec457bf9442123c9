"""The fact `UvMember`: whether the project is a member of a uv workspace that lies above it."""

from __future__ import annotations

import os

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.late_dataclass import dataclass
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import DirectoryTree, Tree
from roadworthy.tree.workspace import takes_in, workspace_above


@dataclass(frozen=True, slots=True)
class UvMember:
    """A member of a uv workspace: the path from its root to the directory of the workspace, such as `..`.

    uv reads the lock file, the sources and the index settings there, and none of the member's own.
    """

    workspace: str


@fact
def uv_member(tree: Tree) -> UvMember | None:
    """Find the workspace that takes the project in, within its checkout; None where there is none.

    A tree in memory may hold the pyproject.toml of the directory above as `../pyproject.toml`, and is then
    the member `demo` of it.
    """
    if isinstance(tree, DirectoryTree):
        directory = workspace_above(tree.root, tree.kept)
        if directory is None:
            return None
        return UvMember(os.path.relpath(directory, os.path.realpath(tree.root)).replace(os.sep, "/"))
    above = "../pyproject.toml"
    try:
        taken = above in tree.files and takes_in(Document(above, load_toml(tree, above)), "demo")
    except Unreadable:
        return None
    return UvMember("..") if taken else None
