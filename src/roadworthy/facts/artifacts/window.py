"""What is kept of one file while it streams by: all of it, or of a large one both ends."""

from __future__ import annotations

import struct

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass, field


@dataclass(slots=True)
class Window:
    """A file as far as it is kept: its first and its last `limits.BINARY_SIZE` / 2 bytes.

    One window serves one file after another, so that memory is asked for once. Tables of native code lie
    near the ends: what a loader reads in front, what a linker adds behind.
    """

    size: int = 0
    kept: bytearray = field(default_factory=bytearray, repr=False)

    def feed(self, chunk: bytes) -> None:
        """Take in the next bytes of the file."""
        done = 0
        while done < len(chunk):
            place = _place(self.size)
            more = min(len(chunk) - done, limits.BINARY_SIZE - place)
            part = chunk if more == len(chunk) else memoryview(chunk)[done : done + more]
            self.kept[place : place + more] = part
            self.size += more
            done += more

    def part(self, offset: int, size: int) -> bytes:
        """Return so many bytes from a place on; raises `EOFError` where they are not all there."""
        end = offset + size
        if offset < 0 or size < 0 or end > self.size:
            raise EOFError
        half = limits.BINARY_SIZE // 2
        if self.size <= limits.BINARY_SIZE or end <= half:
            return bytes(self.kept[offset:end])
        if offset < self.size - half:
            raise EOFError
        place = _place(offset)
        straight = min(size, limits.BINARY_SIZE - place)
        return bytes(self.kept[place : place + straight]) + bytes(self.kept[half : half + size - straight])

    def unpack(self, layout: str, offset: int) -> tuple[int, ...]:
        """Return the numbers that lie at a place; raises `EOFError` where they are not all there."""
        return struct.unpack(layout, self.part(offset, struct.calcsize(layout)))

    def text(self, offset: int, end: int | None = None, most: int = 512) -> str:
        """Return the text from a place on to its NUL, before `end`, of `most` bytes; raises `EOFError`."""
        last = self.size if end is None else min(end, self.size)
        found = self.part(offset, min(most, last - offset))
        return found.partition(b"\0")[0].decode("utf-8", "replace")


def _place(offset: int) -> int:
    """Return where in what is kept the byte at an offset lies: from the middle on, the last ones go round."""
    half = limits.BINARY_SIZE // 2
    return offset if offset < half else half + (offset - half) % half
