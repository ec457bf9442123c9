"""The fact `Repository`: what version control knows of a project, learned without running Git."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cached_property

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Seen
from roadworthy.facts.repository.gitindex import INDEX_SIZE, tracked
from roadworthy.tree.checkout import checkout_root
from roadworthy.tree.kept import Kept
from roadworthy.tree.opening import open_regular
from roadworthy.tree.tree import DirectoryTree, Tree

#: Bytes of a `.git` file, which holds one path, and of a `.gitignore`.
_GIT_FILE_SIZE = 4096
_GITIGNORE_SIZE = 1024 * 1024

#: Directories of a work tree whose members are shown as projects of their own.
_EXAMPLES = frozenset({"demo", "demos", "example", "examples", "sample", "samples", "templates"})


@dataclass(frozen=True)
class Repository:
    """A project's files, and which of them Git tracks and ignores.

    `tracked` holds paths of the Git index relative to the project's root, submodules and links among
    them; it is None outside of a checkout and where the index is absent or cannot be read. A tracked file
    may be missing from `files`, where Git ignores it or the walk leaves it out. `prefix` leads from the
    top of the work tree to the project's root: `packages/demo/` in a monorepo, else empty. `gitignore`
    holds the patterns of the root's .gitignore, without comments.
    """

    files: Mapping[str, int] = field(repr=False)
    tracked: frozenset[str] | None = field(default=None, repr=False)
    git: bool = False
    gitignore: tuple[str, ...] = ()
    prefix: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether what a project is developed with would be here: its licence, .gitignore, CI, ...

        It may be elsewhere where this is an unpacked sdist, which holds what its backend chose, or a part
        of a larger work tree. An example there stands for a project of its own.
        """
        if "PKG-INFO" in self.files:
            return False
        return not self.prefix or not _EXAMPLES.isdisjoint(self.prefix.split("/"))

    @property
    def place(self) -> Location:
        """The project itself: the place of what is absent."""
        return Location(".")

    @cached_property
    def _root_names(self) -> tuple[str, ...]:
        names = {path for path in self.files if "/" not in path}
        # Links are tracked, but not among the files: a README may be one.
        names.update(path for path in self.tracked or () if "/" not in path)
        return tuple(sorted(names))

    def named(self, *names: str) -> str | None:
        """Return the first file in the root with one of these names, whatever its case and suffix.

        `LICENSE` stands for `license.txt` and `LICENSE-MIT`, but neither for `licensed.md` nor for the
        module `license.py`. The order of `names` comes first, that of the files second. It may be a link.
        """
        for name in names:
            stem = name.lower()
            for path in self._root_names:
                lower = path.lower()
                rest = lower[len(stem) :]
                if lower.startswith(stem) and not rest[:1].isalnum() and not rest.endswith((".py", ".pyi")):
                    return path
        return None


@fact
def repository(tree: Tree) -> Repository:
    """Read what there is of Git: `.git` here or above, its index, and the root's .gitignore.

    Raises `Unreadable` where .gitignore is over its limit.
    """
    prefix, index = _above(tree.root, tree.kept) if isinstance(tree, DirectoryTree) else _within(tree)
    known = _below(prefix, index)
    return Repository(tree.files, known, prefix is not None, ignored_by_git(tree), prefix or "")


def ignored_by_git(tree: Tree) -> tuple[str, ...]:
    """Return the patterns of the root's .gitignore; raises `Unreadable` where it is beyond its limit."""
    # Not by `files`: a pattern such as `.*` makes it ignore itself.
    if not tree.exists(".gitignore"):
        return ()
    text = tree.text(".gitignore", _GITIGNORE_SIZE, strict=False)
    lines = (line.removesuffix("\r") for line in text.split("\n"))
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))


def tracked_files(root: str, kept: Kept) -> frozenset[str] | None:
    """Return the paths that Git tracks below a directory, relative to it; None where that cannot be told.

    The index stays in `kept`, for the fact about the same directory.
    """
    return _below(*_above(root, kept))


def _below(prefix: str | None, index: bytes | None) -> frozenset[str] | None:
    if index is None or prefix is None:
        return None
    try:
        paths = tracked(index)
    except ValueError:
        return None
    return frozenset(path[len(prefix) :] for path in paths if path.startswith(prefix))


def _within(tree: Tree) -> tuple[str | None, bytes | None]:
    if not tree.exists(".git"):
        return None, None
    try:
        return "", tree.read(".git/index", INDEX_SIZE)
    except Blocked:
        return "", None


def checkout(root: str, seen: Seen | None = None) -> tuple[str, str] | None:
    """Return the path from the top of the work tree to `root`, and the directory that `.git` is or names.

    The latter is empty where `.git` cannot be read; there is nothing to return outside of a checkout.
    """
    here = os.path.realpath(root)
    top = checkout_root(here, seen)
    if top is None:
        return None
    prefix = "" if here == top else os.path.relpath(here, top).replace(os.sep, "/") + "/"
    return prefix, _git_directory(top, seen) or ""


def _above(root: str, kept: Kept) -> tuple[str | None, bytes | None]:
    """Return the path from the top of the work tree to `root`, and the index; None where there is none."""
    found = checkout(root, kept.seen)
    if found is None:
        return None, None
    prefix, directory = found
    return prefix, _index(os.path.join(directory, "index"), kept) if directory else None


def _index(path: str, kept: Kept) -> bytes | None:
    found = kept.get(path)
    if found is not None:
        return found.data if isinstance(found.data, bytes) else None
    data = _bytes(path, INDEX_SIZE, kept.seen)
    if data is not None:
        kept.put(path, data)
    return data


def _git_directory(top: str, seen: Seen | None) -> str | None:
    """Return the directory that holds the index: `.git`, or what the file `.git` of a worktree names."""
    path = os.path.join(top, ".git")
    if os.path.isdir(path):
        return None if os.path.islink(path) else path
    data = _bytes(path, _GIT_FILE_SIZE, seen)
    if data is None or not data.startswith(b"gitdir: "):
        return None
    target = data.removeprefix(b"gitdir: ").rstrip(b"\r\n")
    # Two slashes lead to another machine on Windows.
    if not target or re.search(rb"[\0\r\n]|^[\\/]{2}", target):
        return None
    return os.path.join(top, target.decode("utf-8", "surrogateescape"))


def _bytes(path: str, limit: int, seen: Seen | None) -> bytes | None:
    """Return a regular file's bytes; None where it is missing, a link, special, or over `limit`."""
    try:
        with open_regular(path, seen) as stream:
            data = stream.read(limit + 1)
    except (OSError, ValueError):
        return None
    if len(data) > limit:
        return None
    if seen:
        seen.content(path, data)
    return data
