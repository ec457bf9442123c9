"""What PyPI refuses of damaged archives is refused here too, and what it does not look at is unknown."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.result import Upload
from roadworthy.testing.pages import plugins

_METADATA = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nSummary: Demo\n"
_WHEEL = "Wheel-Version: 1.0\nGenerator: demo\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_END = b"PK\x05\x06"


def _wheel(comment: bytes = b"") -> bytes:
    files = {"demo/__init__.py": '"""Demo."""\n', "demo-1.0.dist-info/METADATA": _METADATA}
    files |= {"demo-1.0.dist-info/WHEEL": _WHEEL}
    files["demo-1.0.dist-info/RECORD"] = "".join(
        f"{name},,\n" for name in [*files, "demo-1.0.dist-info/RECORD"]
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text)
        archive.comment = comment
    return stream.getvalue()


def _member_comment(data: bytes) -> bytes:
    """Give the first member a comment in the central directory."""
    at = data.index(b"PK\x01\x02")
    name, extra, _ = struct.unpack("<HHH", data[at + 28 : at + 34])
    behind = at + 46 + name + extra
    end = data.rindex(_END)
    size = struct.unpack("<I", data[end + 12 : end + 16])[0] + 3
    changed = data[: at + 32] + struct.pack("<H", 3) + data[at + 34 : behind] + b"abc" + data[behind:end]
    return changed + data[end : end + 12] + struct.pack("<I", size) + data[end + 16 :]


def _descriptors(data: bytes, change: Callable[[bytes], bytes] = bytes) -> bytes:
    """Pack it as into a pipe, with sizes and checksums after the data."""

    class Pipe(io.RawIOBase):
        content = b""

        def writable(self) -> bool:
            return True

        def write(self, chunk: bytes) -> int:  # type: ignore[override]
            self.content += bytes(chunk)
            return len(chunk)

    pipe = Pipe()
    stream: Any = pipe
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info))
    return change(pipe.content)


def _wrong_checksum(data: bytes) -> bytes:
    at = data.index(b"PK\x07\x08") + 4
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _short_extra(data: bytes) -> bytes:
    """Give the first member an extra field of three bytes, where four are the least."""
    name = struct.unpack("<H", data[26:28])[0]
    changed = data[:28] + struct.pack("<H", 3) + data[30 : 30 + name] + b"\1\2\3" + data[30 + name :]
    return _moved(changed, 3, first=30 + name)


def _moved(data: bytes, by: int, first: int) -> bytes:
    """Correct the offsets behind a place where bytes were put in."""
    end = data.rindex(_END)
    start = struct.unpack("<I", data[end + 16 : end + 20])[0] + by
    changed = bytearray(data)
    changed[end + 16 : end + 20] = struct.pack("<I", start)
    at = start
    while changed[at : at + 4] == b"PK\x01\x02":
        lengths = struct.unpack("<HHH", changed[at + 28 : at + 34])
        offset = struct.unpack("<I", changed[at + 42 : at + 46])[0]
        if offset >= first:
            changed[at + 42 : at + 46] = struct.pack("<I", offset + by)
        at += 46 + sum(lengths)
    return bytes(changed)


def _extensible(data: bytes) -> bytes:
    """End it by a ZIP64 record with extensible data."""
    end = data.rindex(_END)
    number, size, start = struct.unpack("<HII", data[end + 10 : end + 20])
    more = struct.pack("<HI", 1, 4) + b"abcd"
    record = b"PK\x06\x06" + struct.pack(
        "<QHHIIQQQQ", 44 + len(more), 45, 45, 0, 0, number, number, size, start
    )
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    last = _END + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:end] + record + more + locator + last


def _two_ends(data: bytes) -> bytes:
    return data + data[data.rindex(_END) :]


def _verdict(directory: Path, name: str, data: bytes) -> Upload:
    (directory / name).write_bytes(data)
    upload = check(Request((str(directory / name),), plugins=plugins())).projects[0].pypi
    assert upload is not None
    return upload


@pytest.mark.parametrize(
    "change",
    [
        _member_comment,
        _descriptors,
        lambda data: _descriptors(data, _wrong_checksum),
        _short_extra,
        _extensible,
        _two_ends,
        lambda data: data[:-30],
        lambda data: b"",
        lambda data: b"no zip at all" * 20,
        lambda data: data + b"more",
        lambda data: b"#!/bin/sh\n" + data,
    ],
    ids=(
        "member comment, descriptors, descriptor checksum, short extra, extensible, two ends, truncated,"
        " empty, no zip, trailing, leading"
    ).split(", "),
)
def test_a_damaged_wheel_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """Whatever PyPI's own walk over the records stops at is refused, and no guess."""
    upload = _verdict(tmp_path, "demo-1.0-py3-none-any.whl", change(_wheel()))
    assert upload.verdict == "refused", upload


def test_a_sound_wheel_is_accepted(tmp_path: Path) -> None:
    """So is one with a comment of the whole archive, which PyPI takes."""
    assert _verdict(tmp_path, "demo-1.0-py3-none-any.whl", _wheel()).verdict == "accepted"
    assert _verdict(tmp_path, "demo-1.0-py3-none-any.whl", _wheel(b"a comment")).verdict == "accepted"


def _sdist(version: str = "1.0", stem: str = "demo-1.0") -> bytes:
    stream = io.BytesIO()
    files = {"PKG-INFO": _METADATA.replace("1.0", version), "pyproject.toml": "", "demo/__init__.py": ""}
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(f"{stem}/{name}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return stream.getvalue()


@pytest.mark.parametrize("change", [lambda data: data[:-20], lambda data: b"no gzip", lambda data: b""])
def test_a_damaged_sdist_is_refused(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    """A stream that ends early, and what is no gzip archive."""
    assert _verdict(tmp_path, "demo-1.0.tar.gz", change(_sdist())).verdict == "refused"


def test_the_name_of_an_sdist_is_compared_letter_by_letter(tmp_path: Path) -> None:
    """1.0.0 and 1.0 are the same version, and PyPI refuses the one for the other, in both directions."""
    assert _verdict(tmp_path, "demo-1.0.tar.gz", _sdist()).verdict == "accepted"
    assert _verdict(tmp_path, "demo-1.0.0.tar.gz", _sdist("1.0.0", "demo-1.0.0")).verdict == "accepted"
    assert _verdict(tmp_path, "demo-1.0.0.tar.gz", _sdist("1.0", "demo-1.0.0")).verdict == "refused"
    assert _verdict(tmp_path, "demo-1.0.tar.gz", _sdist("1.0.0")).verdict == "refused"
