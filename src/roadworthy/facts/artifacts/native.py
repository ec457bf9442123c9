"""Native code in an archive: what its headers say of machines, systems and libraries, never run or loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from roadworthy.core import limits
from roadworthy.facts.artifacts.member import is_binary
from roadworthy.facts.artifacts.window import Beyond, Window

Format = Literal["ELF", "Mach-O", "PE"]
Kind = Literal["program", "library", "other"]


@dataclass(frozen=True, slots=True)
class NativeSlice:
    """Native code for one machine: a whole ELF or PE file, or one part of a Mach-O file.

    `machine` is spelled as in platform tags (`x86_64`, `win_amd64`), and is empty where they have no word
    for it. `kind` is "other" for what no loader takes, such as object files. `needed` are the libraries
    that it is linked to. `versions` are the versions of symbols that an ELF file needs of them
    (`GLIBC_2.17`), weak ones left out. `paths` are the directories in which it has them looked for, as they
    are written. `interpreter` is the loader that an ELF program asks for, `macos` the oldest macOS that a
    Mach-O file was built for, `debug` the number of bytes in sections of debug information.
    `imports` and `exports` are the symbols of Python's C API that it takes and offers, None where they were
    not asked for. What could not be read is empty: nothing is to be concluded from what is not there.
    """

    machine: str
    kind: Kind = "library"
    needed: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    interpreter: str = ""
    macos: tuple[int, int] | None = None
    debug: int = 0
    imports: frozenset[str] | None = None
    exports: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Native:
    """A member of an archive that is native code by how it starts; it has no slices where it is damaged."""

    name: str
    format: Format
    slices: tuple[NativeSlice, ...]


@dataclass(slots=True)
class Budget:
    """What one archive may cost: entries of tables looked at, strings kept.

    `api` says whether symbols of Python's C API are asked for.
    """

    api: bool = False
    entries: int = limits.BINARY_ENTRIES
    strings: int = limits.BINARY_STRINGS

    def spend(self, entries: int = 1) -> None:
        """Count entries that are about to be looked at; raises `Beyond` where that is too many."""
        self.entries -= entries
        if self.entries < 0:
            raise Beyond

    def keep(self, text: str) -> str:
        """Return a string that is kept; raises `Beyond` where there are too many."""
        self.strings -= 1
        if self.strings < 0:
            raise Beyond
        return text


@dataclass(slots=True)
class Examiner:
    """Looks at each file of native code while an archive is read, one at a time; `found` is what it saw."""

    budget: Budget
    window: Window = field(default_factory=Window)
    found: list[Native] = field(default_factory=list)

    def begin(self, name: str, head: bytes) -> Callable[[bytes], None] | None:
        """Return what takes the chunks of a file, and b"" at its end; None for what is no native code."""
        if not is_binary(head):
            return None

        def take(chunk: bytes) -> None:
            if chunk:
                self.window.feed(chunk)
            else:
                self._finish(name)

        return take

    def _finish(self, name: str) -> None:
        form, read = _reader(self.window.text(0, 4, 4))
        try:
            slices = read(self.window, self.budget)
        except Beyond:
            slices = ()
        self.found.append(Native(name, form, slices))
        self.window.size = 0


def _reader(start: str) -> tuple[Format, Callable[[Window, Budget], tuple[NativeSlice, ...]]]:
    if start.startswith("\x7fE"):
        from roadworthy.facts.artifacts.elf import read_elf

        return "ELF", read_elf
    if start.startswith("MZ"):
        from roadworthy.facts.artifacts.pe import read_pe

        return "PE", read_pe
    from roadworthy.facts.artifacts.macho import read_macho

    return "Mach-O", read_macho


def api_name(strings: bytes, start: int) -> str:
    """Return the name that starts at a place in a table of strings if it is one of Python's, else nothing."""
    if not strings.startswith((b"Py", b"_Py"), start):
        return ""
    end = strings.find(b"\0", start, start + 256)
    return strings[start:end].decode("ascii", "replace") if end > 0 else ""
