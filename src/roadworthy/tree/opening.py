"""How files are opened: never out of the directory, never by a last link, and never one that makes wait."""

from __future__ import annotations

import io
import os
import stat
from typing import BinaryIO

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.seen import Seen
from roadworthy.tree.texts import reason
from roadworthy.tree.walk import is_inside


class Opener:
    """Opens the files of a directory, and none out of it; `real` is its real path, where that is known."""

    def __init__(self, root: str, seen: Seen | None = None, real: str = "") -> None:
        self._root, self._seen, self._real = root, seen, real
        self._named = os.path.abspath(root)
        #: The directory in which a file was opened last, below the root: the next one mostly lies there, too.
        self._plain: str | None = None

    def open(self, path: str) -> BinaryIO:
        """Open a file; raises `Unreadable` where it is missing, special, or leads out of the directory."""
        root, seen, name = self._root, self._seen, f"{self._named}/{path}"
        try:
            real = self._real or os.path.realpath(root)
            full = (
                f"{real}/{path}" if self._is_plain(real, path) else os.path.realpath(os.path.join(root, path))
            )
            if seen and full != name:
                seen.name(name)
            if not is_inside(full, real):
                raise Unreadable("a symbolic link out of the project", Location(path))
            return open_regular(full, seen, name)
        except (OSError, ValueError) as error:
            raise Unreadable(reason(error), Location(path)) from None

    def _is_plain(self, root: str, path: str) -> bool:
        """Tell whether a path below a root is its own real path: no part of it is a link, or leads up.

        Asking for the parts below the root alone takes a fraction of the time of `realpath`.
        """
        directory, _, name = path.rpartition("/")
        parts = path.split("/") if directory != self._plain else [name]
        if os.sep != "/" or root == "/" or not {"", ".", ".."}.isdisjoint(parts):
            return False
        at = root if directory != self._plain or not directory else f"{root}/{directory}"
        try:
            for part in parts:
                at = f"{at}/{part}"
                if stat.S_ISLNK(os.lstat(at).st_mode):
                    return False
        except OSError:
            return False
        self._plain = directory
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
    # With a size, for else it asks the system whether this is a terminal.
    return open(descriptor, "rb", io.DEFAULT_BUFFER_SIZE)
