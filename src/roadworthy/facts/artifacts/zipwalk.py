"""Walks a zip archive record by record (APPNOTE.TXT 4.3), as a reader that streams would.

`zipfile` goes by the central directory and calls clean what another reader unpacks otherwise; PyPI refuses
every archive that two readers could read differently. What differs comes out as data, and nothing raises.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO, Literal

from roadworthy.core import limits
from roadworthy.core.fault import Flaw
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.wording import counted

if TYPE_CHECKING:
    from zipfile import ZipInfo

ZipFaultKind = Literal["comment", "descriptor", "duplicate", "mismatch", "name", "structure", "trailing"]

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR, _DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
_ZIP64, _UNICODE_PATH = 0x0001, 0x7075
_STREAMED, _UTF8 = 0x08, 0x800
_MAX = 0xFFFFFFFF
#: How many faults are kept: an archive of rubbish has as many as it has members.
_FAULTS = 1000


def walk_zip(stream: BinaryIO, infos: Iterable[ZipInfo]) -> tuple[Flaw, ...]:
    """Return what two readers of the zip archive in `stream` could read differently, in order.

    A flaw is about a member, if any, and its kind is a `ZipFaultKind`.

    `infos` is the central directory as `zipfile` reads it: it says where to go on after a broken record.
    """
    found = {info.orig_filename: info for info in infos}
    by_offset = {info.header_offset: info for info in found.values()}
    walk = _Walk(stream, found, by_offset, sorted(by_offset))
    stream.seek(0)
    try:
        walk.run()
    except (EOFError, OSError, ValueError):
        walk.add("structure", "ends within a record")
    return tuple(walk.faults)


@dataclass(slots=True)
class _Walk:
    stream: BinaryIO
    by_name: Mapping[str, ZipInfo]
    by_offset: Mapping[int, ZipInfo]
    offsets: Sequence[int]
    faults: list[Flaw] = field(default_factory=list)
    local: set[bytes] = field(default_factory=set)
    central: set[bytes] = field(default_factory=set)
    twice: set[bytes] = field(default_factory=set)
    records: int = 0
    start: int = -1
    size: int = 0
    end64: tuple[int, int, int] | None = None
    locator: bool = False
    shifted: bool = False

    def add(self, kind: ZipFaultKind, message: str, name: bytes = b"") -> None:
        if len(self.faults) < _FAULTS:
            self.faults.append(Flaw(message, name.decode("utf-8", "backslashreplace"), kind))

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        if len(data) != size:
            raise EOFError
        return data

    def run(self) -> None:
        for _ in range(4 * limits.ARCHIVE_MEMBERS):
            here = self.stream.tell()
            signature = self.read(4)
            if signature == _LOCAL:
                self._local(here)
            elif signature == _CENTRAL:
                self._central(here)
            elif signature == _END64:
                self._end64(here)
            elif signature == _LOCATOR:
                self.read(16)
                self.locator = True
            elif signature == _END:
                self._end(here)
                return
            elif not self._skip(here):
                return
        self.add("structure", "has more records than the limit")

    def _skip(self, here: int) -> bool:
        """Go on at the next member that is known, past what is no record."""
        after = bisect_right(self.offsets, here)
        if after == len(self.offsets):
            self.add("structure", f"has an unknown record at byte {here}")
            return False
        what = "other data before its first member" if here == 0 else f"other data at byte {here}"
        self.add("structure", f"has {what}")
        self.shifted = True
        self.stream.seek(self.offsets[after])
        return True

    def _local(self, here: int) -> None:
        flags, method, packed, size, name_size, extra_size = struct.unpack("<xxHHxxxxxxxxLLHH", self.read(26))
        name, extra = self.read(name_size), self.read(extra_size)
        self._check_name(name)
        packed, size = self._sizes(name, extra, method, packed, size)
        if name in self.local and name not in self.twice:
            self.add("duplicate", "is there twice", name)
            self.twice.add(name)
        self.local.add(name)
        try:
            info = self.by_offset.get(here) or self.by_name.get(name.decode("utf-8"))
        except UnicodeDecodeError:
            self.add("name", "has a name that is not valid UTF-8", name)
            info = self.by_offset.get(here)
        else:
            if not name.isascii() and not flags & _UTF8:
                self.add("name", "has a name beyond ASCII without the flag for UTF-8", name)
        if flags & _STREAMED:
            self.add("descriptor", "has its sizes after its data", name)
        if info is None:
            self.add("mismatch", "is not in the central directory", name)
        elif not flags & _STREAMED and (packed, size) != (info.compress_size, info.file_size):
            self.add("mismatch", "has other sizes in its header than in the central directory", name)
        self.stream.seek(packed if info is None else info.compress_size, 1)
        if flags & _STREAMED:
            self._descriptor()

    def _descriptor(self) -> None:
        here = self.stream.tell()
        data = self.stream.read(24 + 4)
        start = 4 if data.startswith(_DESCRIPTOR) else 0
        ends = [start + 12, start + 20]
        known = (_LOCAL, _CENTRAL)
        self.stream.seek(here + next((end for end in ends if data[end : end + 4] in known), 0))

    def _sizes(self, name: bytes, extra: bytes, method: int, packed: int, size: int) -> tuple[int, int]:
        """Return the sizes that a local header means, its ZIP64 extra included."""
        seen: set[int] = set()
        for number, data in self._extras(name, extra):
            if number in seen and number in (_ZIP64, _UNICODE_PATH):
                self.add("duplicate", f"has two extra fields 0x{number:04x}", name)
            seen.add(number)
            if number == _UNICODE_PATH:
                self._check_name(data[5:])
                self._check_utf8(name, data[5:])
            elif number == _ZIP64:
                if len(data) not in (0, 8, 16, 24, 28) or (len(data) == 8 and method):
                    self.add("structure", "has a malformed ZIP64 extra field", name)
                elif not data and _MAX in (packed, size):
                    self.add("structure", "has an empty ZIP64 extra field, but needs one", name)
                elif data:
                    whole = int.from_bytes(data[:8], "little")
                    size = whole if size == _MAX else size
                    packed = whole if len(data) == 8 else int.from_bytes(data[8:16], "little")
        return packed, size

    def _extras(self, name: bytes, extra: bytes) -> Iterator[tuple[int, bytes]]:
        position = 0
        while position < len(extra):
            number, size = struct.unpack("<HH", extra[position : position + 4].ljust(4, b"\0"))
            if position + 4 + size > len(extra):
                self.add("structure", "has malformed extra fields", name)
                return
            yield number, extra[position + 4 : position + 4 + size]
            position += 4 + size

    def _check_name(self, name: bytes) -> None:
        if any(byte < 0x20 or byte == 0x7F for byte in name):
            self.add("name", "has an unprintable character in its name", name)

    def _check_utf8(self, name: bytes, given: bytes) -> None:
        try:
            given.decode("utf-8")
        except UnicodeDecodeError:
            self.add("name", "has a Unicode path that is not valid UTF-8", name)

    def _central(self, here: int) -> None:
        if self.start < 0:
            self.start = here
        name_size, extra_size, comment_size = struct.unpack("<24xHHH12x", self.read(42))
        name = self.read(name_size)
        self.stream.seek(extra_size + comment_size, 1)
        self.records += 1
        self.size += 46 + name_size + extra_size + comment_size
        if comment_size:
            self.add("comment", "has a comment in the central directory", name)
        if name not in self.local:
            self.add("mismatch", "is in the central directory, but not in the archive", name)
        if name in self.central and name not in self.twice:
            self.add("duplicate", "is in the central directory twice", name)
        self.central.add(name)

    def _end64(self, here: int) -> None:
        length, *counts = struct.unpack("<QxxxxxxxxxxxxQQQQ", self.read(52))
        if length != 44:
            self.add("structure", "has ZIP64 extensible data")
            self.stream.seek(max(0, length - 44), 1)
        if counts[0] != counts[1]:
            self.add("structure", "is one part of several")
        self.end64 = (counts[1], counts[2], counts[3])

    def _end(self, here: int) -> None:
        disk, records, size, start, comment = struct.unpack("<xxxxHHLLH", self.read(18))
        if disk != records:
            self.add("structure", "is one part of several")
        if self.end64 and self.locator:
            records, size, start = self.end64
        first = here if self.start < 0 else self.start
        if records != self.records:
            self.add(
                "mismatch",
                f"has {counted(self.records, 'entry', 'entries')} in its directory, and says {records}",
            )
        if start != first and not self.shifted:
            self.add("mismatch", f"has its directory at byte {first}, and says {start}")
        elif size != self.size:
            self.add("mismatch", f"has a directory of {counted(self.size, 'byte')}, and says {size}")
        # PyPI takes a comment on the whole archive, but nothing after what the comment's length says.
        self.stream.seek(comment, 1)
        end = self.stream.tell()
        left = self.stream.seek(0, 2) - end
        if left > 0:
            self.add("trailing", f"goes on for {counted(left, 'byte')} after its end")
        elif left < 0:
            raise EOFError
