"""The record walk: sound archives are silent, and what two readers could read differently is told."""

from __future__ import annotations

import io
import struct
import zipfile
from functools import partial

import pytest

from roadworthy.facts.artifacts.zipwalk import walk_zip
from roadworthy.testing.zipbuilder import write_zip
from tests.counting import calls

MEMBERS = [("demo/a.py", b"a = 1\n", 0o100644), ("demo/b.py", b"b = 2\n", 0o100644)]


def infos(data: bytes) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(io.BytesIO(data)).infolist()


def faults(data: bytes, directory: bytes = b"") -> list[tuple[str, str]]:
    found = walk_zip(io.BytesIO(data), infos(directory or data))
    return [(fault.kind, fault.about) for fault in found]


@pytest.mark.parametrize("compression", ["stored", "deflated"])
def test_sound_archives_are_silent(compression: str) -> None:
    assert faults(write_zip(MEMBERS, compression=compression)) == []


def test_an_empty_archive_is_sound() -> None:
    assert faults(write_zip([])) == []


def test_a_name_in_utf8_is_sound() -> None:
    assert faults(write_zip([("demo/ü.py", b"", 0o100644)])) == []


def test_zip64_members_are_sound() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive, archive.open("a", "w", force_zip64=True) as member:
        member.write(b"abc")
    assert faults(stream.getvalue()) == []


@pytest.mark.parametrize("fault", ["comment", "duplicate", "mismatch", "trailing"])
def test_a_fault_is_told_once(fault: str) -> None:
    assert [kind for kind, _ in faults(write_zip(MEMBERS, faults=[fault]))] == [fault]


def test_a_walk_goes_on_after_a_data_descriptor() -> None:
    found = faults(write_zip(MEMBERS, faults=["descriptor", "trailing"]))
    assert found == [("descriptor", "demo/a.py"), ("descriptor", "demo/b.py"), ("trailing", "")]


def test_a_member_that_the_directory_does_not_know_is_told() -> None:
    whole, part = write_zip(MEMBERS), write_zip(MEMBERS[1:])
    hidden = whole[: whole.index(b"PK\x03\x04", 4)]
    start = part.index(b"PK\x01\x02")
    end = bytearray(part[start:])
    # Both offsets move by what was put in front.
    for at, value in ((42, 0), (len(end) - 6, start)):
        end[at : at + 4] = struct.pack("<L", value + len(hidden))
    assert faults(hidden + part[:start] + bytes(end)) == [("mismatch", "demo/a.py")]


def test_extensible_zip64_data_is_told() -> None:
    data = write_zip(MEMBERS)
    end = data.rindex(b"PK\x05\x06")
    records, size, start = struct.unpack("<10xHLL", data[end : end + 20])
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 48, 45, 45, 0, 0, records, records, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    changed = data[:end] + record + bytes(4) + locator + data[end:]
    assert faults(changed, directory=data) == [("structure", "")]


@pytest.mark.parametrize("length", [0, 3, 4, 20, 100, 150])
def test_a_truncated_archive_is_told(length: int) -> None:
    data = write_zip(MEMBERS)
    assert ("structure", "") in faults(data[:length], directory=data)


def test_the_steps_of_walking_rubbish_between_members_are_linear() -> None:
    counted = []
    for number in (1250, 5000):
        data = write_zip([(str(n), b"", 0o100644) for n in range(number)])
        walk = partial(faults, data.replace(b"PK\x03\x04", b"PK\x03\x05"), directory=data)
        assert len(walk()) == 1000
        counted.append(calls(walk))
    assert counted[1] < 5 * counted[0]
