"""What a run saw of the disk, noted so that a later run can tell whether it would see the same.

A file's status is taken before it is read, and the hash is of what was read: what changes in between, or
later, has another status or another hash. As in Git's index, a status alone is believed only where the file
had been at rest for a while when the run began, for a clock may tick too slowly to show a second change.

Loaded before anything else of a run that may be answered from the cache: it imports little.
"""

from __future__ import annotations

import os
import stat
import time
from _blake2 import blake2b  # hashlib loads OpenSSL as well, which takes longer than the rest

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, BinaryIO

    from roadworthy.core.trace import Trace

#: Nanoseconds of the coarsest clock of a file system (FAT): what changed later than that may change unseen.
_TICK = 2_000_000_000
#: In the place of a hash: the file was only counted, or it was opened and not read as a whole.
_COUNTED, _OPENED = "", "!"
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Seen:
    """The files, directories and names that a run looked at, by path.

    `whole` is false where the same file was seen in two states, so that nothing may be kept of the run.
    `trace` notes what was depended on of files, where anyone wants to know.
    """

    def __init__(self, trace: Trace | None = None) -> None:
        self.trace = trace
        self.began = time.time_ns()
        self.whole = True
        self.files: dict[str, list[Any]] = {}
        self.directories: dict[str, list[Any]] = {}
        self.names: dict[str, str] = {}

    def file(self, path: str, status: os.stat_result) -> None:
        """Note a file, by the status that it had before anything of it was read."""
        stamp = _stamp(status)
        known = self.files.setdefault(path, [stamp, _COUNTED])
        if known[0] != stamp:
            self.whole = False

    def opened(self, path: str, status: os.stat_result) -> None:
        """Note a file that was opened; until `content` is told, nothing is known of what was read."""
        self.file(path, status)
        if self.files[path][1] == _COUNTED:
            self.files[path][1] = _OPENED

    def content(self, path: str, data: bytes) -> None:
        """Note the whole content of a file that was opened before."""
        known = self.files.get(path)
        if known is None:
            self.whole = False
            return
        digest = digest_of(data)
        if known[1] not in (_COUNTED, _OPENED, digest):
            self.whole = False
        known[1] = digest

    def failed(self, path: str) -> None:
        """Note what could not be opened, whatever keeps it from that."""
        try:
            self.opened(path, os.stat(path))
        except (OSError, ValueError):
            self.name(path)

    def name(self, path: str) -> None:
        """Note whether something is called so, and of which type it is."""
        self.names.setdefault(path, _type(path))

    def listed(self, path: str, status: os.stat_result, entries: Iterable[os.DirEntry[str]]) -> None:
        """Note a directory's entries, all of them, by the status that it had before."""
        path = path.rstrip(os.sep) or path
        known = self.directories.setdefault(path, [_stamp(status), _listing(entries)])
        if known[0] != _stamp(status):
            self.whole = False

    def record(self) -> dict[str, Any]:
        """Return all of it as plain data; paths become absolute."""
        here = os.getcwd()
        named = {
            path: kind for path, kind in self.names.items() if os.path.dirname(path) not in self.directories
        }
        return {
            "began": self.began,
            "files": [
                [_absolute(here, path), *stamp, digest] for path, (stamp, digest) in self.files.items()
            ],
            "directories": [
                [_absolute(here, path), *stamp, digest] for path, (stamp, digest) in self.directories.items()
            ],
            "names": [[_absolute(here, path), kind] for path, kind in named.items()],
        }


class Change:
    """A file that has changed: what a record tells of it, and its status and the time before it is read."""

    __slots__ = ("item", "now", "stamp")

    def __init__(self, item: list[Any], stamp: list[int], now: int) -> None:
        self.item = item
        self.stamp = stamp
        self.now = now

    @property
    def path(self) -> str:
        """The absolute path of the file."""
        path: str = self.item[0]
        return path

    @property
    def size(self) -> int:
        """Its bytes now."""
        return self.stamp[0]

    @property
    def is_read(self) -> bool:
        """Whether the run read it, and did not only count it."""
        digest: str = self.item[6]
        return digest != _COUNTED

    def settle(self, record: dict[str, Any], digest: str) -> None:
        """Let the record tell of the file as it is now, with the hash of its content."""
        self.item[1:6] = self.stamp
        if self.is_read:
            self.item[6] = digest
        record["began"] = self.now


