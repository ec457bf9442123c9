"""Writing to paths that a user, a CI or a fix names: what may be written, and where it leads.

A regular file is replaced at once (see `core/replace.py`). A device or a pipe is never replaced, but written
to. Refused: a file to which a symbolic link leads out of an inspected tree.
"""

from __future__ import annotations

import errno
import os
import stat
import time

from roadworthy.core.late_re import re
from roadworthy.core.replace import BINARY, prepared, remove, replace_file, write_all

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_AS_IT_IS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | BINARY
#: Names of open descriptors: what they lead to belongs to the program that opened it, even a regular file.
_DESCRIPTOR = re.compile(r"/(?:dev/(?:fd/\d+|std(?:in|out|err))|proc/[^/]+(?:/task/\d+)?/fd/\d+)")
#: How often to ask for someone who reads a named pipe, and seconds to wait between.
_TRIES, _PAUSE = 100, 0.1
_LINKS = 40
_NO_OUTPUTS = ((stat.S_ISDIR, "directory"), (stat.S_ISSOCK, "socket"), (stat.S_ISBLK, "block device"))


def write_file(path: str, data: bytes, roots: Sequence[str] = (), *, private: bool = False) -> None:
    """Write a file that a user named; its directory must exist, and links are followed.

    `roots` are the inspected trees: a symbolic link in one of them may not lead out of it. Raises `OSError`,
    and leaves what was there. A `private` file is for its owner alone.
    """
    links = list(_links(os.path.join(os.getcwd(), path)))
    target = os.path.realpath(path)
    for root in map(os.path.realpath, roots):
        if any(lies_in(link, root) for link in links) and not lies_in(target, root):
            raise OSError("a symbolic link in the inspected tree leads out of it: name the target itself")
    opened = any(map(_DESCRIPTOR.fullmatch, (os.path.abspath(path), *links)))
    if opened or not _is_replaceable(path):
        _write_through(path, data)
    else:
        replace_file(target, data, private=private)


def append_file(path: str, data: bytes) -> None:
    """Add to the end of a file that the caller named, such as a CI; raises `OSError`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | BINARY, 0o666)
    with open(descriptor, "ab") as stream:
        stream.write(data)


def write_files(root: str, files: Mapping[str, bytes], before: Mapping[str, bytes] | None = None) -> None:
    """Write files below `root`, by path with forward slashes, and none where one cannot be prepared.

    `before` gives what the files held when the new contents were made, without those that did not exist: none
    is written where one has changed since. Raises `OSError`, also for a path that leads out of the root.
    """
    targets = {path: _below(root, path) for path in sorted(files)}
    unused: list[str] = []
    ready: list[tuple[str, str, str]] = []
    path = ""
    try:
        for path, target in targets.items():
            if before is None or not _is_done(target, before.get(path), files[path]):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                ready.append((path, prepared(target, files[path], unused), target))
        for path, temporary, target in ready:
            if before is not None:
                _is_done(target, before.get(path), files[path])
            os.replace(temporary, target)
    except OSError as error:
        raise OSError(error.errno or 0, f"{path!r}: {error.strerror or error}") from None
    finally:
        remove(unused)


def lies_in(path: str, directory: str) -> bool:
    """Tell whether a real path is a real directory or below it."""
    return path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)


def _links(path: str, left: int = _LINKS) -> Iterator[str]:
    """Yield the symbolic links that an absolute path goes through, each where it really is."""
    parts = (path.replace(os.altsep, os.sep) if os.altsep else path).split(os.sep)
    for length in range(2, len(parts) + 1):
        prefix = os.sep.join(parts[:length])
        if parts[length - 1] and left and os.path.islink(prefix):
            directory = os.path.realpath(os.path.dirname(prefix))
            yield os.path.join(directory, os.path.basename(prefix))
            yield from _links(os.path.join(directory, os.readlink(prefix)), left - 1)


def _is_replaceable(path: str) -> bool:
    """Tell whether a path leads to a regular file or to nothing yet; raises OSError for what is no output."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return True
    for is_such, name in _NO_OUTPUTS:
        if is_such(mode):
            raise OSError(f"it is a {name}")
    return stat.S_ISREG(mode)


def _write_through(path: str, data: bytes) -> None:
    """Write to a device, a pipe or an open descriptor; our own streams are not opened anew."""
    status = os.stat(path)
    for number in (1, 2):
        try:
            same = os.path.samestat(status, os.fstat(number))
        except OSError:
            continue
        if same:
            write_all(number, data)
            return
    descriptor = _opened(path, os.O_TRUNC if stat.S_ISREG(status.st_mode) else 0)
    try:
        if hasattr(os, "set_blocking"):
            os.set_blocking(descriptor, True)
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _opened(path: str, flags: int) -> int:
    """Open what is no file; a pipe is waited for until someone reads it, but not forever."""
    flags |= os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | BINARY
    for _ in range(_TRIES):
        try:
            return os.open(path, flags)
        except OSError as error:
            # Of a pipe: no one has opened its other end.
            if error.errno != errno.ENXIO or not stat.S_ISFIFO(os.stat(path).st_mode):
                raise
        time.sleep(_PAUSE)
    raise OSError("no process reads from the pipe")


def _below(root: str, path: str) -> str:
    """Return where the file at a path really is; raises OSError where that is not a file in the root."""
    parts = path.split("/")
    if os.path.isabs(path) or os.path.splitdrive(path)[0] or not {"", ".", ".."}.isdisjoint(parts):
        raise OSError(f"{path!r} is not a path below the project's root")
    real_root = os.path.realpath(root)
    target = os.path.realpath(os.path.join(real_root, *parts))
    if target == real_root or not lies_in(target, real_root):
        raise OSError(f"{path!r} leads outside the project by a symbolic link")
    if os.path.lexists(target) and not os.path.isfile(target):
        raise OSError(f"{path!r} is not a regular file")
    return target


def _is_done(target: str, before: bytes | None, data: bytes) -> bool:
    """Tell whether a file holds the new content already; raises OSError where it holds another than both."""
    now = _content(target, max(len(before or b""), len(data)) + 1)
    if now == before:
        return False
    if now == data:
        return True
    raise OSError("it has changed since it was read: run again")


def _content(path: str, limit: int) -> bytes | None:
    """Return up to `limit` bytes of a regular file; None where there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _AS_IT_IS)
    except FileNotFoundError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is no longer a regular file")
        found = b""
        while len(found) < limit and (chunk := os.read(descriptor, limit - len(found))):
            found += chunk
        return found
    finally:
        os.close(descriptor)
