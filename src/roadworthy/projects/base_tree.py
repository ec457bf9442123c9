"""A project as it was at the base of a change: what `--diff-base` judges, to tell what the change did."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Mapping
from typing import BinaryIO

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.skipped import Skipped
from roadworthy.tree.texts import Texts
from roadworthy.tree.tree import Reader, Tree

#: Pairs of a removed and an added file whose texts are compared, and how alike a renamed file is at least.
_PAIRS, _ALIKE = 20_000, 0.5


@dataclass(frozen=True)
class BaseTree(Reader):
    """The files of a commit; those that the change left alone, and all artifacts, are read where they are.

    `contents` are the files that the change removed or altered, `files` all that there were, with sizes.
    """

    now: Tree
    contents: Mapping[str, bytes] = field(repr=False)
    files: Mapping[str, int]
    artifacts: Mapping[str, int] = field(init=False)
    skipped: tuple[Skipped, ...] = ()
    texts: Texts = field(init=False, repr=False, compare=False)
    _folders: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "artifacts", self.now.artifacts)
        object.__setattr__(self, "texts", Texts(self.open, {**self.files, **self.now.artifacts}))
        object.__setattr__(self, "_folders", _folders(self.files))

    def exists(self, path: str) -> bool:
        """Tell whether a file or directory was there; what is not inspected is as it is now."""
        path = path.rstrip("/")
        if path in self.files or path in self._folders:
            return True
        return self.now.exists(path) and path not in self.now.files and path not in _folders(self.now.files)

    def open(self, path: str) -> BinaryIO:
        """Open a file as a seekable stream of bytes; raises `Unreadable` where there was none."""
        if path in self.contents:
            return io.BytesIO(self.contents[path])
        if path in self.now.files and path not in self.files:
            raise Unreadable("no such file", Location(path))
        return self.now.open(path)


def _folders(paths: Collection[str]) -> frozenset[str]:
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return frozenset(found)


def renamed(removed: Mapping[str, bytes], added: Mapping[str, bytes]) -> dict[str, str]:
    """Return the new path of each removed file that a change renamed: one with most of its lines.

    Both give contents by path. As for `git diff --find-renames`, half of the lines must be the same.
    """
    found: dict[str, str] = {}
    lines = {path: Counter(data.splitlines()) for path, data in added.items()}
    pairs = 0
    for path, data in sorted(removed.items()):
        old = Counter(data.splitlines())
        best, likeness = "", _ALIKE
        for other, new in lines.items():
            pairs += 1
            if other in found.values() or _suffix(path) != _suffix(other) or pairs > _PAIRS:
                continue
            total = max(old.total(), new.total())
            alike = (old & new).total() / total if total else 0.0
            if alike > likeness or (alike == 1.0 and not best):
                best, likeness = other, alike
        if best:
            found[path] = best
    return found


def _suffix(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2]
