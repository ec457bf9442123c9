"""Reads a .tar.gz archive by member, in one pass: sdists (PEP 625, PEP 721)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.artifacts.member import CHUNK, ArchiveScan, Kind, Member

if TYPE_CHECKING:
    from tarfile import TarFile, TarInfo

_GZIP = b"\x1f\x8b"
_BLOCK = 512
#: What a member's own headers may add to the bytes of headers that an archive may have.
_HEADERS = 2048
#: Older versions of tarfile search pax headers in quadratic time where there are only digits.
_DIGITS = re.compile(rb"[0-9]{64}")


@dataclass(slots=True)
class _Forward:
    """The inflated stream as `tarfile` sees it: forward only, counted, with a bound on headers."""

    stream: IO[bytes]
    scan: ArchiveScan
    position: int = 0
    headers: int = 0
    last: bytes = b""

    def tell(self) -> int:
        return self.position

    def seek(self, target: int) -> int:
        if target < self.position:
            raise self.scan.fault("damaged: a tar header has a negative size")
        while self.position < target:
            if not self.content(min(CHUNK, target - self.position)):
                raise EOFError
        return self.position

    def read(self, size: int) -> bytes:
        """Read a header; content is read by `content`."""
        self.headers -= size
        if size < 0 or self.headers < 0:
            raise self.scan.fault("tar headers larger than the limit")
        self.last = self.content(size)
        if size > _BLOCK and _DIGITS.search(self.last):
            raise self.scan.fault("damaged: a tar header with an endless number")
        return self.last

    def content(self, size: int) -> bytes:
        """Read what is not a header."""
        data = self.stream.read(size)
        self.position += len(data)
        self.scan.count(len(data))
        return data


def read_tar(stream: BinaryIO, scan: ArchiveScan) -> None:
    """Take in every member of the .tar.gz archive in `stream`; raises `Unreadable` where it is broken."""
    import gzip

    if stream.read(len(_GZIP)) != _GZIP:
        raise scan.fault("not a gzip archive", refused=True)
    stream.seek(0)
    with gzip.GzipFile(fileobj=stream) as inflated:
        forward = _Forward(cast(IO[bytes], inflated), scan, headers=limits.FILE_SIZE)
        for info in _members(forward):
            if info.isreg() and not info.issparse():
                scan.add_file(_member(info), _chunks(forward, info))
            else:
                scan.add(_member(info))
        _finish(forward)


def _members(forward: _Forward) -> Iterator[TarInfo]:
    tar: TarFile | None = None
    while True:
        try:
            tar = tar or _opened(forward)
            info = tar.next()
        except Exception as error:  # It also lets through what gzip, zlib and struct raise.
            raise forward.scan.damage(error, refused=_is_refused(error)) from None
        if info is None:
            return
        # Not kept: a hostile archive may hold many members, each with large headers.
        tar.members.clear()  # type: ignore[attr-defined]
        forward.headers += _HEADERS
        yield info


def _opened(forward: _Forward) -> TarFile:
    import tarfile

    try:
        return tarfile.TarFile(fileobj=cast(IO[bytes], forward), encoding="utf-8", errors="surrogateescape")
    except tarfile.ReadError:
        raise forward.scan.fault("not a tar archive", refused=True) from None


def _is_refused(error: Exception) -> bool:
    """Tell whether PyPI's own reading of the whole stream stops at what was raised, and refuses the file."""
    import tarfile

    return isinstance(error, (EOFError, tarfile.ReadError))


def _finish(forward: _Forward) -> None:
    """Read on to the end, where gzip keeps its checksum; `tarfile` stops silently at a bad header."""
    scan = forward.scan
    if forward.last.strip(b"\0"):
        name = scan.members[-1].name if scan.members else ""
        raise scan.fault(f"damaged: no valid tar header after `{name}`")
    try:
        while forward.content(CHUNK):
            pass
    except Exception as error:  # BadGzipFile, EOFError, zlib.error, or a limit.
        if str(error).startswith("Not a gzipped file"):
            raise scan.fault("damaged: something else follows the gzip stream") from None
        raise scan.damage(error, refused=_is_refused(error)) from None


def _member(info: TarInfo) -> Member:
    kind = _kind(info)
    directory = kind == "directory"
    name = info.name + "/" if directory else info.name
    return Member(name, info.size, directory, info.mode & 0o7777, kind=kind, link=info.linkname)


def _kind(info: TarInfo) -> Kind:
    if info.isdir():
        return "directory"
    if info.issym():
        return "symlink"
    if info.islnk():
        return "hardlink"
    if info.isfifo():
        return "fifo"
    if info.isdev():
        return "device"
    return "sparse" if info.issparse() else "file"


def _chunks(forward: _Forward, info: TarInfo) -> Iterator[bytes]:
    left = info.size
    try:
        forward.seek(info.offset_data)
        while left > 0:
            chunk = forward.content(min(CHUNK, left))
            if not chunk:
                raise EOFError
            left -= len(chunk)
            yield chunk
    except Exception as error:  # It also lets through what gzip and zlib raise.
        raise forward.scan.damage(error, info.name, refused=_is_refused(error)) from None