def entries_of(path: str, seen: Seen | None) -> list[os.DirEntry[str]]:
    """Return the entries of a directory, and note them; raises `OSError`."""
    status = os.stat(path or ".") if seen else None
    with os.scandir(path or ".") as entries:
        found = list(entries)
    if seen and status:
        seen.listed(path or ".", status, found)
    return found


def exists(path: str, seen: Seen | None) -> bool:
    """Tell whether there is anything at a path, a dangling link too, and note that it was looked for."""
    if seen:
        seen.name(path)
    return os.path.lexists(path)


def is_unchanged(record: dict[str, Any], changed: list[Change] | None = None) -> bool | None:
    """Tell whether a run would see what a record tells; None where it would, and the record was renewed.

    With `changed`, files of other content or size are added to it, and do not count.
    """
    began, now, renewed = record["began"], time.time_ns(), False
    for path, kind in record["names"]:
        if _type(path) != kind:
            return False
    for found, current in ((record["directories"], _listed_digest), (record["files"], _file_digest)):
        for item in found:
            try:
                stamp = _stamp(os.stat(item[0]))
            except OSError:
                return False
            if item[1:6] == stamp and max(item[2], item[3]) < began - _TICK:
                continue
            same = item[1] == stamp[0] and item[5] == stamp[4] if item[6] == _COUNTED else False
            if not same and (item[6] in (_COUNTED, _OPENED) or current(item[0], stamp) != item[6]):
                if changed is None or current is _listed_digest or item[6] == _OPENED or item[5] != stamp[4]:
                    return False
                changed.append(Change(item, stamp, now))
                continue
            item[1:6] = stamp
            renewed = True
    if renewed:
        record["began"] = now
    return None if renewed else True


def digest_of(data: bytes | memoryview) -> str:
    """Return the hash by which a content is known."""
    return blake2b(data, digest_size=20).hexdigest()


class Still:
    """Tells of an open file whether it is as it was, and was at rest then: what is in memory always is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._stamp = self._now()
        self._began = time.time_ns()

    def __call__(self) -> bool:
        """Tell whether the file is as it was."""
        stamp = self._stamp
        return stamp is None or (stamp == self._now() and max(stamp[1], stamp[2]) < self._began - _TICK)

    def _now(self) -> list[int] | None:
        try:
            return _stamp(os.fstat(self._stream.fileno()))
        except OSError:
            return None


def _stamp(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode]


def _absolute(here: str, path: str) -> str:
    return path if os.path.isabs(path) else os.path.join(here, path.removeprefix("./"))


def _type(path: str) -> str:
    """Return what is at a path, and behind a link there: empty for nothing."""
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        return ""
    if stat.S_ISLNK(mode):
        return f"link {os.path.realpath(path)} {os.path.isdir(path)} {os.path.isfile(path)}"
    return "directory" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "special"


def _listing(entries: Iterable[os.DirEntry[str]]) -> str:
    parts = []
    for entry in entries:
        if entry.is_symlink():
            kind = _type(entry.path)
        else:
            kind = "/" if entry.is_dir(follow_symlinks=False) else str(entry.is_file(follow_symlinks=False))
        parts.append(f"{entry.name}\0{kind}")
    return digest_of("\0\0".join(sorted(parts)).encode("utf-8", "surrogatepass"))


def _listed_digest(path: str, _: object) -> str:
    try:
        with os.scandir(path) as entries:
            return _listing(entries)
    except OSError:
        return ""


def _file_digest(path: str, stamp: list[int]) -> str:
    if not stat.S_ISREG(stamp[4]):
        return ""
    try:
        with open(os.open(path, _FLAGS), "rb") as stream:
            return digest_of(stream.read())
    except OSError:
        return ""
