"""What is read of native code: the same as other readers read, within the limits, whatever the bytes are."""

from __future__ import annotations

import io
import struct
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from roadworthy import NativeSlice, limits
from roadworthy.binarybuilder import build_binary, build_macho, build_pe
from roadworthy.builders import build_wheel
from roadworthy.elfbuilder import build_elf
from roadworthy.project.archive import WheelFile
from roadworthy.project.archives import wheel
from roadworthy.project.member import is_binary
from roadworthy.project.native import Budget, Examiner, Native
from roadworthy.project.window import Beyond, Window
from roadworthy.tree import MemoryTree


def look(data: bytes, *, api: bool = True, chunk: int = 4096) -> Native:
    examiner = Examiner(Budget(api))
    pass_by(examiner, data, chunk=chunk)
    return examiner.found[0]


def pass_by(examiner: Examiner, data: bytes, *, chunk: int = 1 << 20) -> None:
    take = examiner.begin("demo/_fast.so", data[:4096])
    assert take is not None
    for start in range(0, len(data), chunk):
        take(data[start : start + chunk])
    take(b"")


FULL: dict[str, Any] = {
    "needed": ["libm.so.6", "libc.so.6"],
    "versions": ["GLIBC_2.5", "GLIBC_2.34"],
    "weak_versions": ["GLIBC_2.99"],
    "paths": ["$ORIGIN", "/opt/lib"],
    "imports": ["PyList_New", "_Py_Dealloc", "printf"],
    "weak_imports": ["PyNew_Thing"],
    "exports": ["PyInit__fast", "main"],
    "debug": 1000,
}
SAMPLES = [
    build_elf("x86_64", **FULL),
    build_elf("i686", **FULL),
    build_elf("s390x", interpreter="/lib/ld64.so.1", **FULL),
    build_macho("x86_64", paths=["/opt/lib"], imports=["PyList_New"], exports=["PyInit__fast"]),
    build_macho("x86_64 arm64", macos="10.9", old=True, imports=["PyList_New"]),
    build_pe("win_amd64", needed=["python3.dll", "KERNEL32.dll"], imports=["PyList_New"], debug=100),
    build_pe("win32", needed=["python3.dll"], imports=["PyList_New"]),
]


# What is read


@pytest.mark.parametrize("machine", ["x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x"])
def test_an_elf_file_reads_back(machine: str) -> None:
    (part,) = look(build_elf(machine, **FULL)).slices
    assert part == NativeSlice(
        machine,
        "library",
        needed=("libm.so.6", "libc.so.6"),
        versions=("GLIBC_2.5", "GLIBC_2.34"),
        paths=("$ORIGIN", "/opt/lib"),
        debug=1000,
        imports=frozenset({"PyList_New", "_Py_Dealloc"}),
        exports=frozenset({"PyInit__fast"}),
    )


def test_a_program_names_its_loader() -> None:
    (part,) = look(build_elf("x86_64", interpreter="/lib/ld-musl-x86_64.so.1")).slices
    assert (part.kind, part.interpreter) == ("program", "/lib/ld-musl-x86_64.so.1")


@pytest.mark.parametrize("old", [False, True])
def test_a_universal_file_has_two_slices(old: bool) -> None:
    data = build_macho("x86_64 arm64", macos="10.9", paths=["/opt"], imports=["PyList_New"], old=old)
    found = look(data)
    assert [(part.machine, part.macos) for part in found.slices] == [("x86_64", (10, 9)), ("arm64", (11, 0))]
    assert {part.imports for part in found.slices} == {frozenset({"PyList_New"})}
    assert {part.paths for part in found.slices} == {("/opt",)}


@pytest.mark.parametrize("machine", ["win32", "win_amd64", "win_arm64"])
def test_a_pe_file_reads_back(machine: str) -> None:
    data = build_pe(machine, needed=["python3.dll", "KERNEL32.dll"], imports=["PyList_New"], debug=100)
    assert look(data).slices == (
        NativeSlice(
            machine,
            needed=("python3.dll", "KERNEL32.dll"),
            debug=100,
            imports=frozenset({"PyList_New"}),
            exports=frozenset(),
        ),
    )


def test_symbols_are_read_only_where_they_are_asked_for() -> None:
    assert all(part.imports is None for data in SAMPLES for part in look(data, api=False).slices)


def test_a_wheel_for_the_stable_abi_asks_for_symbols() -> None:
    code = {"demo/_fast.abi3.so": {"format": "ELF", "machine": "x86_64", "imports": ["PyList_New"]}}
    asked = []
    for tag in ("cp39-abi3-manylinux_2_28_x86_64", "cp312-cp312-manylinux_2_28_x86_64"):
        name, data = build_wheel(tag=tag, binaries=code)
        file = WheelFile(f"dist/{name}", len(data))
        (native,) = wheel(file, MemoryTree({file.path: data})).natives
        asked.append(native.slices[0].imports)
    assert asked == [frozenset({"PyList_New"}), None]


