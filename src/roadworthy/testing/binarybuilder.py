"""Builds tiny Mach-O and PE files in memory for examples and tests, byte by byte; real but for code, of which
they hold none.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence

from roadworthy.testing.elfbuilder import build_elf

_MACHO = {"x86_64": 0x1000007, "arm64": 0x100000C}
_PE = {"win_amd64": 0x8664, "win_arm64": 0xAA64, "win32": 0x14C}


def build_binary(*, format: str, machine: str, **contents: object) -> bytes:
    """Return a file of native code: `format` is "ELF", "Mach-O" or "PE", `machine` as platform tags spell it.

    `contents` are the further arguments of `build_elf`, `build_macho` or `build_pe`. A Mach-O file may be for
    several machines (`"x86_64 arm64"`).
    """
    builders: Mapping[str, Callable[..., bytes]] = {"ELF": build_elf, "Mach-O": build_macho, "PE": build_pe}
    return builders[format](machine, **contents)


def build_macho(
    machines: str,
    *,
    macos: str = "11.0",
    needed: Sequence[str] = ("/usr/lib/libSystem.B.dylib",),
    paths: Sequence[str] = (),
    imports: Sequence[str] = (),
    exports: Sequence[str] = (),
    old: bool = False,
) -> bytes:
    """Return a bundle for one machine, or a universal file for several.

    It is built for `macos` or later; what is for arm64 never for less than 11.0, as Apple's linker has it.
    `old` says so by the load command of before 2018.
    """
    slices = []
    for machine in machines.split():
        oldest = tuple(map(int, macos.split(".")))
        system = max(oldest, (11, 0)) if machine == "arm64" else oldest
        slices.append(
            (_MACHO[machine], _slice(_MACHO[machine], system, needed, paths, imports, exports, old))
        )
    if len(slices) == 1:
        return slices[0][1]
    place = 8 + 20 * len(slices)
    heads, bodies = struct.pack(">4sI", b"\xca\xfe\xba\xbe", len(slices)), b""
    for cpu, data in slices:
        gap = -(place + len(bodies)) % 16
        heads += struct.pack(">5I", cpu, 0, place + len(bodies) + gap, len(data), 4)
        bodies += bytes(gap) + data
    return heads + bodies


def _slice(
    cpu: int,
    system: tuple[int, ...],
    needed: Sequence[str],
    paths: Sequence[str],
    imports: Sequence[str],
    exports: Sequence[str],
    old: bool,
) -> bytes:
    version = system[0] << 16 | system[1] << 8
    commands = [
        struct.pack("<4I", 0x24, 16, version, 0) if old else struct.pack("<6I", 0x32, 24, 1, version, 0, 0)
    ]
    commands += [_string_command(0xC, 24, name) for name in needed]
    commands += [_string_command(0x8000001C, 12, path) for path in paths]
    strings, symbols = b"\0", b""
    for names, kind in ((imports, 1), (exports, 0xF)):
        for name in names:
            symbols += struct.pack("<IBBHQ", len(strings), kind, kind == 0xF, 0, 0)
            strings += b"_" + name.encode() + b"\0"
    size = sum(map(len, commands)) + 24
    place = 32 + size
    table = (place, len(symbols) // 16, place + len(symbols), len(strings))
    commands.append(struct.pack("<6I", 0x2, 24, *table))
    header = struct.pack("<4s7I", b"\xcf\xfa\xed\xfe", cpu, 0, 8, len(commands), size, 0x85, 0)
    return header + b"".join(commands) + symbols + strings


def _string_command(command: int, start: int, text: str) -> bytes:
    data = text.encode() + b"\0"
    data += bytes(-(start + len(data)) % 8)
    return struct.pack("<III", command, start + len(data), start) + bytes(start - 12) + data


def build_pe(
    machine: str, *, needed: Sequence[str] = ("KERNEL32.dll",), imports: Sequence[str] = (), debug: int = 0
) -> bytes:
    """Return a DLL that takes `imports` from the first of `needed`, with bytes of `debug` information."""
    wide = machine != "win32"
    base, place = 0x1000, 0x200
    table = _imports(base, needed, imports, wide)
    sections = [(b".rdata", base, place, table)]
    if debug:
        # GCC's names are too long for a table of sections, and stand in one of strings.
        sections.append((b"/4", base + 0x10000, place + len(table), bytes(debug)))
    directories = struct.pack("<4I", 0, 0, base, len(table)) + bytes(8 * 14)
    head = struct.pack("<H", 0x20B if wide else 0x10B) + bytes(106 if wide else 90)
    optional = head + struct.pack("<I", 16) + directories
    end = place + len(table) + debug
    header = struct.pack(
        "<HHIIIHH", _PE[machine], len(sections), 0, end if debug else 0, 0, len(optional), 0x2022
    )
    start = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + header + optional
    for name, address, offset, data in sections:
        start += struct.pack("<8s4I16x", name, len(data), address, len(data), offset)
    body = start.ljust(place, b"\0") + b"".join(data for _, _, _, data in sections)
    names = b".debug_info\0"
    return body + (struct.pack("<I", 4 + len(names)) + names if debug else b"")


def _imports(base: int, needed: Sequence[str], imports: Sequence[str], wide: bool) -> bytes:
    """Return the table of imports, with what it points to behind it."""
    layout = "<Q" if wide else "<I"
    start = 20 * (len(needed) + 1)
    thunks = start + struct.calcsize(layout) * (len(imports) + 1)
    entries, behind = b"", b""
    for name in imports:
        entries += struct.pack(layout, base + thunks + len(behind))
        behind += b"\0\0" + name.encode() + b"\0"
    nothing = base + thunks - struct.calcsize(layout)  # The end of the list, which is an empty one.
    table = b""
    for number, library in enumerate(needed):
        names = nothing if number else base + start
        table += struct.pack("<5I", names, 0, 0, base + thunks + len(behind), names)
        behind += library.encode() + b"\0"
    return table + bytes(20) + entries + bytes(struct.calcsize(layout)) + behind
