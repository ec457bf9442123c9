"""The files of a run that stay in memory once they were read; the oldest are evicted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Fault
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Seen
from roadworthy.locate.lines import Lines


@dataclass(slots=True)
class KeptFile:
    """One file: its bytes, or why it has none, and what was made of it so far."""

    data: bytes | Fault
    made: dict[tuple[Callable[..., Any], str], Any] = field(default_factory=dict)


class Kept:
    """The files of a run by their absolute paths.

    Those that are read first stay, up to `limits.KEPT_FIRST` bytes; of the others, up to `limits.KEPT`, the
    oldest are evicted. Who reads all files of a large tree, one after the other, still finds some.

    `seen` notes what all who read with it look at, where anyone wants to know; `named` are the real paths of
    the directories that the run was given, whatever project in them is read.
    """

    def __init__(self, seen: Seen | None = None, named: Collection[str] = ()) -> None:
        self.seen = seen
        self.named = tuple(named)
        self._first: dict[str, KeptFile] = {}
        self._files: OrderedDict[str, KeptFile] = OrderedDict()
        self._lines: OrderedDict[tuple[str, bool], Lines] = OrderedDict()
        self._first_size = self._size = self._length = 0

    def get(self, key: str) -> KeptFile | None:
        """Return a file from memory, None where it was never kept or was evicted."""
        return self._first.get(key) or self._files.get(key)

    def lines(self, key: str, strict: bool) -> Lines | None:
        """Return a file's lines from memory, None where they were never kept or were evicted."""
        return self._lines.get((key, strict))

    def put_lines(self, key: str, strict: bool, lines: Lines) -> None:
        """Keep a file's lines: most are asked for several times in a row, and later perhaps."""
        self._lines[key, strict] = lines
        self._length += len(lines.text)
        while self._length > limits.KEPT_TEXT and len(self._lines) > 1:
            self._length -= len(self._lines.popitem(last=False)[1].text)

    def put(self, key: str, data: bytes | Fault) -> None:
        """Keep a file, unless it is larger than all that are kept together."""
        size = _size(data)
        if size > limits.KEPT:
            return
        if self._first_size + size <= limits.KEPT_FIRST:
            self._first[key] = KeptFile(data)
            self._first_size += size
            return
        self._files[key] = KeptFile(data)
        self._size += size
        while self._size > limits.KEPT:
            oldest, gone = self._files.popitem(last=False)
            self._size -= _size(gone.data)
            for exact in (True, False):
                # What is read again may be another text.
                if lines := self._lines.pop((oldest, exact), None):
                    self._length -= len(lines.text)


def _size(data: bytes | Fault) -> int:
    return len(data) if isinstance(data, bytes) else 0