# As others read it


def extension_modules() -> list[Path]:
    found = Path(str(sysconfig.get_config_var("DESTSHARED") or "")).glob("*.so")
    return [path for path in sorted(found) if path.read_bytes()[:4] == b"\x7fELF"][:20]


def by_elftools(data: bytes) -> dict[str, object]:
    file: Any = ELFFile(io.BytesIO(data))
    tags = [tag for part in file.iter_segments("PT_DYNAMIC") for tag in part.iter_tags()]
    versions = file.get_section_by_name(".gnu.version_r")
    names = [
        one.name
        for _, several in (versions.iter_versions() if versions else ())
        for one in several
        if not one["vna_flags"] & 2
    ]
    symbols = [
        one
        for one in file.get_section_by_name(".dynsym").iter_symbols()
        if one.name.startswith(("Py", "_Py"))
    ]
    return {
        "needed": tuple(tag.needed for tag in tags if tag.entry.d_tag == "DT_NEEDED"),
        "versions": tuple(dict.fromkeys(names)),
        "debug": sum(one["sh_size"] for one in file.iter_sections() if one.name.startswith(".debug_")),
        "imports": {
            one.name
            for one in symbols
            if one["st_shndx"] == "SHN_UNDEF" and one["st_info"]["bind"] == "STB_GLOBAL"
        },
        "exports": {one.name for one in symbols if one["st_shndx"] != "SHN_UNDEF"},
    }


@pytest.mark.parametrize("data", SAMPLES[:3])
def test_pyelftools_reads_what_is_built(data: bytes) -> None:
    (part,) = look(data).slices
    read = by_elftools(data)
    assert {name: getattr(part, name) for name in read} == read


@pytest.mark.parametrize("path", extension_modules(), ids=lambda path: path.name)
def test_pyelftools_reads_the_same_of_python_s_own_modules(path: Path) -> None:
    data = path.read_bytes()
    (part,) = look(data).slices
    read = by_elftools(data)
    assert {name: getattr(part, name) for name in read} == read


# Within the limits


def test_a_window_keeps_both_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BINARY_SIZE", 64)
    data = bytes(range(200))
    for chunk in (1, 7, 64, 200):
        window = Window()
        for start in range(0, len(data), chunk):
            window.feed(data[start : start + chunk])
        assert len(window.kept) == 64
        assert window.part(0, 32) == data[:32]
        assert all(window.part(at, 200 - at) == data[at:] for at in range(168, 200))
        assert window.part(190, 5) == data[190:195]
        for offset, size in ((31, 2), (100, 1), (167, 2), (199, 2), (-1, 1)):
            with pytest.raises(Beyond):
                window.part(offset, size)


def test_a_window_serves_one_file_after_another() -> None:
    examiner = Examiner(Budget())
    for data in (build_elf("x86_64", debug=5000), b"\x7fELF\2\1", build_elf("aarch64")):
        pass_by(examiner, data)
    assert [len(found.slices) for found in examiner.found] == [1, 0, 1]


def test_of_a_large_file_the_ends_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    data = build_elf("x86_64", **{**FULL, "debug": 100_000})
    monkeypatch.setattr(limits, "BINARY_SIZE", 8192)
    assert look(data) == look(data[:])
    (part,) = look(data).slices
    assert (part.machine, part.versions, part.debug) == ("x86_64", ("GLIBC_2.5", "GLIBC_2.34"), 100_000)


def test_what_lies_in_between_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    data = build_elf("x86_64", needed=[f"lib{number:05}.so" for number in range(2000)])
    monkeypatch.setattr(limits, "BINARY_SIZE", 4096)
    (part,) = look(data).slices
    assert (part.machine, part.needed, part.versions) == ("x86_64", (), ())


def test_one_archive_may_not_name_endlessly_much() -> None:
    examiner = Examiner(Budget(True, strings=100))
    for _ in range(30):
        pass_by(examiner, build_elf("x86_64", imports=[f"Py{number}" for number in range(8)]))
    named = [part.imports for found in examiner.found for part in found.slices]
    assert [len(names) for names in named if names] == [8] * 12
    assert examiner.budget.strings < 0


# Whatever the bytes are


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
    start = time.process_time()
    look(data)
    assert time.process_time() - start < 10


def test_many_hostile_members_together_end() -> None:
    body = dict(hostile())["Mach-O one slice over and over"]
    examiner = Examiner(Budget(True, entries=limits.BINARY_ENTRIES // 4))
    start = time.process_time()
    for _ in range(10):
        pass_by(examiner, body)
    assert time.process_time() - start < 10


def test_the_builder_knows_three_formats() -> None:
    starts = {
        form: build_binary(format=form, machine=machine)[:2]
        for form, machine in (("ELF", "x86_64"), ("Mach-O", "arm64"), ("PE", "win32"))
    }
    assert starts == {"ELF": b"\x7fE", "Mach-O": b"\xcf\xfa", "PE": b"MZ"}
