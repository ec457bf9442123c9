"""Native code in an archive: what its headers say of machines, systems and libraries, never run or loaded."""

from __future__ import annotations

from typing import Literal

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass

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
    not asked for. Parts that could not be read are empty.
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
class NativeBudget:
    """What one archive may cost: entries of tables looked at, strings kept.

    `api` says whether symbols of Python's C API are asked for.
    """

    api: bool = False
    entries: int = limits.BINARY_ENTRIES
    strings: int = limits.BINARY_STRINGS

    def spend(self, entries: int = 1) -> None:
        """Count entries that are about to be looked at; raises `EOFError` where that is too many."""
        self.entries -= entries
        if self.entries < 0:
            raise EOFError

    def keep(self, text: str) -> str:
        """Return a string that is kept; raises `EOFError` where there are too many."""
        self.strings -= 1
        if self.strings < 0:
            raise EOFError
        return text


def api_name(strings: bytes, start: int) -> str:
    """Return the name that starts at a place in a table of strings if it is one of Python's, else nothing."""
    if not strings.startswith((b"Py", b"_Py"), start):
        return ""
    end = strings.find(b"\0", start, start + 256)
    return strings[start:end].decode("ascii", "replace") if end > 0 else ""
