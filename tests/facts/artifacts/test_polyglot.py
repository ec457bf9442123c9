"""Whether an archive is of two kinds is told as `tarfile` and `zipfile` would, from little of it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from roadworthy.facts.artifacts.polyglot import is_tar, is_zip
from roadworthy.testing.builders import build_sdist, build_wheel

TAR, WHEEL = gzip.decompress(build_sdist()[1]), build_wheel()[1]


@pytest.mark.parametrize(
    "data", [TAR, gzip.compress(TAR, mtime=0), bz2.compress(TAR), lzma.compress(TAR)], ids=range(4)
)
def test_a_tar_is_one_however_it_is_compressed(data: bytes) -> None:
    assert is_tar(io.BytesIO(data))
    assert tarfile.is_tarfile(io.BytesIO(data))


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 1024, WHEEL, gzip.compress(b"text", mtime=0), b"BZh9", b"\xfd7zXZ\0"], ids=range(6)
)
def test_anything_else_is_no_tar(data: bytes) -> None:
    assert not is_tar(io.BytesIO(data))


def test_a_zip_archive_is_one_with_anything_before_it() -> None:
    assert is_zip(io.BytesIO(TAR + WHEEL))
    assert not is_zip(io.BytesIO(TAR))
    assert not is_zip(io.BytesIO(WHEEL + b"\0" * 70_000))
    assert not is_zip(io.BytesIO(b"PK\x05\x06"))


def test_the_builder_makes_a_wheel_of_both_kinds() -> None:
    _, data = build_wheel(zip_faults=["tar"])
    assert tarfile.is_tarfile(io.BytesIO(data))
    assert zipfile.is_zipfile(io.BytesIO(data))
