"""Builds tiny ELF files in memory for examples and tests, byte by byte; real but for code, of which they hold
none.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from roadworthy.core.late_dataclass import dataclass, field

#: Machine, as platform tags spell it, to e_machine, width and byte order; "cuda" is none of theirs.
_MACHINES = {
    "x86_64": (62, 64, "<"),
    "i686": (3, 32, "<"),
    "aarch64": (183, 64, "<"),
    "armv7l": (40, 32, "<"),
    "ppc64le": (21, 64, "<"),
    "s390x": (22, 64, ">"),
    "cuda": (190, 64, "<"),
}
_PROGBITS, _STRTAB, _DYNAMIC, _DYNSYM, _VERNEED = 1, 3, 6, 11, 0x6FFFFFFE


@dataclass
class _Strings:
    data: bytearray = field(default_factory=lambda: bytearray(b"\0"))

    def place(self, text: str) -> int:
        """Add a string, and return where it starts."""
        self.data += text.encode() + b"\0"
        return len(self.data) - len(text.encode()) - 1


@dataclass
class _ElfFile:
    """A file that grows: its sections as (name, type, place, size, link, info, size of an entry)."""

    wide: bool
    order: str
    data: bytearray
    strings: _Strings = field(default_factory=_Strings)
    sections: list[tuple[str, int, int, int, int, int, int]] = field(default_factory=list)

    def pack(self, narrow: str, wide: str, *values: int) -> bytes:
        """Return numbers in the byte order of the file, and in the layout of its width."""
        return struct.pack(self.order + (wide if self.wide else narrow), *values)

    def add(
        self, name: str, kind: int, data: bytes, link: int = 0, info: int = 0, entry: int = 0
    ) -> tuple[int, int]:
        """Add a section, and return its place and size."""
        self.data += bytes(-len(self.data) % 8)
        self.sections.append((name, kind, len(self.data), len(data), link, info, entry))
        self.data += data
        return len(self.data) - len(data), len(data)


def build_elf(
    machine: str,
    *,
    needed: Sequence[str] = (),
    versions: Sequence[str] = (),
    weak_versions: Sequence[str] = (),
    paths: Sequence[str] = (),
    interpreter: str = "",
    imports: Sequence[str] = (),
    weak_imports: Sequence[str] = (),
    exports: Sequence[str] = (),
    debug: int = 0,
) -> bytes:
    """Return a shared object, or a program where it names its `interpreter`.

    It is linked to the libraries `needed`, wants `versions` of symbols from the last of them, and has them
    looked for in `paths`. It has so many bytes of `debug` information. What is weak may be absent.
    """
    number, width, order = _MACHINES[machine]
    wide = width == 64
    count = 3 if interpreter else 2
    header, segment = (64, 56) if wide else (52, 32)
    file = _ElfFile(wide, order, bytearray(header + segment * count))
    symbols = b"".join(
        [
            _symbol(file, "", 0, 0),
            *(_symbol(file, name, 1, 0) for name in imports),
            *(_symbol(file, name, 2, 0) for name in weak_imports),
            *(_symbol(file, name, 1, 1) for name in exports),
        ]
    )
    tags = [(1, file.strings.place(name)) for name in needed]
    if paths:
        tags.append((29, file.strings.place(":".join(paths))))
    needs = _needs(file, needed[-1] if needed else "libc.so.6", versions, weak_versions)
    place, size = file.add(".dynstr", _STRTAB, bytes(file.strings.data))
    tags += [(5, place), (10, size)]
    tags += [(6, file.add(".dynsym", _DYNSYM, symbols, 1, 1, 24 if wide else 16)[0])]
    if needs:
        tags += [(_VERNEED, file.add(".gnu.version_r", _VERNEED, needs, 1, 1)[0]), (0x6FFFFFFF, 1)]
    entries = b"".join(file.pack("II", "QQ", *tag) for tag in [*tags, (0, 0)])
    segments = [(2, *file.add(".dynamic", _DYNAMIC, entries, 1, 0, 16 if wide else 8))]
    if interpreter:
        segments.append((3, *file.add(".interp", _PROGBITS, interpreter.encode() + b"\0")))
    if debug:
        file.add(".debug_info", _PROGBITS, bytes(debug))
    table = _add_sections(file)
    segments.insert(0, (1, 0, len(file.data)))
    counts = (header, segment, count, 64 if wide else 40, len(file.sections) + 1, len(file.sections))
    start = b"\x7fELF" + bytes([1 + wide, 1 + (order == ">"), 1]) + bytes(9)
    start += file.pack(
        "HHI3II6H", "HHI3QI6H", 2 if interpreter else 3, number, 1, 0, header, table, 0, *counts
    )
    start += b"".join(_segment(file, *found) for found in segments)
    return start + bytes(file.data[len(start) :])


def _symbol(file: _ElfFile, name: str, bind: int, section: int) -> bytes:
    index = file.strings.place(name) if name else 0
    if file.wide:
        return file.pack("", "IBBHQQ", index, bind << 4, 0, section, 0, 0)
    return file.pack("IIIBBH", "", index, 0, 0, bind << 4, 0, section)


def _needs(file: _ElfFile, library: str, versions: Sequence[str], weak: Sequence[str]) -> bytes:
    """Return the table of needed versions, of one library; nothing without versions."""
    wanted = [(name, 0) for name in versions] + [(name, 2) for name in weak]
    if not wanted:
        return b""
    found = file.pack("HHIII", "HHIII", 1, len(wanted), file.strings.place(library), 16, 0)
    for left, (name, flags) in zip(range(len(wanted) - 1, -1, -1), wanted, strict=True):
        following = 16 if left else 0
        found += file.pack("IHHII", "IHHII", 0, flags, left + 2, file.strings.place(name), following)
    return found


def _segment(file: _ElfFile, kind: int, place: int, size: int) -> bytes:
    if file.wide:
        return file.pack("", "IIQQQQQQ", kind, 4, place, place, place, size, size, 8)
    return file.pack("IIIIIIII", "", kind, place, place, place, size, size, 4, 8)


def _add_sections(file: _ElfFile) -> int:
    """Add the table of sections, and return its place."""
    names = _Strings()
    starts = [names.place(section[0]) for section in file.sections] + [names.place(".shstrtab")]
    file.add(".shstrtab", _STRTAB, bytes(names.data))
    file.data += bytes(-len(file.data) % 8)
    table = len(file.data)
    file.data += bytes(64 if file.wide else 40)
    for start, (_, kind, place, size, link, info, entry) in zip(starts, file.sections, strict=True):
        fields = (start, kind, 0, place, place, size, link, info, 8, entry)
        file.data += file.pack("10I", "IIQQQQIIQQ", *fields)
    return table
