"""Writes tar archives, gzipped, that are the same on any machine."""

from __future__ import annotations

import io
import stat
import struct
import tarfile
import zlib
from collections.abc import Iterable

#: 1980-01-01, the first day that a zip archive can hold.
_EPOCH = 315532800


def write_tar(
    members: Iterable[tuple[str, bytes, int]],
    links: Iterable[tuple[str, str, int]] = (),
    sparse: Iterable[tuple[str, int]] = (),
) -> bytes:
    """Return a gzipped tar archive of members, by path, content and mode, of links and of empty sparse files.

    A path that ends with `/` makes a directory; of symbolic links the second part is the target.
    """
    stream = io.BytesIO()
    with tarfile.TarFile(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as archive:
        for path, content, mode in members:
            entry = _entry(path, tarfile.DIRTYPE if path.endswith("/") else tarfile.REGTYPE, mode)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for path, target, mode in links:
            entry = _entry(path, tarfile.SYMTYPE, mode)
            entry.linkname = target
            archive.addfile(entry)
        for path, mode in sparse:
            archive.addfile(_entry(path, tarfile.GNUTYPE_SPARSE, mode))
    return _gzip(stream.getvalue())


def _entry(path: str, kind: bytes, mode: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(path)
    entry.type, entry.mtime, entry.mode = kind, _EPOCH, stat.S_IMODE(mode)
    return entry


def _gzip(data: bytes) -> bytes:
    """Return data as a gzip stream of stored blocks (RFC 1951, RFC 1952): zlib's own differ by version."""
    stream = bytearray(b"\x1f\x8b\x08\0" + _EPOCH.to_bytes(4, "little") + b"\0\xff")
    for start in range(0, len(data), 0xFFFF):
        block = data[start : start + 0xFFFF]
        last = start + 0xFFFF >= len(data)
        stream += struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
    return bytes(stream + struct.pack("<II", zlib.crc32(data), len(data)))
