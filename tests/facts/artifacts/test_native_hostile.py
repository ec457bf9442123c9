"""Whatever the bytes are that begin as native code does, its readers neither crash nor hang."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roadworthy.core import limits
from roadworthy.facts.artifacts.member import is_binary
from roadworthy.facts.artifacts.native import NativeBudget
from roadworthy.facts.artifacts.nativescan import NativeScan
from roadworthy.testing.binarybuilder import build_pe
from roadworthy.testing.elfbuilder import build_elf
from tests.counting import within
from tests.facts.artifacts.test_native import SAMPLES, look, pass_by

#: Entries of tables that the files below may read together: a tenth, to count the steps in less time.
ENTRIES = limits.BINARY_ENTRIES // 10


def changed(data: bytes, changes: list[tuple[int, int]], length: int) -> bytes:
    copy = bytearray(data)
    for place, value in changes:
        copy[place % len(copy)] = value
    return bytes(copy[: max(length, 4)])


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 5000), st.sampled_from([0, 1, 2, 4, 127, 128, 255])), max_size=12),
    st.integers(4, 6000),
)
def test_no_bytes_crash_a_reader(data: bytes, changes: list[tuple[int, int]], length: int) -> None:
    data = changed(data, [(place if place > 3 else 4, value) for place, value in changes], length)
    assume(is_binary(data))
    found = look(data)
    assert all(isinstance(part.machine, str) for part in found.slices)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([data[:4] for data in SAMPLES]), st.binary(max_size=400))
def test_no_random_bytes_crash_a_reader(magic: bytes, rest: bytes) -> None:
    assume(is_binary(magic + rest))
    look(magic + rest)


def hostile() -> Iterator[tuple[str, bytes]]:
    """Yield files whose tables turn in circles, overlap, or claim to be endless."""
    elf = bytearray(build_elf("x86_64", versions=["GLIBC_2.5"] * 3, needed=["libc.so.6"]))
    needs = bytes(elf).index(struct.pack("<HHI", 1, 3, 0)[:4])
    for name, places in {"next is itself": {8: 0}, "endless": {2: 0xFFFF}, "far": {8: 0xFFFFFFFF}}.items():
        copy = bytearray(elf)
        for place, value in places.items():
            struct.pack_into("<I" if value > 0xFFFF else "<H", copy, needs + place, value)
        yield f"ELF {name}", bytes(copy)
    for place, layout in ((32, "<Q"), (40, "<Q"), (56, "<H"), (60, "<H"), (62, "<H")):
        for value in (0, 1, 0xFFFF):
            copy = bytearray(elf)
            struct.pack_into(layout, copy, place, value)
            yield f"ELF {place} is {value}", bytes(copy)
    # One name of a megabyte, and a hundred thousand symbols that each begin one byte later in it.
    names = b"\0" + b"Py" * 500_000 + b"\0"
    symbols = b"".join(struct.pack("<IBBHQQ", 1 + 2 * number, 16, 0, 0, 0, 0) for number in range(100_000))
    sections = struct.pack("<IIQQQQIIQQ", 0, 3, 0, 0, 64, len(names), 0, 0, 1, 0)
    sections += struct.pack("<IIQQQQIIQQ", 0, 11, 0, 0, 64 + len(names), len(symbols), 0, 0, 1, 24)
    head = (
        b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQI", 3, 62, 1, 0, 64, 64 + len(names + symbols), 0)
    )
    yield "ELF long names", head + struct.pack("<6H", 64, 56, 0, 64, 2, 0) + names + symbols + sections
    # Load commands of no length, of the least length, and many.
    start = struct.pack("<4s7I", b"\xcf\xfa\xed\xfe", 7, 0, 8, 0xFFFFFFFF, 0xFFFFFFF0, 0, 0)
    yield "Mach-O no length", start + struct.pack("<II", 0xC, 0) * 10
    yield "Mach-O many", start + struct.pack("<II", 0x99, 8) * 50_000
    # Slices that are all the same one, and a slice that is the file itself.
    fat = struct.pack(">4sI", b"\xca\xfe\xba\xbe", 42)
    body = start[:16] + struct.pack("<II", 50_000, 400_000) + bytes(8) + struct.pack("<II", 0x99, 8) * 50_000
    yield (
        "Mach-O one slice over and over",
        fat + struct.pack(">5I", 7, 0, 1024, 0, 0) * 42 + bytes(176) + body,
    )
    yield "Mach-O in itself", fat + struct.pack(">5I", 7, 0, 0, 0, 0) * 42
    pe = bytearray(build_pe("win_amd64", needed=["python3.dll"], imports=["PyList_New"]))
    for place in (0x3C, 70, 84, 88 + 108, 88 + 120):
        for value in (0, 1, 0x3C, 0x7FFF, 0xFFFFFFFF):
            copy = bytearray(pe)
            struct.pack_into(
                "<H" if place in (70, 84) else "<I",
                copy,
                place,
                value & (0xFFFF if place in (70, 84) else value),
            )
            yield f"PE {place} is {value}", bytes(copy)
    # A list of imports, each the same, as long as the file.
    entry = bytes(pe[0x200:0x214])
    yield "PE imports without end", bytes(pe[:0x200]) + entry * 50_000


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in hostile()])
def test_hostile_tables_end(data: bytes) -> None:
    examiner = NativeScan(NativeBudget(True, entries=ENTRIES))
    within(10 * ENTRIES, partial(pass_by, examiner, data, chunk=4096))


def test_many_hostile_members_together_end() -> None:
    body = dict(hostile())["Mach-O one slice over and over"]
    examiner = NativeScan(NativeBudget(True, entries=ENTRIES))

    def pass_all() -> None:
        for _ in range(10):
            pass_by(examiner, body)

    within(10 * ENTRIES, pass_all)
