"""Reads the load commands of Mach-O files, thin and universal (Apple's <mach-o/loader.h> and <mach-o/fat.h>).

Not with macholib, which takes files by their names alone.
"""

from __future__ import annotations

import contextlib
import struct

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.artifacts.native import Kind, NativeBudget, NativeSlice, api_name
from roadworthy.facts.artifacts.window import Window

_MACHINES = {7: "i386", 0x1000007: "x86_64", 0x100000C: "arm64", 18: "ppc", 0x1000012: "ppc64"}
#: Magic, and the byte order and width that it stands for.
_THIN = {
    b"\xce\xfa\xed\xfe": ("<", False),
    b"\xcf\xfa\xed\xfe": ("<", True),
    b"\xfe\xed\xfa\xce": (">", False),
    b"\xfe\xed\xfa\xcf": (">", True),
}
_KINDS: dict[int, Kind] = {2: "program", 6: "library", 8: "library"}
_SEGMENT, _SEGMENT_64, _SYMTAB, _VERSION_MIN, _RPATH, _BUILD_VERSION = 0x1, 0x19, 0x2, 0x24, 0x8000001C, 0x32
#: To load a library, weakly, as one's own, or upwards.
_LOAD = (0xC, 0x80000018, 0x8000001F, 0x80000023)
_MACOS = 1
#: Bits of a symbol's type: a debugger's, what it is (0 for undefined), visible; and of its description: weak.
_N_STAB, _N_TYPE, _N_EXT, _N_WEAK_REF = 0xE0, 0x0E, 0x01, 0x40


@dataclass(slots=True)
class _Commands:
    """What the load commands of one slice say; `symbols` are places and sizes of symbols and strings."""

    needed: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    macos: tuple[int, int] | None = None
    debug: int = 0
    symbols: tuple[int, ...] = ()


def read_macho(window: Window, budget: NativeBudget) -> tuple[NativeSlice, ...]:
    """Return the slices of a Mach-O file; raises `EOFError` where its headers are not there."""
    magic, count = window.part(0, 4), window.unpack(">I", 4)[0]
    if magic in _THIN:
        return (_read_slice(window, budget, 0),)
    wide = magic == b"\xca\xfe\xba\xbf"
    layout, size = (">IIQQII", 32) if wide else (">IIIII", 20)
    found = []
    for number in range(count):
        budget.spend()
        cpu, _, offset, *_ = window.unpack(layout, 8 + number * size)
        try:
            found.append(_read_slice(window, budget, offset))
        except EOFError:  # Out of what is kept of a large file.
            found.append(NativeSlice(_MACHINES.get(cpu, "")))
    return tuple(found)


def _read_slice(window: Window, budget: NativeBudget, start: int) -> NativeSlice:
    magic = window.part(start, 4)
    if magic not in _THIN:
        raise EOFError
    order, wide = _THIN[magic]
    _, cpu, _, kind, count, size, _ = window.unpack(order + "7I", start)
    found = _read_commands(window, budget, start, order, (start + (32 if wide else 28), count, size))
    imports, exports = None, None
    if budget.api and found.symbols:
        with contextlib.suppress(EOFError):
            imports, exports = _api(window, budget, start, order + ("IBBHQ" if wide else "IBBHI"), found)
    return NativeSlice(
        _MACHINES.get(cpu, ""),
        _KINDS.get(kind, "other"),
        needed=tuple(found.needed),
        paths=tuple(found.paths),
        macos=found.macos,
        debug=found.debug,
        imports=imports,
        exports=exports,
    )


def _read_commands(
    window: Window, budget: NativeBudget, start: int, order: str, table: tuple[int, int, int]
) -> _Commands:
    place, count, size = table
    end = place + size
    found = _Commands()
    for _ in range(count):
        budget.spend()
        command, length = window.unpack(order + "II", place)
        if length < 8 or place + length > end:
            raise EOFError
        if command in (*_LOAD, _RPATH):
            (name,) = window.unpack(order + "I", place + 8)
            text = budget.keep(window.text(place + name, place + length))
            (found.paths if command == _RPATH else found.needed).append(text)
        elif command == _VERSION_MIN:
            found.macos = _version(*window.unpack(order + "I", place + 8))
        elif command == _BUILD_VERSION:
            system, oldest = window.unpack(order + "II", place + 8)
            found.macos = _version(oldest) if system == _MACOS else found.macos
        elif command in (_SEGMENT, _SEGMENT_64) and window.part(place + 8, 7) == b"__DWARF":
            wide = command == _SEGMENT_64
            found.debug += window.unpack(order + ("Q" if wide else "I"), place + (48 if wide else 36))[0]
        elif command == _SYMTAB:
            found.symbols = window.unpack(order + "4I", place + 8)
        place += length
    return found


def _version(packed: int) -> tuple[int, int]:
    return packed >> 16, packed >> 8 & 0xFF


def _api(
    window: Window, budget: NativeBudget, start: int, layout: str, found: _Commands
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the symbols of Python's C API to be found elsewhere, weak ones left out, and those in here."""
    offset, count, strings_offset, strings_size = found.symbols
    budget.spend(count)
    strings = window.part(start + strings_offset, strings_size)
    table = window.part(start + offset, count * struct.calcsize(layout))
    imports, exports = set[str](), set[str]()
    for index, kind, _, description, _ in struct.iter_unpack(layout, table):
        if kind & _N_STAB or not kind & _N_EXT:
            continue
        name = api_name(strings, index + 1)  # After the underscore that C compilers put there.
        if name and kind & _N_TYPE:
            exports.add(budget.keep(name))
        elif name and not description & _N_WEAK_REF:
            imports.add(budget.keep(name))
    return frozenset(imports), frozenset(exports)
