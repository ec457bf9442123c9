"""Hashes of members by other algorithms than SHA-256, for wheels whose RECORD has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, BinaryIO

from roadworthy.facts.artifacts.distinfo import RecordRow
from roadworthy.facts.artifacts.member import ArchiveScan, in_record
from roadworthy.facts.artifacts.zipreader import reread

if TYPE_CHECKING:
    from hashlib import _Hash

#: What every Python knows and what is no weaker than SHA-256, which is taken of every member anyway.
ALGORITHMS = frozenset("sha384 sha512 blake2b blake2s sha3_256 sha3_384 sha3_512".split())


def rehash(stream: BinaryIO, scan: ArchiveScan, record: Iterable[RecordRow]) -> Mapping[tuple[str, str], str]:
    """Return the digests other than SHA-256 that RECORD needs, by member and algorithm, in its spelling.

    Nothing is read where there are none. Raises `Unreadable` where the archive is broken or over a limit.
    """
    import hashlib

    wanted: dict[str, set[str]] = {}
    for row in record:
        algorithm = row.hash.partition("=")[0]
        if algorithm in ALGORITHMS:
            wanted.setdefault(row.path.replace("\\", "/"), set()).add(algorithm)
    found: dict[tuple[str, str], str] = {}
    for name, chunks in reread(stream, scan, wanted) if wanted else ():
        hashes: dict[str, _Hash] = {algorithm: hashlib.new(algorithm) for algorithm in wanted[name]}
        for chunk in chunks:
            for digest in hashes.values():
                digest.update(chunk)
        for algorithm, digest in hashes.items():
            found[name, algorithm] = in_record(digest.digest())
    return found
