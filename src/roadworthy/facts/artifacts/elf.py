"""Reads the headers of ELF files as the dynamic loader does (System V ABI, chapters 4 and 5; the Linux
Standard Base for versions of symbols).

Not with pyelftools: to import it takes a third of the time in which a large wheel is inflated and hashed, and
each file a millisecond more, where this takes a twentieth. The tests hold what is read here to what it reads.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Callable, Iterator

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.artifacts.native import Kind, NativeBudget, NativeSlice, api_name
from roadworthy.facts.artifacts.window import Window

#: What platform tags call a machine, class and byte order.
_MACHINES = {
    (62, 64, "<"): "x86_64",
    (3, 32, "<"): "i686",
    (183, 64, "<"): "aarch64",
    (40, 32, "<"): "armv7l",
    (21, 64, "<"): "ppc64le",
    (21, 64, ">"): "ppc64",
    (22, 64, ">"): "s390x",
    (243, 64, "<"): "riscv64",
    (258, 64, "<"): "loongarch64",
}
_KINDS: dict[int, Kind] = {2: "program", 3: "library"}
_PT_LOAD, _PT_DYNAMIC, _PT_INTERP = 1, 2, 3
_NEEDED, _STRTAB, _STRSZ, _RPATH, _RUNPATH, _VERNEED, _VERNEEDNUM = 1, 5, 10, 15, 29, 0x6FFFFFFE, 0x6FFFFFFF
_SHT_DYNSYM, _SHT_NOBITS = 11, 8
_VER_FLG_WEAK, _STB_GLOBAL = 2, 1
_DEBUG = (b".debug_", b".zdebug_")


@dataclass(slots=True)
class _Elf:
    """One file, and how its loader finds things: `loads` as (address, size, offset), `dynamic` by tag."""

    window: Window
    budget: NativeBudget
    wide: bool
    order: str
    loads: list[tuple[int, int, int]] = field(default_factory=list)
    dynamic: dict[int, list[int]] = field(default_factory=dict)
    interpreter: str = ""

    def table(self, narrow: str, wide: str, offset: int, count: int) -> Iterator[tuple[int, ...]]:
        """Return the entries of a table; raises `EOFError` where they are not there."""
        layout = struct.Struct(self.order + (wide if self.wide else narrow))
        self.budget.spend(count)
        return layout.iter_unpack(self.window.part(offset, count * layout.size))

    def offset(self, tag: int) -> int:
        """Return where in the file lies what a tag of the dynamic section points to; raises `EOFError`."""
        address = self.value(tag)
        for start, size, offset in self.loads:
            if start <= address < start + size:
                return offset + address - start
        raise EOFError

    def value(self, tag: int) -> int:
        """Return the value of a tag of the dynamic section; raises `EOFError` where it is not there."""
        if tag not in self.dynamic:
            raise EOFError
        return self.dynamic[tag][0]

    def strings(self, *tags: int) -> tuple[str, ...]:
        """Return the strings that tags of the dynamic section name; raises `EOFError`."""
        return tuple(self.string(value) for tag in tags for value in self.dynamic.get(tag, ()))

    def string(self, index: int) -> str:
        """Return a string of the dynamic string table; raises `EOFError`."""
        start, size = self.offset(_STRTAB), self.value(_STRSZ)
        if index >= size:
            raise EOFError
        return self.budget.keep(self.window.text(start + index, start + size))


def read_elf(window: Window, budget: NativeBudget) -> tuple[NativeSlice, ...]:
    """Return the one slice of an ELF file; raises `EOFError` where its headers are not there."""
    flags = window.part(4, 2)
    elf = _Elf(window, budget, flags[:1] == b"\x02", ">" if flags[1:] == b"\x02" else "<")
    head = window.unpack(elf.order + ("HHIQQQIHHHHHH" if elf.wide else "HHIIIIIHHHHHH"), 16)
    machine = _MACHINES.get((head[1], 64 if elf.wide else 32, elf.order), "")
    kind = _KINDS.get(head[0], "other")
    if kind == "other":
        return (NativeSlice(machine, kind),)
    _read_segments(elf, head[4], head[9])
    debug, imports, exports = 0, None, None
    with contextlib.suppress(EOFError):  # A loader needs no sections.
        sections = list(elf.table("10I", "2I4Q2I2Q", head[5], head[11]))
        if not elf.dynamic:
            _infer_dynamic(elf, sections)
        if budget.api:
            imports, exports = _api(elf, sections)
        debug = _debug(elf, sections, head[12])
    return (
        NativeSlice(
            machine,
            kind,
            needed=_read(lambda: elf.strings(_NEEDED)),
            versions=_read(lambda: _versions(elf)),
            paths=_read(lambda: _paths(elf)),
            interpreter=elf.interpreter,
            debug=debug,
            imports=imports,
            exports=exports,
        ),
    )


def _read(read: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    try:
        return read()
    except EOFError:
        return ()


def _read_segments(elf: _Elf, offset: int, count: int) -> None:
    dynamic = None
    for entry in elf.table("8I", "2I6Q", offset, count):
        # The flags stand elsewhere in 32 bits.
        kind, start, address, size = (
            (entry[0], entry[2], entry[3], entry[5]) if elf.wide else (entry[0], entry[1], entry[2], entry[4])
        )
        if kind == _PT_LOAD:
            elf.loads.append((address, size, start))
        elif kind == _PT_DYNAMIC:
            dynamic = start, size
        elif kind == _PT_INTERP:
            elf.interpreter = elf.window.text(start, start + size)
    if dynamic:
        start, size = dynamic
        with contextlib.suppress(EOFError):  # It may lie in what is not kept of a large file.
            for tag, value in elf.table("2I", "2Q", start, size // (16 if elf.wide else 8)):
                if tag == 0:
                    break
                elf.dynamic.setdefault(tag, []).append(value)


def _infer_dynamic(elf: _Elf, sections: list[tuple[int, ...]]) -> None:
    """Take from the sections where strings and needed versions lie, but not which libraries are needed."""
    for section in sections:
        if section[1] == _VERNEED and section[6] < len(sections):
            strings = sections[section[6]]
            elf.dynamic = {_VERNEED: [section[3]], _VERNEEDNUM: [section[7]]}
            elf.dynamic |= {_STRTAB: [strings[3]], _STRSZ: [strings[5]]}


def _versions(elf: _Elf) -> tuple[str, ...]:
    if _VERNEED not in elf.dynamic:
        return ()
    found = []
    place = elf.offset(_VERNEED)
    for _ in range(elf.value(_VERNEEDNUM)):
        elf.budget.spend()
        _, count, _, first, following = elf.window.unpack(elf.order + "HHIII", place)
        at = place + first
        for _ in range(count):
            elf.budget.spend()
            _, flags, _, name, more = elf.window.unpack(elf.order + "IHHII", at)
            if not flags & _VER_FLG_WEAK:
                found.append(elf.string(name))
            if not more:
                break
            at += more
        if not following:
            break
        place += following
    return tuple(dict.fromkeys(found))


def _paths(elf: _Elf) -> tuple[str, ...]:
    return tuple(path for text in elf.strings(_RPATH, _RUNPATH) for path in text.split(":"))


def _debug(elf: _Elf, sections: list[tuple[int, ...]], names: int) -> int:
    if names >= len(sections):
        return 0
    strings = elf.window.part(sections[names][4], sections[names][5])
    return sum(s[5] for s in sections if s[1] != _SHT_NOBITS and strings.startswith(_DEBUG, s[0]))


def _api(elf: _Elf, sections: list[tuple[int, ...]]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the symbols of Python's C API to be found elsewhere, weak ones left out, and those in here."""
    imports, exports = set[str](), set[str]()
    for section in sections:
        if section[1] != _SHT_DYNSYM:
            continue
        linked = sections[section[6]] if section[6] < len(sections) else sections[0]
        strings = elf.window.part(linked[4], linked[5])
        entries = elf.table("3I2BH", "I2BH2Q", section[4], section[5] // (24 if elf.wide else 16))
        for entry in entries:
            name = api_name(strings, entry[0])
            if name:
                info, home = (entry[1], entry[3]) if elf.wide else (entry[3], entry[5])
                if home:
                    exports.add(elf.budget.keep(name))
                elif info >> 4 == _STB_GLOBAL:
                    imports.add(elf.budget.keep(name))
    return frozenset(imports), frozenset(exports)
