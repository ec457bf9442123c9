"""What is read of native code: the same as other readers read, and within the limits."""

from __future__ import annotations

import io
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from elftools.elf.elffile import ELFFile

from roadworthy import NativeSlice
from roadworthy.core import limits
from roadworthy.core.verdicts import Verdicts
from roadworthy.facts.artifacts.listed import WheelFile
from roadworthy.facts.artifacts.native import Native, NativeBudget
from roadworthy.facts.artifacts.nativescan import NativeScan
from roadworthy.facts.artifacts.wheel import wheel
from roadworthy.facts.artifacts.window import Window
from roadworthy.testing.binarybuilder import build_binary, build_macho, build_pe
from roadworthy.testing.builders import build_wheel
from roadworthy.testing.elfbuilder import build_elf
from roadworthy.tree.tree import MemoryTree


def look(data: bytes, *, api: bool = True, chunk: int = 4096) -> Native:
    examiner = NativeScan(NativeBudget(api))
    pass_by(examiner, data, chunk=chunk)
    return examiner.found[0]


def pass_by(examiner: NativeScan, data: bytes, *, chunk: int = 1 << 20) -> None:
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
        (native,) = wheel(file, MemoryTree({file.path: data}), Verdicts()).contents.natives
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
            with pytest.raises(EOFError):
                window.part(offset, size)


def test_a_window_serves_one_file_after_another() -> None:
    examiner = NativeScan(NativeBudget())
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
    examiner = NativeScan(NativeBudget(True, strings=100))
    for _ in range(30):
        pass_by(examiner, build_elf("x86_64", imports=[f"Py{number}" for number in range(8)]))
    named = [part.imports for found in examiner.found for part in found.slices]
    assert [len(names) for names in named if names] == [8] * 12
    assert examiner.budget.strings < 0


def test_the_builder_knows_three_formats() -> None:
    starts = {
        form: build_binary(format=form, machine=machine)[:2]
        for form, machine in (("ELF", "x86_64"), ("Mach-O", "arm64"), ("PE", "win32"))
    }
    assert starts == {"ELF": b"\x7fE", "Mach-O": b"\xcf\xfa", "PE": b"MZ"}
