"""Reads a zip archive by member: wheels (PEP 427) and old sdists."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from roadworthy.core import limits
from roadworthy.core.fault import Flaw
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.artifacts.member import CHUNK, ArchiveScan, Kind, Member
from roadworthy.facts.artifacts.zipwalk import walk_zip

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_ENCRYPTED = 0x1
_STORED_OR_DEFLATED = (0, 8)
#: Bytes of a member compressed by another method that zipfile gets at a time: it inflates whatever it
#: reads all at once, and 40 bytes of bzip2 may hold 45 MB.
_SIP = 32


@dataclass(slots=True)
class _Gauge:
    """The stream as `zipfile` sees it: the central directory is judged before it becomes objects, and
    what would inflate without bounds comes in sips.
    """

    stream: BinaryIO
    scan: ArchiveScan
    opening: bool = True
    sipping: bool = False

    def read(self, size: int = -1) -> bytes:
        most = _SIP if self.sipping else limits.MEMBER_SIZE + 1
        # A negative size asks for the rest of the file, which is the record at its end.
        data = self.stream.read(min(size, most) if size >= 0 else most)
        if len(data) > limits.MEMBER_SIZE:
            raise self.scan.fault(f"central directory larger than {limits.MEMBER_SIZE >> 20} MiB")
        if self.opening and data.count(_CENTRAL) > limits.ARCHIVE_MEMBERS:
            raise self.scan.fault(f"more than {limits.ARCHIVE_MEMBERS} members, the limit for an archive")
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self.stream.seek(offset, whence)

    def tell(self) -> int:
        return self.stream.tell()

    def seekable(self) -> bool:
        return True


def read_zip(stream: BinaryIO, scan: ArchiveScan) -> tuple[Flaw, ...]:
    """Take in every member of the zip archive in `stream`, and return what other readers may read otherwise.

    Raises `Unreadable` where it is broken.
    """
    gauge = _Gauge(stream, scan)
    with _opened(gauge) as archive:
        for info in archive.infolist():
            member = _member(info)
            if info.flag_bits & _ENCRYPTED:
                raise scan.fault(f"`{member.name}` is encrypted")
            if member.directory:
                scan.add(member)
            else:
                scan.add_file(member, _chunks(archive, info, gauge))
        return walk_zip(stream, archive.infolist())


def reread(
    stream: BinaryIO, scan: ArchiveScan, names: Iterable[str]
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the named files once more, in this order, each with its content in chunks; others are skipped.

    `stream` is an archive that was read whole before, `scan` counts anew. Raises `Unreadable` as for it.
    """
    stream.seek(0)
    gauge = _Gauge(stream, scan)
    with _opened(gauge) as archive:
        infos = {info.orig_filename: info for info in archive.infolist()}
        for name in names:
            if name in infos and not name.endswith("/"):
                yield name, _chunks(archive, infos[name], gauge)


def _opened(gauge: _Gauge) -> ZipFile:
    import zipfile

    magic = gauge.stream.read(len(_LOCAL))
    try:
        archive = zipfile.ZipFile(cast(IO[bytes], gauge))
    except Exception as error:  # It also lets through what struct and codecs raise.
        if str(error) == "File is not a zip file":
            text = "truncated: the zip archive has no end" if magic == _LOCAL else "not a zip archive"
            raise gauge.scan.fault(text, refused=True) from None
        # PyPI opens it in the same way, and walks its records before (warehouse/utils/zipfiles.py).
        refused = isinstance(error, (zipfile.BadZipFile, UnicodeDecodeError, struct.error))
        raise gauge.scan.damage(error, refused=refused) from None
    gauge.opening = False
    return archive


def _member(info: ZipInfo) -> Member:
    mode = info.external_attr >> 16
    # Not `filename`, which ends at a NUL and depends on the system's separator.
    name = info.orig_filename
    directory = name.endswith("/")
    kind: Kind = "directory" if directory else "symlink" if stat.S_ISLNK(mode) else "file"
    return Member(name, info.file_size, directory, mode, kind=kind, method=info.compress_type)


def _chunks(archive: ZipFile, info: ZipInfo, gauge: _Gauge) -> Iterator[bytes]:
    try:
        with archive.open(info) as content:
            gauge.sipping = info.compress_type not in _STORED_OR_DEFLATED
            while chunk := content.read(CHUNK):
                gauge.scan.count(len(chunk))
                yield chunk
    except Exception as error:  # It also lets through what zlib, bz2, lzma and struct raise.
        if str(error).startswith("Bad CRC-32"):
            text = f"`{info.orig_filename}` has a bad CRC-32: its content is damaged"
            raise gauge.scan.fault(text) from None
        raise gauge.scan.damage(error, info.orig_filename) from None
    finally:
        gauge.sipping = False
