"""Reads the headers and imports of PE files (Microsoft's specification of the PE format).

Not with pefile, which takes some hundred times as long to look at an extension module.
"""

from __future__ import annotations

import struct

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.artifacts.native import NativeBudget, NativeSlice
from roadworthy.facts.artifacts.window import Window

_MACHINES = {0x14C: "win32", 0x8664: "win_amd64", 0xAA64: "win_arm64", 0x200: "win_ia64"}
_DLL = 0x2000
_IMPORTS, _CLR = 1, 14
#: The DLLs that are Python itself.
_PYTHON = re.compile(r"python3\d*t?(_d)?\.dll", re.IGNORECASE)


@dataclass(slots=True)
class _Pe:
    """One file: its sections as (address, size, offset), and the address and size of what it lists apart."""

    window: Window
    budget: NativeBudget
    wide: bool
    sections: list[tuple[int, int, int]]
    directories: list[tuple[int, int]]

    def offset(self, address: int) -> int:
        """Return where in the file the byte at an address lies; raises `EOFError` where it is not in it."""
        for start, size, offset in self.sections:
            if start <= address < start + size:
                return offset + address - start
        raise EOFError

    def directory(self, number: int) -> int:
        """Return the address of a data directory, 0 where there is none."""
        return self.directories[number][0] if number < len(self.directories) else 0


def read_pe(window: Window, budget: NativeBudget) -> tuple[NativeSlice, ...]:
    """Return the one slice of a PE file; raises `EOFError` where its headers are not there."""
    (start,) = window.unpack("<I", 0x3C)
    if window.part(start, 4) != b"PE\0\0":
        raise EOFError  # A program for DOS.
    machine, count, _, symbols, number, size, flags = window.unpack("<HHIIIHH", start + 4)
    optional = start + 24
    wide = window.unpack("<H", optional)[0] == 0x20B
    place = optional + (108 if wide else 92)
    (listed,) = window.unpack("<I", place)
    table = window.part(place + 4, 8 * min(listed, 16))
    budget.spend(count)
    raw = list(struct.iter_unpack("<8s4I16x", window.part(optional + size, 40 * count)))
    pe = _Pe(
        window,
        budget,
        wide,
        [(address, max(virtual, stored), offset) for _, virtual, address, stored, offset in raw],
        list(struct.iter_unpack("<II", table)),
    )
    needed, imports = list[str](), set[str]()
    try:
        _read_imports(pe, needed, imports)
        read = True
    except EOFError:
        read = False
    # What is made of .NET's bytecode says i386 and runs anywhere.
    known = "" if pe.directory(_CLR) else _MACHINES.get(machine, "")
    return (
        NativeSlice(
            known,
            "library" if flags & _DLL else "program",
            needed=tuple(needed),
            debug=_debug(window, raw, symbols + 18 * number),
            imports=frozenset(imports) if read and budget.api else None,
            exports=frozenset() if budget.api else None,
        ),
    )


def _read_imports(pe: _Pe, needed: list[str], imports: set[str]) -> None:
    address = pe.directory(_IMPORTS)
    while address:
        pe.budget.spend()
        names, _, _, library, thunks = pe.window.unpack("<5I", pe.offset(address))
        if not library:
            return
        name = pe.budget.keep(pe.window.text(pe.offset(library)))
        needed.append(name)
        if pe.budget.api and _PYTHON.fullmatch(name):
            imports.update(_names(pe, names or thunks))
        address += 20


def _names(pe: _Pe, address: int) -> list[str]:
    layout, size = ("<Q", 8) if pe.wide else ("<I", 4)
    found = list[str]()
    while True:
        pe.budget.spend()
        (entry,) = pe.window.unpack(layout, pe.offset(address))
        if not entry:
            return found
        if not entry >> (8 * size - 1):  # Else it is a number.
            name = pe.window.text(pe.offset(entry & 0x7FFFFFFF) + 2)
            found.append(pe.budget.keep(name))
        address += size


def _debug(window: Window, sections: list[tuple[bytes, int, int, int, int]], strings: int) -> int:
    """Return the bytes of debug information as GCC keeps it; Microsoft's lies in a file of its own."""
    total = 0
    for name, _, _, size, _ in sections:
        number = name[1:].rstrip(b"\0")
        if name.startswith(b"/") and number.isdigit():
            try:
                if window.text(strings + int(number)).startswith(".debug_"):
                    total += size
            except EOFError:
                continue
    return total
