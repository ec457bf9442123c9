"""What a project was before a change, from Git: the fact `DiffBase`, and the tree that rules judge again."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping

from roadworthy.core import limits
from roadworthy.core.fault import ConfigError, Problem, Unreadable
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.repository import checkout
from roadworthy.facts.tests import DiffBase
from roadworthy.facts.tests.evidence import FILES
from roadworthy.git.objects import Git, GitError, opened
from roadworthy.projects.base_tree import BaseTree, renamed
from roadworthy.tree.tree import Tree

#: Data of coverage, which no one commits: the change is not what brought it.
_MEASURED = frozenset(FILES)
_WHOLE = "fetch all of it: `fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0`, or `git fetch --unshallow`"


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is compared with: the fact for rules, the tree, and the new paths of renamed files.

    `tree` is None where the change did nothing to any file that is inspected.
    """

    fact: DiffBase
    tree: BaseTree | None
    renamed: Mapping[str, str]
    tracked: frozenset[str]


def read_base(root: str, revision: str, tree: Tree) -> Base:
    """Compare the files of a project's work tree with the merge base of a revision and HEAD.

    Raises `ConfigError` where there is no Git, no checkout, no such revision, or no common commit.
    """
    found = checkout(root)
    if found is None or not found[1]:
        raise _problem("not in a Git checkout", root)
    prefix, directory = found
    top = os.path.realpath(root)
    top = top[: len(top) - len(prefix)] if prefix else top
    try:
        with opened(directory, top) as git:
            commit = _merge_base(git, revision)
            listed = _listed(git, commit, prefix)
            python = {path: name for path, (name, _) in listed.items() if path.endswith(".py")}
            fact = _compared(git, revision, commit, python, tree, root)
            before, there = _as_it_was(git, listed, tree, root)
            return Base(fact, before, there, frozenset(listed))
    except GitError as error:
        raise _problem(str(error), root) from None


def _problem(message: str, root: str) -> ConfigError:
    return ConfigError(Problem(f"--diff-base: {message}", root))


def _merge_base(git: Git, revision: str) -> str:
    """Return the commit from which the change went its own way, as `git diff REV...` understands it."""
    if not revision or revision.startswith("-") or re.search(r"[\0-\x1f\x7f]", revision):
        raise GitError(f"`{revision}` is not a revision")
    if "@{" in revision:
        raise GitError(f"`{revision}` depends on settings and logs, which are not read: name the branch")
    commits = []
    for name in (revision, "HEAD"):
        try:
            commits.append(git.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip())
        except GitError:
            if name == "HEAD":
                raise GitError("there is no commit yet") from None
            hint = f"; the clone is shallow: {_WHOLE}" if git.shallow else ""
            raise GitError(f"no commit is called `{revision}` here{hint}") from None
    try:
        return git.run("merge-base", *commits).decode().split()[0]
    except (GitError, IndexError):
        if git.shallow:
            text = f"the history that `{revision}` and HEAD share is not in this shallow clone: {_WHOLE}"
            raise GitError(text) from None
        raise GitError(f"`{revision}` and HEAD share no commit") from None


def _listed(git: Git, commit: str, prefix: str) -> dict[str, tuple[str, int]]:
    """Return object and size of a commit's files by path below `prefix`; no links, no submodules."""
    below = ["--", prefix] if prefix else []
    found: dict[str, tuple[str, int]] = {}
    for line in git.run("ls-tree", "-r", "-l", "-z", "--full-tree", commit, *below).split(b"\0"):
        head, _, name = line.partition(b"\t")
        mode, _, rest = head.partition(b" ")
        path = name.decode("utf-8", "surrogateescape")
        if mode.startswith(b"100") and path.startswith(prefix):
            _, blob, size = rest.decode("ascii", "replace").split()
            # Git says `BAD` for an object that it does not have: its reader finds out.
            found[path[len(prefix) :]] = (blob, int(size) if size.isdecimal() else 0)
    return found


