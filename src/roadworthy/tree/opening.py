"""How files are opened: never out of the directory, never by a last link, and never one that makes wait."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.seen import Seen
from roadworthy.tree.texts import reason
from roadworthy.tree.walk import is_inside


def open_inside(root: str, path: str, seen: Seen | None = None, real: str = "") -> BinaryIO:
    """Open a file of a directory; raises `Unreadable` where it is missing, special, or leads out of it.

    `real` is the real path of the root, where that is known.
    """
    name = f"{os.path.abspath(root)}/{path}"
    try:
        real = real or os.path.realpath(root)
        full = f"{real}/{path}" if _is_plain(real, path) else os.path.realpath(os.path.join(root, path))
        if seen and full != name:
            seen.name(name)
        if not is_inside(full, real):
            raise Unreadable("a symbolic link out of the project", Location(path))
        return open_regular(full, seen, name)
    except (OSError, ValueError) as error:
        raise Unreadable(reason(error), Location(path)) from None


def _is_plain(root: str, path: str) -> bool:
    """Tell whether a path below a root is its own real path: no part of it is a link, or leads up.

    Asking for the parts below the root alone takes a fraction of the time of `realpath`.
    """
    parts = path.split("/")
    if os.sep != "/" or root == "/" or not {"", ".", ".."}.isdisjoint(parts):
        return False
    try:
        for part in parts:
            root = f"{root}/{part}"
            if stat.S_ISLNK(os.lstat(root).st_mode):
                return False
    except OSError:
        return False
    return True


def open_regular(path: str, seen: Seen | None = None, name: str = "") -> BinaryIO:
    """Open a regular file without following a last link, and without waiting for a pipe or device.

    `seen` notes it as `name`, if that is given. Raises `OSError` where it cannot be opened or is not regular,
    `ValueError` for a path with a NUL.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    except OSError:
        if seen:
            seen.failed(name or path)
        raise
    status = os.fstat(descriptor)
    if seen:
        seen.opened(name or path, status)
    # Before a stream is made of it: Python refuses to make one of a directory.
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return open(descriptor, "rb")
