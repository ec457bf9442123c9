"""What is kept from one run to the next: entries in a directory of the user's own.

An entry is data, never code, under a keyed hash: what is damaged, was cut off, belongs to another version or
was put there by someone who does not have the key, is as good as absent. The key is in the user's own cache
directory, so that a checkout cannot bring a cache of its own. An entry is replaced at once by
`core/replace.py`: of two runs at the same time, the later one's stays. Whatever goes wrong in here costs
time, and nothing else.

Loaded before anything else of a run that may be answered from the cache: it imports little.
"""

from __future__ import annotations

import os
import stat
import sys
from _blake2 import blake2b  # see core/seen.py

from roadworthy.core import limits

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Mapping

_MAGIC = b"roadworthy cache 1\n"
_SUFFIX, _KEY = ".entry", "key"
#: What says of a directory that it is a cache (https://bford.info/cachedir/), and keeps it out of Git.
_SIGNS = {
    "CACHEDIR.TAG": b"Signature: 8a477f597d28d172789f06886806bc55\n# This is a cache of Roadworthy's.\n",
    ".gitignore": b"# Made by Roadworthy.\n*\n",
}
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
)


class Store:
    """Entries by name, a name being letters and digits; `opened` makes one."""

    def __init__(self, directory: str, key: bytes) -> None:
        self.directory = directory
        self._key = key

    def read(self, name: str) -> bytes | None:
        """Return what an entry holds; None where there is none, or none that is ours and whole."""
        found = self.view(name)
        return None if found is None else bytes(found)

    def view(self, name: str) -> memoryview | None:
        """Return what `read` does, and do not copy it: it may be large."""
        data = _own_bytes(self._path(name), limits.CACHE_ENTRY)
        if data is None or not data.startswith(_MAGIC):
            return None
        start = len(_MAGIC) + 32
        content = memoryview(data)[start:]
        return content if self._seal(name, content) == data[len(_MAGIC) : start] else None

    def write(self, name: str, *content: bytes | memoryview) -> None:
        """Replace an entry by parts of a content; nothing happens where that cannot be, or is too large."""
        if sum(map(len, content)) + 64 > limits.CACHE_ENTRY:
            return
        from roadworthy.core.replace import replace_file

        try:
            # It may hold what the tree says, secrets included.
            replace_file(
                self._path(name), b"".join((_MAGIC, self._seal(name, *content), *content)), private=True
            )
            self._prune()
        except OSError:
            return

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name + _SUFFIX)

    def _seal(self, name: str, *content: bytes | memoryview) -> bytes:
        seal = blake2b(name.encode() + b"\n", digest_size=32, key=self._key)
        for part in content:
            seal.update(part)
        return seal.digest()

    def _prune(self) -> None:
        """Remove the oldest entries where there are too many bytes of them, and what a killed run left."""
        from roadworthy.core.replace import is_temporary

        found, left = [], limits.CACHE_SIZE
        with os.scandir(self.directory) as entries:
            for entry in entries:
                if entry.name.endswith(_SUFFIX) or is_temporary(entry.name):
                    status = entry.stat(follow_symlinks=False)
                    found.append((status.st_mtime_ns, status.st_size, entry.path, is_temporary(entry.name)))
        found.sort(reverse=True)
        newest = found[0][0] if found else 0
        for when, size, path, temporary in found:
            left -= size
            # A temporary file of an hour ago is of no one who still runs.
            if left < 0 or (temporary and when < newest - 3_600_000_000_000):
                os.unlink(path)


def opened(environment: Mapping[str, str]) -> Store | None:
    """Return the store that the environment names, made where it is not there yet.

    None where it cannot be made, is a link, or is of another user, or others may write to it.
    """
    if environment.get("ROADWORTHY_NO_CACHE"):
        return None
    own = user_directory(environment)
    directory = environment.get("ROADWORTHY_CACHE_DIR") or own
    if not own or not directory:
        return None
    directory = os.path.abspath(directory)
    try:
        for path in dict.fromkeys((own, directory)):
            if not _prepared(path):
                return None
        key = _key_in(own)
    except (OSError, ValueError):
        return None
    return Store(directory, key) if key else None


def user_directory(environment: Mapping[str, str]) -> str:
    """Return where caches of ours belong on this system; empty where it has no such place."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
        return os.path.join(base, "roadworthy", "Cache") if os.path.isabs(base) else ""
    base = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = (
            os.path.join(home, "Library", "Caches")
            if sys.platform == "darwin"
            else os.path.join(home, ".cache")
        )
    return os.path.join(base, "roadworthy") if os.path.isabs(base) else ""


def clear(environment: Mapping[str, str]) -> int:
    """Remove what is kept, and return how many entries that were; raises `OSError`."""
    from roadworthy.core.replace import is_temporary

    own, count = user_directory(environment), 0
    for directory in dict.fromkeys((environment.get("ROADWORTHY_CACHE_DIR") or own, own)):
        if not directory or not os.path.isdir(directory) or os.path.islink(directory):
            continue
        for name in sorted(os.listdir(directory)):
            if name.endswith(_SUFFIX) or is_temporary(name) or name in (_KEY, *_SIGNS):
                os.unlink(os.path.join(directory, name))
                count += name.endswith(_SUFFIX)
        try:  # noqa: SIM105 - contextlib is not loaded for it
            os.rmdir(directory)
        except OSError:  # someone keeps something else in it
            pass
    return count


def _prepared(directory: str) -> bool:
    """Tell whether a directory is ours alone; it is made, with those above it, where it is absent."""
    try:
        status = os.lstat(directory)
    except FileNotFoundError:
        above = directory
        while not os.path.lexists(above):
            above = os.path.dirname(above)
        # Not in another user's home, where root would leave what that user cannot remove.
        if not _is_ours(os.stat(above)):
            return False
        os.makedirs(directory, mode=0o700, exist_ok=True)
        from roadworthy.core.replace import replace_file

        for name, content in _SIGNS.items():
            replace_file(os.path.join(directory, name), content)
        status = os.lstat(directory)
    return stat.S_ISDIR(status.st_mode) and _is_ours(status) and not _others_write(status)


def _is_ours(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _others_write(status: os.stat_result) -> bool:
    return hasattr(os, "geteuid") and bool(status.st_mode & 0o022)


def _key_in(directory: str) -> bytes | None:
    """Return the key of a directory, made where there is none."""
    path = os.path.join(directory, _KEY)
    key = _own_bytes(path, 64)
    if key is None:
        from roadworthy.core.replace import write_new

        write_new(path, os.urandom(32))
        key = _own_bytes(path, 64)
    return key if key is not None and len(key) == 32 else None


def _own_bytes(path: str, limit: int) -> bytes | None:
    """Return what a regular file of ours holds; None where it is absent, another's, a link, or too large."""
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        return None
    with open(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or not _is_ours(status) or status.st_size > limit:
            return None
        try:
            return stream.read()
        except OSError:
            return None
