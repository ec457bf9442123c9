"""Replacing a file at once by a new one that is written beside it.

A reader meets the old or the new content and never a part: a full disk, a signal or a crash leaves the old
one. The new file has a random name, is created by `O_EXCL` and `O_NOFOLLOW`, and is removed where it is not
used; after SIGKILL a `.roadworthy-<random>.tmp` may be left.

Refused: a file with more than one hard link, since its other names would keep the old content; another
user's file, since it would become ours.

Loaded by its path, too, in subprocesses that tests start, whose Python may have no Roadworthy: it imports the
standard library alone, and little.
"""

from __future__ import annotations

import os
import stat

BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | BINARY
_PREFIX = ".roadworthy-"


def replace_file(path: str, data: bytes, *, private: bool = False) -> None:
    """Write a file in an existing directory; raises `OSError`, and leaves what was there.

    A `private` file is for its owner alone. A symbolic link is followed.
    """
    target = os.path.realpath(path)
    unused: list[str] = []
    try:
        os.replace(prepared(target, data, unused, private=private), target)
    finally:
        remove(unused)


def write_new(path: str, data: bytes) -> None:
    """Write a file unless there is one already: of several who try at the same time, the first one's stays.

    Raises `OSError`.
    """
    unused: list[str] = []
    try:
        temporary = prepared(os.path.realpath(path), data, unused, private=True)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            os.replace(temporary, path)
    finally:
        remove(unused)


def is_temporary(name: str) -> bool:
    """Tell whether a file's name is one that this module gives to new files."""
    return name.startswith(_PREFIX) and name.endswith(".tmp")


def prepared(target: str, data: bytes, unused: list[str], *, private: bool = False) -> str:
    """Write a new file beside the target, with its mode and owner; return its path.

    A `private` one is for its owner alone, whatever the target was. It is added to `unused` before it exists:
    a signal may come at any time.
    """
    old = _replaced(target)
    temporary = os.path.join(os.path.dirname(target), f"{_PREFIX}{os.urandom(8).hex()}.tmp")
    unused.append(temporary)
    try:
        descriptor = os.open(temporary, _NEW, 0o666 if old is None and not private else 0o600)
    except FileExistsError:  # someone else's
        unused.remove(temporary)
        raise
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)
    # A directory on the way that has become a link since it was resolved.
    if os.path.realpath(temporary) != temporary:
        raise OSError("its directory was moved while it was written")
    if old is not None:
        _keep_owner_and_mode(temporary, old, private=private)
    return temporary


def _replaced(target: str) -> os.stat_result | None:
    """Return the status of the file that is to be replaced; raises OSError where that may not be."""
    try:
        status = os.lstat(target)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is no longer a regular file")
    if status.st_nlink > 1:
        others = status.st_nlink - 1
        raise OSError(
            f"it has {others} other name{'s' * (others > 1)} (hard links), which would keep the old content:"
            " delete it, or write elsewhere"
        )
    return status


def _keep_owner_and_mode(path: str, old: os.stat_result, *, private: bool) -> None:
    new = os.lstat(path)
    if hasattr(os, "chown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(path, old.st_uid, old.st_gid)
        except PermissionError:
            if new.st_uid != old.st_uid:
                raise OSError("it belongs to another user: replacing it would make it yours") from None
    # Not the bits that run a program as its owner.
    os.chmod(path, 0o600 if private else stat.S_IMODE(old.st_mode) & 0o777)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of some data to a descriptor, which may take a part at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def remove(paths: list[str]) -> None:
    """Remove what was not put to use; where it was, nothing is there any more."""
    for path in paths:
        try:  # noqa: SIM105 - contextlib is not loaded for it
            os.unlink(path)
        except OSError:
            pass
