"""Files that are past a limit, and whether a run may pass without them."""

from __future__ import annotations

from typing import Literal

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.filekind import FileKind
from roadworthy.tree.roles import is_template, role_of
from roadworthy.tree.tree import Tree

#: Where a file may be broken, or beyond all measure, on purpose: by its role.
EXCUSED = frozenset({"test", "example", "documentation", "vendored"})


def over_limit(kind: FileKind, data: bytes) -> str | None:
    """Return what keeps a file of a kind from being parsed, in words; None where nothing does."""
    if kind.lines is None:
        return None
    if data.count(b"\n") > kind.lines:
        return f"more than {kind.lines} lines"
    return f"more than {limits.COMMAS} commas: data, not code" if data.count(b",") > limits.COMMAS else None


def weight_of(kind: FileKind, tree: Tree, path: str) -> Literal["plain", "suspicious"]:
    """Return "suspicious" for a file that rules would judge if it were smaller: anything may be in it."""
    if is_excused(path, tree):
        return "plain"
    try:
        with tree.open(path) as stream:
            head = stream.read(limits.HEAD)
    except (OSError, Unreadable):
        return "suspicious"
    return "plain" if kind.is_generated(path, head) else "suspicious"


def is_excused(path: str, tree: Tree) -> bool:
    """Tell whether a file is none of the project's own code, or a part of a scaffold."""
    return role_of(path) in EXCUSED or is_template(path, tree.files)
