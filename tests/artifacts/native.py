"""Wheels with native code: clean ones, and those with one fault each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Arguments = Mapping[str, Any]
LINUX, MUSL = "cp312-cp312-manylinux_2_28_x86_64", "cp312-cp312-musllinux_1_2_x86_64"
MACOS, BOTH = "cp312-cp312-macosx_11_0_arm64", "cp312-cp312-macosx_10_13_universal2"
WINDOWS, ARM = "cp312-cp312-win_amd64", "cp312-cp312-win_arm64"
ABI3, ABI3_WINDOWS = "cp39-abi3-manylinux_2_28_x86_64", "cp39-abi3-win_amd64"
#: The extension module of a wheel, as it is called on each system.
MODULES = {
    "manylinux": "demo/_fast.cpython-312-x86_64-linux-gnu.so",
    "musllinux": "demo/_fast.cpython-312-x86_64-linux-musl.so",
    "macosx": "demo/_fast.cpython-312-darwin.so",
    "win": "demo/_fast.cp312-win_amd64.pyd",
}


def elf(machine: str = "x86_64", **contents: Any) -> dict[str, Any]:
    return {"format": "ELF", "machine": machine, **contents}


def macho(machine: str = "arm64", **contents: Any) -> dict[str, Any]:
    return {"format": "Mach-O", "machine": machine, **contents}


def pe(machine: str = "win_amd64", **contents: Any) -> dict[str, Any]:
    return {"format": "PE", "machine": machine, **contents}


def wheel(tag: str, code: Arguments, name: str = "", others: Arguments | None = None) -> Arguments:
    """Return the arguments that build a wheel with one extension module, and other members by their names."""
    system = tag.split("-")[2]
    module = next(file for start, file in MODULES.items() if system.startswith(start))
    if tag.split("-")[1] == "abi3":
        module = "demo/_fast.pyd" if system.startswith("win") else "demo/_fast.abi3.so"
    return {"tag": tag, "binaries": {name or module: code, **(others or {})}}


GLIBC = ["GLIBC_2.2.5", "GLIBC_2.28"]
LICENSED = {"files": {"demo/__init__.py": "", "demo-1.0.dist-info/licenses/LICENSE": "MIT"}}

CLEAN: list[Arguments] = [
    wheel(LINUX, elf(needed=["libc.so.6"], versions=GLIBC, paths=["$ORIGIN/../demo.libs"])),
    wheel(MUSL, elf(needed=["libc.musl-x86_64.so.1"])),
    wheel(MACOS, macho()),
    wheel(BOTH, macho("x86_64 arm64", macos="10.13")),
    wheel(BOTH, macho("x86_64 arm64", macos="10.9", old=True)),
    wheel(WINDOWS, pe(needed=["python312.dll"], imports=["PyList_New", "_PyList_Extend"])),
    wheel(ABI3, elf(imports=["PyList_New", "_Py_Dealloc"], exports=["PyInit__fast"])),
    wheel(ABI3_WINDOWS, pe(needed=["python3.dll"], imports=["PyList_New"])),
    wheel("cp312-cp312-manylinux2014_s390x", elf("s390x", versions=["GLIBC_2.17"])),
    wheel("cp312-cp312-manylinux_2_31_armv7l", elf("armv7l", versions=["GLIBC_2.31"]), "demo/a.so"),
    {**wheel(LINUX, elf(), others={"demo.libs/libz-1234abcd.so.1": elf(debug=200_000)}), **LICENSED},
]

FAULTY: list[tuple[str, str, Arguments]] = [
    ("ELF for another machine", "wheel-machine-mismatch", wheel(LINUX, elf("aarch64"))),
    ("ELF of half the width", "wheel-machine-mismatch", wheel(LINUX, elf("i686"))),
    ("ELF the other way round", "wheel-machine-mismatch", wheel(LINUX, elf("s390x"))),
    (
        "one of two modules",
        "wheel-machine-mismatch",
        wheel(LINUX, elf(), others={"demo/_more.abi3.so": elf("aarch64")}),
    ),
    (
        "repaired library",
        "wheel-machine-mismatch",
        {**wheel(LINUX, elf(), others={"demo.libs/libz.so.1": elf("aarch64")}), **LICENSED},
    ),
    (
        "script",
        "wheel-machine-mismatch",
        wheel("py3-none-manylinux_2_28_aarch64", elf(), "demo-1.0.data/scripts/demo"),
    ),
    (
        "library for ctypes",
        "wheel-machine-mismatch",
        wheel("py3-none-win_amd64", pe("win32"), "demo/fast.dll"),
    ),
    ("PE for ARM", "wheel-machine-mismatch", wheel(WINDOWS, pe("win_arm64"))),
    ("Mach-O for Intel", "wheel-machine-mismatch", wheel(MACOS, macho("x86_64"))),
    ("Mach-O in a manylinux wheel", "wheel-machine-mismatch", wheel(ABI3, macho())),
    ("ELF in a wheel for Windows", "wheel-machine-mismatch", wheel(ABI3_WINDOWS, elf())),
    ("universal2 without Intel", "wheel-slice-missing", wheel(BOTH, macho())),
    ("universal2 without ARM", "wheel-slice-missing", wheel(BOTH, macho("x86_64", macos="10.13"))),
    (
        "two tags for Macs",
        "wheel-slice-missing",
        wheel("cp312-cp312-macosx_10_13_x86_64.macosx_11_0_arm64", macho()),
    ),
    ("glibc 2.34", "wheel-glibc-newer", wheel(LINUX, elf(versions=[*GLIBC, "GLIBC_2.34"]))),
    ("relative relocations", "wheel-glibc-newer", wheel(LINUX, elf(versions=["GLIBC_ABI_DT_RELR"]))),
    (
        "lower of two tags",
        "wheel-glibc-newer",
        wheel("cp312-cp312-manylinux2014_x86_64.manylinux_2_28_x86_64", elf(versions=GLIBC)),
    ),
    (
        "glibc of a program",
        "wheel-glibc-newer",
        wheel(
            "py3-none-manylinux_2_17_x86_64",
            elf(versions=GLIBC, interpreter="/lib64/ld-linux-x86-64.so.2"),
            "demo-1.0.data/scripts/demo",
        ),
    ),
    (
        "glibc in 32 bits",
        "wheel-glibc-newer",
        wheel("cp312-cp312-manylinux2014_i686", elf("i686", versions=GLIBC), "demo/a.so"),
    ),
    (
        "glibc of a library that a module is linked to",
        "wheel-glibc-newer",
        wheel(
            LINUX,
            elf(needed=["liba.so"]),
            others={
                "demo/lib/liba.so": elf(needed=["libb.so"]),
                "demo/lib/libb.so": elf(versions=["GLIBC_2.34"]),
            },
        ),
    ),
    ("glibc for musl", "wheel-libc-mismatch", wheel(MUSL, elf(needed=["libc.so.6"], versions=GLIBC))),
    ("musl for glibc", "wheel-libc-mismatch", wheel(LINUX, elf(needed=["libc.musl-x86_64.so.1"]))),
    (
        "program for musl",
        "wheel-libc-mismatch",
        wheel(
            "py3-none-manylinux_2_17_x86_64",
            elf(interpreter="/lib/ld-musl-x86_64.so.1"),
            "demo-1.0.data/scripts/demo",
        ),
    ),
    ("macOS 12", "wheel-macos-newer", wheel(MACOS, macho(macos="12.0"))),
    ("macOS 10.14", "wheel-macos-newer", wheel(BOTH, macho("x86_64 arm64", macos="10.14"))),
    ("macOS 10.14, of old", "wheel-macos-newer", wheel(BOTH, macho("x86_64 arm64", macos="10.14", old=True))),
    ("private symbol", "abi3-symbol-unstable", wheel(ABI3, elf(imports=["PyList_New", "_PyList_Extend"]))),
    (
        "macro of old",
        "abi3-symbol-unstable",
        wheel("cp39-abi3-macosx_11_0_arm64", macho(imports=["_PyObject_GC_UNTRACK"])),
    ),
    (
        "symbol on Windows",
        "abi3-symbol-unstable",
        wheel(ABI3_WINDOWS, pe(needed=["python3.dll"], imports=["PyFrame_GetLocals"])),
    ),
    (
        "library of one Python",
        "abi3-symbol-unstable",
        wheel(ABI3_WINDOWS, pe(needed=["python39.dll"], imports=["PyList_New"])),
    ),
    ("buffers before 3.11", "abi3-symbol-newer", wheel(ABI3, elf(imports=["PyObject_GetBuffer"]))),
    (
        "library of Homebrew",
        "wheel-library-absent",
        wheel(MACOS, macho(needed=["/usr/lib/libSystem.B.dylib", "/opt/homebrew/lib/libz.dylib"])),
    ),
    ("library of the builder", "wheel-library-absent", wheel(LINUX, elf(needed=["/opt/demo/libdemo.so"]))),
    ("debug information", "wheel-debug-symbols-included", wheel(LINUX, elf(debug=150_000))),
    ("debug information of GCC", "wheel-debug-symbols-included", wheel(WINDOWS, pe(debug=150_000))),
    ("path of the builder", "wheel-rpath-absolute", wheel(LINUX, elf(paths=["$ORIGIN", "/opt/demo/lib"]))),
    ("path from here", "wheel-rpath-absolute", wheel(LINUX, elf(paths=["$ORIGIN", ""]))),
    (
        "path of the builder's Mac",
        "wheel-rpath-absolute",
        wheel(MACOS, macho(needed=["@rpath/libdemo.dylib"], paths=["/Users/demo/lib"])),
    ),
    (
        "library without licence",
        "wheel-library-unlicensed",
        wheel(LINUX, elf(), others={"demo.libs/libz-1234abcd.so.1": elf()}),
    ),
]
