"""Tells whether an archive is of another kind as well, as PyPI asks `tarfile` and `zipfile`."""

from __future__ import annotations

import os
from typing import BinaryIO

_BLOCK = 512
#: The end record of a zip archive, and how far from the end of a file it is looked for.
_END, _END_SIZE, _REACH = b"PK\x05\x06", 22, 22 + 65535
_TAIL = 4096


def is_tar(stream: BinaryIO) -> bool:
    """Tell whether a stream begins as a tar archive, plain or compressed by gzip, bzip2 or xz."""
    stream.seek(0)
    head = stream.read(_TAIL)
    return any(_is_header(block) for block in (head[:_BLOCK], _inflated(head)))


def is_zip(stream: BinaryIO) -> bool:
    """Tell whether there is the end of a zip archive where readers look for one."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(end - _REACH, 0))
    tail = stream.read(_REACH)
    found = tail.rfind(_END)
    return 0 <= found <= len(tail) - _END_SIZE


def _inflated(head: bytes) -> bytes:
    """Return the first block of what `head` is the compressed beginning of; nothing for anything else."""
    import bz2
    import lzma
    import zlib

    try:
        if head.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(31).decompress(head, _BLOCK)
        if head.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(head, _BLOCK)
        if head.startswith(b"\xfd7zXZ"):
            # What it may take is in the header, which no one here wrote.
            return lzma.LZMADecompressor(memlimit=64 << 20).decompress(head, _BLOCK)
    except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError):
        pass
    return b""


def _is_header(block: bytes) -> bool:
    import tarfile

    if len(block) < _BLOCK or not block.strip(b"\0"):
        return False
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True
