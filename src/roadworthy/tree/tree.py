"""A read-only tree of files: a directory on disk, or files in memory."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Protocol, TypeVar

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Seen, entries_of
from roadworthy.core.skipped import Skipped
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines
from roadworthy.tree.kept import Kept
from roadworthy.tree.opening import Opener, open_regular
from roadworthy.tree.sizes import Sizes
from roadworthy.tree.texts import Texts, reason
from roadworthy.tree.walk import is_inside, walk

T = TypeVar("T")

#: The suffixes of the artifacts that are looked for in `dist/`.
ARTIFACTS = (".whl", ".tar.gz", ".zip")


class Tree(Files, Protocol):
    """The files of a project that rules and facts may read; paths are relative, with forward slashes.

    Each file is read once a run: use `text` and `lines` rather than decode and split it again.
    """

    @property
    def files(self) -> Mapping[str, int]:
        """The regular files and their sizes in bytes, sorted by path; without those in `dist/`."""

    @property
    def artifacts(self) -> Mapping[str, int]:
        """The wheels and sdists directly in `dist/`, whether or not they are ignored by Git."""

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out for a reason that a user should know."""

    def exists(self, path: str) -> bool:
        """Tell whether a file or directory, or a link to one inside the tree, is there."""

    def open(self, path: str) -> BinaryIO:
        """Open a file as a seekable stream of bytes; raises `Unreadable` where it is missing or special."""

    def exceeds(self, path: str, limit: int) -> bool:
        """Tell whether a file of `files` has more bytes; one that is not there has none.

        Ask this rather than for the size: what depends on no more need not be done again when a file grows.
        """

    def only(self, path: str) -> Files:
        """Return what reads one file for the engine, which notes in another way what it depends on."""