def _as_it_was(
    git: Git, before: dict[str, tuple[str, int]], tree: Tree, root: str
) -> tuple[BaseTree | None, dict[str, str]]:
    """Return the tree of the base, and where the files are now that the change renamed."""
    sizes = {path: size for path, size in tree.files.items() if path in before or path in _MEASURED}
    wanted: dict[str, str] = {}
    for path, (name, size) in before.items():
        if path not in tree.files:
            if os.path.lexists(os.path.join(root, path)):
                continue  # it is there, and left out of the inspection
        elif size > limits.FILE_SIZE or (size == tree.files[path] and _is_same(git, name, tree, path)):
            continue
        sizes[path] = size
        wanted[path] = name
    added = [path for path in tree.files if path not in sizes]
    if not wanted and not added:
        return None, {}
    contents = _contents(git, wanted)
    sizes = {path: len(contents.get(path, b"")) if path in wanted else size for path, size in sizes.items()}
    removed = {path: data for path, data in contents.items() if path not in tree.files}
    there = renamed(removed, dict(_readable(tree, added)) if removed else {})
    changed = {path: contents.get(path, b"") for path in wanted}
    return BaseTree(tree, changed, dict(sorted(sizes.items()))), there


def _is_same(git: Git, name: str, tree: Tree, path: str) -> bool:
    try:
        return name == _object(git.hash, tree.read(path))
    except Unreadable:
        return True  # whatever keeps it from being read now did so then


def _readable(tree: Tree, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        try:
            yield path, tree.read(path)
        except Unreadable:
            continue


def _compared(
    git: Git, revision: str, commit: str, before: dict[str, str], tree: Tree, root: str
) -> DiffBase:
    changed: set[str] = set()
    same: set[str] = set()
    for path in tree.files:
        if not path.endswith(".py"):
            continue
        try:
            data = tree.read(path)
        except Unreadable:
            continue
        if before.get(path) == _object(git.hash, data):
            same.add(path)
        elif not _is_of_submodule(root, path):
            changed.add(path)
    # Of what is there and not inspected, nothing is asked.
    wanted = {
        path: name
        for path, name in before.items()
        if path in changed or (path not in same and not os.path.lexists(os.path.join(root, path)))
    }
    return DiffBase(revision, frozenset(changed), _contents(git, wanted), commit)


def _object(algorithm: str, data: bytes) -> str:
    """Return the name that Git gives to a file with these bytes."""
    return hashlib.new(algorithm, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _is_of_submodule(root: str, path: str) -> bool:
    parts = path.split("/")[:-1]
    return any(
        os.path.lexists(os.path.join(root, *parts[:length], ".git")) for length in range(1, len(parts) + 1)
    )


def _contents(git: Git, wanted: dict[str, str]) -> dict[str, bytes]:
    """Return the bytes of objects by path; of those over the limit for such a file, none."""
    names = sorted(set(wanted.values()))
    asked = "".join(f"{name}\n" for name in names).encode()
    sizes: dict[str, int] = {}
    for line in git.run("cat-file", "--batch-check", given=asked).decode("ascii", "replace").splitlines():
        name, kind, *rest = line.split()
        if kind == "missing":
            raise GitError("the clone is partial and lacks objects of the base: fetch them")
        if kind == "blob" and int(rest[0]) <= limits.FILE_SIZE:
            sizes[name] = int(rest[0])
    if sum(sizes.values()) > limits.GIT_OUTPUT // 2:
        raise GitError(f"the change has more than {limits.GIT_OUTPUT // 2 // 1024 // 1024} MiB")
    asked = "".join(f"{name}\n" for name in sizes).encode()
    output = git.run("cat-file", "--batch", given=asked)
    found: dict[str, bytes] = {}
    at = 0
    for name, size in sizes.items():
        start = output.index(b"\n", at) + 1
        found[name] = output[start : start + size]
        at = start + size + 1
    return {path: found[name] for path, name in sorted(wanted.items()) if name in found}
