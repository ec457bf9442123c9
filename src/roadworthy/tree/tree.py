"""A read-only tree of files: a directory on disk, or files in memory."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.result import Skipped

#: Directories that hold no source of the project, whatever its .gitignore says.
SKIPPED_DIRECTORIES = frozenset(
    ".bzr .eggs .git .hg .hypothesis .import_linter_cache .ipynb_checkpoints .mypy_cache .nox .pixi"
    " .pytest_cache .ruff_cache .svn .tox .venv __pycache__ node_modules site-packages venv".split()
)
#: The suffixes of the artifacts that are looked for in `dist/`.
ARTIFACTS = (".whl", ".tar.gz", ".zip")


class Tree(Protocol):
    """What rules and facts may read of a project; paths are relative, with forward slashes."""

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

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return a file's bytes; raises `Unreadable` where it is missing, special, or over `limit`."""


def read_text(tree: Tree, path: str, limit: int = limits.FILE_SIZE) -> str:
    """Return a UTF-8 file's text, without a byte order mark; raises `Unreadable` where it is not UTF-8."""
    try:
        return tree.read(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not valid UTF-8: {error.reason} at byte {error.start}", Location(path)) from None


@dataclass(frozen=True)
class MemoryTree:
    """Files held in memory: examples on rule pages, tests, and an editor's unsaved buffer."""

    contents: Mapping[str, bytes]
    skipped: tuple[Skipped, ...] = ()
    files: Mapping[str, int] = field(init=False)
    artifacts: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        sizes = {path: len(data) for path, data in sorted(self.contents.items())}
        object.__setattr__(self, "files", {p: n for p, n in sizes.items() if not p.startswith("dist/")})
        object.__setattr__(self, "artifacts", {p: n for p, n in sizes.items() if is_artifact(p)})

    def exists(self, path: str) -> bool:
        """Tell whether a file, or a directory with a file in it, is there."""
        path = path.rstrip("/")
        return path in self.contents or any(name.startswith(path + "/") for name in self.contents)

    def open(self, path: str) -> BinaryIO:
        """Open a file as a seekable stream of bytes; raises `Unreadable` where it is missing."""
        if path not in self.contents:
            raise Unreadable("no such file", Location(path))
        return io.BytesIO(self.contents[path])

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return a file's bytes; raises `Unreadable` where it is missing or over `limit`."""
        return _read(self, path, limit)


def is_artifact(path: str) -> bool:
    """Tell whether a path is a wheel or sdist directly in `dist/`."""
    return path.startswith("dist/") and path.count("/") == 1 and path.lower().endswith(ARTIFACTS)


def _read(tree: Tree, path: str, limit: int) -> bytes:
    with tree.open(path) as stream:
        try:
            data = stream.read(limit + 1)
        except OSError as error:
            raise Unreadable(_reason(error), Location(path)) from None
    if len(data) > limit:
        raise Unreadable(f"larger than {limit // 1024} KiB, the limit for such a file", Location(path))
    return data


@dataclass(frozen=True)
class DirectoryTree:
    """A directory on disk, walked once.

    Symbolic links are never followed out of the root, and a link to a file inside it is not inspected
    twice. `ignored` tells which paths (directories end with `/`) to leave out; `overlay` replaces or
    adds contents.
    """

    root: str
    ignored: Callable[[str], bool] = lambda path: False
    overlay: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, int] = field(init=False)
    artifacts: Mapping[str, int] = field(init=False)
    skipped: tuple[Skipped, ...] = field(init=False)

    def __post_init__(self) -> None:
        skipped: list[Skipped] = []
        files = dict(_walk(self.root, self.ignored, skipped))
        files.update({path: len(data) for path, data in self.overlay.items()})
        object.__setattr__(self, "files", dict(sorted(files.items())))
        object.__setattr__(self, "artifacts", dict(sorted(_artifacts(self.root))))
        object.__setattr__(self, "skipped", tuple(sorted(skipped, key=lambda skip: skip.path)))

    def exists(self, path: str) -> bool:
        """Tell whether a path leads to something that is really inside the root."""
        if path in self.files:
            return True
        full = os.path.realpath(os.path.join(self.root, path))
        return _inside(full, os.path.realpath(self.root)) and os.path.exists(full)

    def open(self, path: str) -> BinaryIO:
        """Open a file as a seekable stream of bytes; raises `Unreadable` where it is missing or special."""
        if path in self.overlay:
            return io.BytesIO(self.overlay[path])
        try:
            full = os.path.realpath(os.path.join(self.root, path))
            if not _inside(full, os.path.realpath(self.root)):
                raise Unreadable("a symbolic link out of the project", Location(path))
            return open_regular(full)
        except (OSError, ValueError) as error:
            raise Unreadable(_reason(error), Location(path)) from None

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return a file's bytes; raises `Unreadable` where it is missing, special, or over `limit`."""
        return _read(self, path, limit)


