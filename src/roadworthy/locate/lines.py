"""Offsets to lines and columns, and back."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from roadworthy.core.finding import Span
from roadworthy.core.late_re import re

# str.splitlines also splits at form feeds, U+0085 and U+2028, which no editor and no parser counts.
_LINE_END = re.compile(r"\r\n?|\n")


class Lines:
    """The lines of a text: they end with LF, CRLF or CR.

    Lines and columns count from 1, offsets from 0, both in code points. Nothing here raises: a place
    outside of the text stands for the nearest one inside.
    """

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: Sequence[int] | None = None

    @property
    def starts(self) -> Sequence[int]:
        """The offset at which each line starts; found when first asked for."""
        if self._starts is None:
            # An array: the numbers of a list take more memory than the text.
            if "\r" in self.text:
                self._starts = array("Q", [0, *(end.end() for end in _LINE_END.finditer(self.text))])
            else:
                # The same in a third of the time.
                sizes = map(len, self.text.split("\n"))
                self._starts = array("Q", accumulate(map((1).__add__, sizes), initial=0))[:-1]
        return self._starts

    def position(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span from `start` to `end`, which is exclusive."""
        return Span(*self.position(start), *self.position(end))

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and a column; one beyond its line stands for where the next starts."""
        if line < 1:
            return 0
        if line > len(self.starts):
            return len(self.text)
        start, end = self._bounds(line)
        return min(start + max(column, 1) - 1, end)

    def line(self, n: int) -> str:
        """Return the text of line `n` without its end; the empty text where there is no such line."""
        starts = self._starts or self.starts
        if not 1 <= n <= len(starts):
            return ""
        end = starts[n] if n < len(starts) else len(self.text)
        return self.text[starts[n - 1] : end].rstrip("\r\n")

    def numbered(self) -> Iterator[tuple[int, str]]:
        """Yield each line's number and text without its end; nothing for an end that ends the text."""
        starts = self.starts
        last = len(starts) - (starts[-1] == len(self.text))
        for number in range(1, last + 1):
            yield number, self.line(number)

    def utf8_column(self, line: int, byte_offset: int) -> int:
        """Return the column of the character at a UTF-8 offset from 0 in a line, as `ast` counts."""
        starts = self._starts or self.starts
        # Within a line of ASCII, where most are.
        inside = 1 <= line < len(starts) and 0 <= byte_offset < starts[line] - starts[line - 1] - 1
        if inside and self.text.isascii():
            return byte_offset + 1
        # No character takes less than a byte: more than this much of the line is never needed.
        head = self.line(line)[: max(byte_offset, 0)]
        if head.isascii():
            return len(head) + 1
        octets = head.encode("utf-8", "surrogatepass")[:byte_offset]
        return len(octets.decode("utf-8", "ignore")) + 1

    def _bounds(self, line: int) -> tuple[int, int]:
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return self.starts[line - 1], end
