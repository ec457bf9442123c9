"""Writes zip archives for examples and tests, sound ones and, by name, faulty ones."""

from __future__ import annotations

import io
import stat
import struct
from collections.abc import Collection, Iterable
from typing import IO, cast

#: Names of compression methods, by what zipfile calls them.
METHODS = {"stored": 0, "deflated": 8, "bzip2": 12, "lzma": 14}


class _Pipe:
    """A stream that cannot seek: what is written to it has data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is no buffer."""


def tar_name(prefix: str) -> str:
    """Return the name of an empty file that, where it is a zip archive's first, makes a tar header of it.

    The local header of 30 bytes and the name fill one block, whose numbers are all zeros but the checksum.
    """
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0x21, 0, 0, 0, 482, 0)
    block = bytearray((header + prefix.encode()).ljust(512, b"0"))
    block[148:156] = b" " * 8
    block[148:156] = b"%08o" % sum(block)
    return block[30:].decode()


def write_zip(
    members: Iterable[tuple[str, bytes, int]], *, compression: str = "stored", faults: Collection[str] = ()
) -> bytes:
    """Return a zip archive of members (name, content, mode with type bits).

    `faults` damage it on purpose: "comment" on a member, "descriptor" for sizes after the data, "directory"
    for a wrong number of members, "duplicate" of the first member, "mismatch" of its sizes, "prefix" and
    "trailing" data.
    """
    import warnings
    import zipfile

    pipe, plain = _Pipe(), io.BytesIO()
    stream = cast(IO[bytes], pipe) if "descriptor" in faults else plain
    given = list(members)
    if "duplicate" in faults:
        given.insert(1, given[0])
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", METHODS[compression]) as archive:
        warnings.simplefilter("ignore")  # Of the duplicate.
        for number, (name, content, mode) in enumerate(given):
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3  # Unix, so that the mode means something wherever this runs.
            entry.compress_type = METHODS[compression]
            entry.external_attr = mode << 16 | (0x10 if stat.S_ISDIR(mode) else 0)
            if number == 0 and "comment" in faults:
                entry.comment = b"comment"
            archive.writestr(entry, content)
    return _damaged(bytes(pipe.data) or plain.getvalue(), faults)


def _damaged(data: bytes, faults: Collection[str]) -> bytes:
    end = data.rindex(b"PK\x05\x06")
    (records,) = struct.unpack("<10xH", data[end : end + 12])
    changed = bytearray(data)
    if "mismatch" in faults:
        changed[22:26] = struct.pack("<L", 1 + int.from_bytes(data[22:26], "little"))
    if "directory" in faults:
        changed[end + 8 : end + 12] = struct.pack("<HH", records - 1, records - 1)
    return (b"#!" if "prefix" in faults else b"") + bytes(changed) + (b"\0" * ("trailing" in faults))