class Reader(Files):
    """How every tree reads: through its `texts`."""

    texts: Texts
    files: Mapping[str, int]

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return a file's bytes."""
        return self.texts.read(path, limit)

    def text(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> str:
        """Return a file's text."""
        return self.texts.text(path, limit, strict=strict)

    def lines(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> Lines:
        """Return a file's lines."""
        return self.texts.lines(path, limit, strict=strict)

    def once(self, path: str, make: Callable[[Files, str], T]) -> T:
        """Return what `make` makes of a file, made once a run."""
        return self.texts.once(path, make)

    def extract(self, path: str, function: Callable[..., T], *given: Any) -> T:
        """Return what an `extractor` makes of a file."""
        return self.texts.extract(path, function, *given)

    def only(self, path: str) -> Files:
        """Return what reads one file."""
        return self.texts.only(path)

    def exceeds(self, path: str, limit: int) -> bool:
        """Tell whether a file has more bytes."""
        return self.files.get(path, 0) > limit


@dataclass(frozen=True)
class MemoryTree(Reader):
    """Files held in memory: examples on rule pages, tests, and an editor's unsaved buffer."""

    contents: Mapping[str, bytes]
    skipped: tuple[Skipped, ...] = ()
    files: Mapping[str, int] = field(init=False)
    artifacts: Mapping[str, int] = field(init=False)
    texts: Texts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sizes = {path: len(data) for path, data in sorted(self.contents.items())}
        object.__setattr__(self, "files", {p: n for p, n in sizes.items() if not p.startswith("dist/")})
        object.__setattr__(self, "artifacts", {p: n for p, n in sizes.items() if is_artifact(p)})
        object.__setattr__(self, "texts", Texts(self.open, sizes))

    def exists(self, path: str) -> bool:
        """Tell whether a file, or a directory with a file in it, is there."""
        path = path.rstrip("/")
        return path in self.contents or any(name.startswith(path + "/") for name in self.contents)

    def open(self, path: str) -> BinaryIO:
        """Open a file as a seekable stream of bytes; raises `Unreadable` where it is missing."""
        if path not in self.contents:
            raise Unreadable("no such file", Location(path))
        return io.BytesIO(self.contents[path])


def is_artifact(path: str) -> bool:
    """Tell whether a path is a wheel or sdist directly in `dist/`."""
    return path.startswith("dist/") and path.count("/") == 1 and path.lower().endswith(ARTIFACTS)


@dataclass(frozen=True)
class DirectoryTree(Reader):
    """A directory on disk, walked once.

    Symbolic links are never followed out of the root, and a link to a file inside it is not inspected
    twice. `ignored` tells which paths (directories end with `/`) to leave out; `overlay` replaces or
    adds contents. `kept` holds what was read before, of this directory or others, in the same run.
    """

    root: str
    ignored: Callable[[str], bool] = lambda path: False
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept, repr=False, compare=False)
    files: Mapping[str, int] = field(init=False)
    artifacts: Mapping[str, int] = field(init=False)
    skipped: tuple[Skipped, ...] = field(init=False)
    sizes: Sizes = field(init=False, repr=False, compare=False)
    real: str = field(init=False, repr=False, compare=False)
    inside: Opener = field(init=False, repr=False, compare=False)
    texts: Texts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        skipped: list[Skipped] = []
        object.__setattr__(self, "real", os.path.realpath(self.root))
        object.__setattr__(self, "inside", Opener(self.root, self.kept.seen, self.real))
        files = dict(walk(self.root, self.ignored, skipped, self.kept.seen))
        files.update({path: len(data) for path, data in self.overlay.items()})
        root, seen = os.path.abspath(self.root), self.kept.seen
        sizes = Sizes(sorted(files.items()), root, seen.trace if seen else None)
        object.__setattr__(self, "sizes", sizes)
        object.__setattr__(self, "files", sizes)
        object.__setattr__(self, "artifacts", dict(sorted(_artifacts(self.root, self.kept.seen))))
        object.__setattr__(self, "skipped", tuple(sorted(skipped, key=lambda skip: skip.path)))
        texts = Texts(self._opened, files, self.kept, root, self.overlay)
        object.__setattr__(self, "texts", texts)

    def exists(self, path: str) -> bool:
        """Tell whether a path leads to something that is really inside the root."""
        if path in self.files:
            return True
        if self.kept.seen:
            self.kept.seen.name(os.path.join(self.root, path))
        full = os.path.realpath(os.path.join(self.root, path))
        return is_inside(full, os.path.realpath(self.root)) and os.path.exists(full)

    def exceeds(self, path: str, limit: int) -> bool:
        """Tell whether a file has more bytes, and note that no more is depended on of its size."""
        return self.sizes.exceeds(path, limit)

    def open(self, path: str) -> BinaryIO:
        """Open a file as a seekable stream of bytes; raises `Unreadable` where it is missing or special."""
        self.texts.note(path)
        return self._opened(path)

    def _opened(self, path: str) -> BinaryIO:
        if path in self.overlay:
            return io.BytesIO(self.overlay[path])
        return self.inside.open(path)


@dataclass(frozen=True)
class NamedArtifacts(Reader):
    """Wheels and sdists that were named themselves, wherever they lie, without a project beside them."""

    names: tuple[str, ...]
    seen: Seen | None = field(default=None, repr=False, compare=False)
    files: Mapping[str, int] = field(default_factory=dict, init=False)
    artifacts: Mapping[str, int] = field(init=False)
    skipped: tuple[Skipped, ...] = field(default=(), init=False)
    texts: Texts = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seen:
            for name in self.names:
                self.seen.name(os.path.dirname(name) or ".")
                self.seen.file(name, os.stat(name))
        object.__setattr__(self, "artifacts", {name: os.path.getsize(name) for name in self.names})
        object.__setattr__(self, "texts", Texts(self.open, self.artifacts))

    def exists(self, path: str) -> bool:
        """Tell whether a path is one of the artifacts."""
        return path in self.artifacts

    def open(self, path: str) -> BinaryIO:
        """Open an artifact as a stream of bytes; raises `Unreadable` where it is missing or special."""
        try:
            return open_regular(path, self.seen)
        except (OSError, ValueError) as error:
            raise Unreadable(reason(error), Location(path)) from None


def texts_of(root: str, kept: Kept) -> Texts:
    """Return what reads the files of a directory that is not walked."""
    return Texts(Opener(root, kept.seen).open, None, kept, os.path.abspath(root))


def _artifacts(root: str, seen: Seen | None) -> list[tuple[str, int]]:
    directory = os.path.join(root, "dist")
    found = []
    try:
        for entry in entries_of(directory, seen):
            if entry.is_file(follow_symlinks=False) and is_artifact(f"dist/{entry.name}"):
                status = entry.stat()
                found.append((f"dist/{entry.name}", status.st_size))
                if seen:
                    seen.file(f"{os.path.abspath(directory)}/{entry.name}", status)
    except OSError:
        if seen:
            seen.name(directory)
    return found
