"""The paths of a tree as backends see them: directories, and globs as the standard library matches them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from functools import cached_property

from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_dataclass import dataclass, field

#: Characters of one pattern that are looked at: more than anyone writes.
_LENGTH = 500
#: How many names all patterns of one build may be compared with.
_STEPS = 5_000_000
#: What makes a name a pattern.
_MAGIC = frozenset("*?[")
_STARS, _DEEP = 12, 3


@dataclass(frozen=True)
class TreePaths:
    """The files of a tree, and the directories that they make."""

    files: tuple[str, ...]
    children: dict[str, tuple[dict[str, None], list[str]]] = field(repr=False)
    _left: list[int] = field(default_factory=lambda: [_STEPS], repr=False, compare=False)

    @classmethod
    def of(cls, files: Iterable[str]) -> TreePaths:
        """Index paths by directory."""
        found = tuple(sorted(files))
        children: dict[str, tuple[dict[str, None], list[str]]] = {"": ({}, [])}
        for path in found:
            parent, _, name = path.rpartition("/")
            if parent not in children:
                parts = parent.split("/")
                for length in range(len(parts)):
                    above = "/".join(parts[:length])
                    children.setdefault(above, ({}, []))[0][parts[length]] = None
                children[parent] = ({}, [])
            children[parent][1].append(name)
        return cls(found, children)

    @cached_property
    def known(self) -> frozenset[str]:
        """The files, for asking whether one is there."""
        return frozenset(self.files)

    def spend(self, steps: int) -> None:
        """Count so many names that are compared; raises `Unmeasured` once a build has taken too many."""
        self._left[0] -= steps
        if self._left[0] < 0:
            raise Unmeasured("its patterns are too many for so many files")

    def is_file(self, path: str) -> bool:
        """Tell whether there is a file at a path."""
        return path in self.known

    def is_directory(self, path: str) -> bool:
        """Tell whether there is a directory with files at a path; "" is the root."""
        return path in self.children

    def directories(self, path: str) -> list[str]:
        """Return the names of the directories in a directory."""
        return sorted(self.children[path][0]) if path in self.children else []

    def names(self, path: str) -> list[str]:
        """Return the names of the files in a directory."""
        return self.children[path][1] if path in self.children else []

    def below(self, path: str) -> Iterator[str]:
        """Yield all files below a directory."""
        prefix = f"{path}/" if path else ""
        self.spend(len(self.files))
        return (file for file in self.files if file.startswith(prefix))

    def glob(self, pattern: str, *, hidden: bool = True, recursive: bool = True) -> list[str]:
        """Return the files and directories that a pattern matches, sorted.

        `*` and `?` stay within a name, and take a leading dot only where `hidden`; `**` is any number of
        directories where `recursive`, as in `glob.glob`. Patterns out of the tree match nothing.
        """
        wanted = clean(pattern[:_LENGTH])
        if wanted is None or is_hostile(wanted):
            return []
        found = self._match("", wanted.split("/") if wanted else [], hidden, recursive, set())
        return sorted(dict.fromkeys(found))

    def _match(
        self, base: str, parts: list[str], hidden: bool, recursive: bool, seen: set[tuple[str, int]]
    ) -> Iterator[str]:
        # Several `**` lead to the same directory in many ways.
        if (base, len(parts)) in seen:
            return
        seen.add((base, len(parts)))
        if not parts:
            yield base
            return
        part, *rest = parts
        head = f"{base}/" if base else ""
        if part == "**" and recursive:
            yield from self._match(base, rest, hidden, recursive, seen) if rest else ([base] if base else [])
            for name in self.directories(base):
                if hidden or not name.startswith("."):
                    yield from self._match(head + name, parts, hidden, recursive, seen)
            if not rest:
                yield from (head + name for name in self.names(base) if hidden or not name.startswith("."))
            return
        directories = self.children[base][0] if base in self.children else {}
        self.spend(1)
        if not _MAGIC.intersection(part):
            if part in directories:
                yield from self._match(head + part, rest, hidden, recursive, seen)
            elif not rest and self.is_file(head + part):
                yield head + part
            return
        self.spend(len(directories) + (0 if rest else len(self.names(base))))
        for name in (*directories, *(() if rest else self.names(base))):
            shown = hidden or not name.startswith(".") or part.startswith(".")
            if shown and fnmatchcase(name, part):
                if name in directories:
                    yield from self._match(head + name, rest, hidden, recursive, seen)
                else:
                    yield head + name

    def globbed(self, pattern: str, *, hidden: bool = True, recursive: bool = True) -> list[str]:
        """Return the files alone that a pattern matches."""
        return [path for path in self.glob(pattern, hidden=hidden, recursive=recursive) if path in self.known]


def is_hostile(pattern: str) -> bool:
    """Tell whether a pattern has more stars than anyone writes: each multiplies the time to match."""
    return pattern.count("*") > _STARS or pattern.count("**") > _DEEP


def clean(path: str) -> str | None:
    """Return a path from the root without `.` and `..`, "" for the root, None for one out of the tree."""
    if path.startswith("/"):
        return None
    found = posixpath.normpath(path.replace("\\", "/")) if path else ""
    if found == ".." or found.startswith("../"):
        return None
    return "" if found == "." else found
