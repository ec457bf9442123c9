"""Reads each file of native code while an archive passes by, whichever its format."""

from __future__ import annotations

from collections.abc import Callable

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.artifacts.elf import read_elf
from roadworthy.facts.artifacts.macho import read_macho
from roadworthy.facts.artifacts.member import is_binary
from roadworthy.facts.artifacts.native import Format, Native, NativeBudget, NativeSlice
from roadworthy.facts.artifacts.pe import read_pe
from roadworthy.facts.artifacts.window import Window


@dataclass(slots=True)
class NativeScan:
    """Looks at each file of native code while an archive is read, one at a time; `found` is what it saw."""

    budget: NativeBudget
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
        except EOFError:
            slices = ()
        self.found.append(Native(name, form, slices))
        self.window.size = 0


def _reader(start: str) -> tuple[Format, Callable[[Window, NativeBudget], tuple[NativeSlice, ...]]]:
    if start.startswith("\x7fE"):
        return "ELF", read_elf
    if start.startswith("MZ"):
        return "PE", read_pe
    return "Mach-O", read_macho