@dataclass(frozen=True)
class NamedArtifacts:
    """Wheels and sdists that were named themselves, wherever they lie, without a project beside them."""

    names: tuple[str, ...]
    files: Mapping[str, int] = field(default_factory=dict, init=False)
    artifacts: Mapping[str, int] = field(init=False)
    skipped: tuple[Skipped, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "artifacts", {name: os.path.getsize(name) for name in self.names})

    def exists(self, path: str) -> bool:
        """Tell whether a path is one of the artifacts."""
        return path in self.artifacts

    def open(self, path: str) -> BinaryIO:
        """Open an artifact as a stream of bytes; raises `Unreadable` where it is missing or special."""
        try:
            return open_regular(path)
        except (OSError, ValueError) as error:
            raise Unreadable(_reason(error), Location(path)) from None

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return an artifact's bytes; raises `Unreadable` where it is missing, special, or over `limit`."""
        return _read(self, path, limit)


def open_regular(path: str) -> BinaryIO:
    """Open a regular file without following a last link, and without waiting for a pipe or device.

    Raises `OSError` where it cannot be opened or is not regular, `ValueError` for a path with a NUL.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    # Before a stream is made of it: Python refuses to make one of a directory.
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return open(descriptor, "rb")


def _reason(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def _inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _walk(root: str, ignored: Callable[[str], bool], skipped: list[Skipped]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    real_root = os.path.realpath(root)
    pending = [("", 0)]
    while pending:
        prefix, depth = pending.pop()
        try:
            entries = list(os.scandir(os.path.join(root, prefix)))
        except OSError as error:
            skipped.append(Skipped(prefix or ".", _reason(error)))
            continue
        for entry in entries:
            path = prefix + entry.name
            try:
                if entry.is_symlink():
                    if not _inside(os.path.realpath(entry.path), real_root):
                        skipped.append(Skipped(path, "a symbolic link out of the project"))
                elif entry.is_dir():
                    if entry.name in SKIPPED_DIRECTORIES or path == "dist" or ignored(path + "/"):
                        continue
                    if os.path.exists(os.path.join(entry.path, "pyvenv.cfg")):
                        continue
                    if depth >= limits.DEPTH or len(found) > limits.FILES:
                        skipped.append(Skipped(path + "/", "beyond the limit of depth or files"))
                    else:
                        pending.append((path + "/", depth + 1))
                elif not ignored(path):
                    status = entry.stat()
                    if stat.S_ISREG(status.st_mode):
                        found.append((path, status.st_size))
                    else:
                        skipped.append(Skipped(path, "not a regular file"))
            except OSError as error:
                skipped.append(Skipped(path, _reason(error)))
    return found


def _artifacts(root: str) -> list[tuple[str, int]]:
    try:
        with os.scandir(os.path.join(root, "dist")) as entries:
            return [
                (f"dist/{entry.name}", entry.stat().st_size)
                for entry in entries
                if entry.is_file(follow_symlinks=False) and is_artifact(f"dist/{entry.name}")
            ]
    except OSError:
        return []
