"""How files are read: what locators, facts and rules may ask of a tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from roadworthy.core import limits
from roadworthy.locate.lines import Lines

T = TypeVar("T")


class Files(Protocol):
    """What reads files, each once a run: it is opened, decoded, split and parsed for all who ask."""

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return a file's bytes; raises `Unreadable` where it is missing, special, or over `limit`."""

    def text(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> str:
        """Return a file's text; see `lines`."""

    def lines(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> Lines:
        """Return a file's lines without a byte order mark; raises `Unreadable` as `read` does.

        Bytes that are no UTF-8 are `Unreadable` too, or replaced where it is not `strict`.
        """

    def once(self, path: str, make: Callable[[Files, str], T]) -> T:
        """Return what `make` makes of a file, made once a run; what it raises is raised again.

        The value is shared by all who ask: do not change it.
        """

    def extract(self, path: str, function: Callable[..., T], *given: Any) -> T:
        """Return what an `extractor` makes of a file and the arguments, which are texts, numbers and tuples.

        It is called with what reads this file alone, its path, and the arguments. A change of the file that
        changes nothing of the result changes nothing for who asks.
        """
