"""The Git index (`.git/index`) read as data, so that Git itself never runs: gitformat-index(5)."""

from __future__ import annotations

import struct

#: Bytes of one index: room for more than a million files.
INDEX_SIZE = 200 * 1024 * 1024
#: Bytes of one path, and of all paths together: version 4 shares prefixes, so a small file may name much.
PATH_SIZE = 32 * 1024
PATHS_SIZE = 256 * 1024 * 1024

_HEADER = struct.Struct(">4sII")
_EXTENSION = struct.Struct(">4sI")
_SHORT = struct.Struct(">H")
#: Before the object name: two times (16), device and inode (8), mode at 24, user, group and size (12).
_STATUS = 40
_HASHES = (20, 32)
_EXTENDED = 0x4000
_LENGTH = 0x0FFF
_TREE_MODE = b"\0\0\x40\0"
#: Extensions that Git must understand to read an index, of those that we do.
_REQUIRED = frozenset({b"link", b"sdir"})


def tracked(index: bytes) -> list[str]:
    """Return the paths that an index of version 2, 3 or 4 lists, each once, as `git ls-files` does.

    Submodules and symbolic links are among them; directories that a sparse index stands in for are not.
    Bytes that are not UTF-8 come as surrogates, as from `os.fsdecode`. Raises `ValueError` for data that
    is truncated or no index, beyond a limit, or a split index, whose paths are in another file.
    """
    if len(index) > INDEX_SIZE:
        raise ValueError("index too large")
    if len(index) < _HEADER.size:
        raise ValueError("truncated index")
    signature, version, count = _HEADER.unpack_from(index)
    if signature != b"DIRC":
        raise ValueError("not a Git index")
    if version not in (2, 3, 4):
        raise ValueError(f"index version {version}")
    faults: list[ValueError] = []
    # The file does not say which hash it uses; with the wrong one, lengths and extensions do not add up.
    for size in _HASHES:
        try:
            names, end = _entries(index, version, count, size)
            split = _is_split(index, end, size)
        except (IndexError, struct.error):
            faults.append(ValueError("truncated index"))
            continue
        except ValueError as error:
            faults.append(error)
            continue
        if split:
            raise ValueError("split index")
        if b"" in names:
            raise ValueError("an entry without a path")
        return [name.decode("utf-8", "surrogateescape") for name in names]
    raise faults[0]


def _entries(index: bytes, version: int, count: int, size: int) -> tuple[dict[bytes, None], int]:
    """Return the paths in order, and where the entries end."""
    names: dict[bytes, None] = {}
    name, at, total = b"", _HEADER.size, 0
    last = len(index) - size
    for _ in range(count):
        start = at
        at += _STATUS + size
        (flags,) = _SHORT.unpack_from(index, at)
        at += 2
        if flags & _EXTENDED:
            if version == 2:
                raise ValueError("an extended entry in an index of version 2")
            at += 2
        kept = b""
        if version == 4:
            cut, at = _varint(index, at)
            if cut > len(name):
                raise ValueError("a path that shares more than there is")
            kept = name[: len(name) - cut]
        end = index.find(b"\0", at, at + PATH_SIZE)
        if end < 0 or end >= last:
            raise ValueError("a path that is truncated or too long")
        name = kept + index[at:end]
        total += len(name)
        if len(name) > PATH_SIZE or total > PATHS_SIZE:
            raise ValueError("paths too long")
        if min(len(name), _LENGTH) != flags & _LENGTH:
            raise ValueError("a path of another length than stated")
        at = end + 1 if version == 4 else start + (end - start + 8) // 8 * 8
        if index[start + 24 : start + 28] != _TREE_MODE:
            names[name] = None
    return names, at


def _varint(index: bytes, at: int) -> tuple[int, int]:
    """Return an integer as offsets are written in packs, and where it ends."""
    value = index[at] & 0x7F
    while index[at] & 0x80:
        at += 1
        value = ((value + 1) << 7) | (index[at] & 0x7F)
        if value > PATH_SIZE:
            raise ValueError("a path that shares more than there is")
    return value, at + 1


def _is_split(index: bytes, at: int, size: int) -> bool:
    """Walk the extensions up to the checksum; tell whether one refers to a shared index."""
    end, split = len(index) - size, False
    while at != end:
        if at + _EXTENSION.size > end:
            raise ValueError("truncated index")
        name, length = _EXTENSION.unpack_from(index, at)
        if not 65 <= name[0] <= 90 and name not in _REQUIRED:
            raise ValueError("an unknown extension")
        at += _EXTENSION.size
        if at + length > end:
            raise ValueError("truncated index")
        # All zero: a split index that was put together again.
        split = split or (name == b"link" and any(index[at : at + min(size, length)]))
        at += length
    return split
