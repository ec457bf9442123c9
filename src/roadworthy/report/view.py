"""How a report for people is to look: chosen by options, the environment and the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from unicodedata import combining, east_asian_width

from roadworthy.core.late_dataclass import dataclass

_COLORS = {"error": "31", "warning": "33", "note": "36", "passed": "32", "failed": "31", "unknown": "35"}


@dataclass(frozen=True, slots=True)
class View:
    """What text may be made of: `width` columns, colours, links (OSC 8), and symbols beyond ASCII.

    `quiet` keeps findings and verdicts, `verbose` adds every finding, what was skipped and the tracebacks;
    `statistics` puts a table of rules in the place of findings.
    """

    width: int = 100
    color: bool = False
    links: bool = False
    symbols: bool = True
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    group_by: Literal["file", "rule"] = "file"

    def bold(self, text: str) -> str:
        """Return text that stands out."""
        return self._painted("1", text)

    def colored(self, word: str, text: str = "") -> str:
        """Return the word of a severity or verdict, or a text in its place, in the word's colour."""
        return self._painted(_COLORS[word], text or word)

    def _painted(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color else text

    def linked(self, text: str, url: str) -> str:
        """Return text that leads to a page where the terminal can (OSC 8)."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.links else text

    def cut(self, text: str, used: int = 0) -> str:
        """Return text without colours that fits in what `used` columns leave of a line."""
        room = max(self.width - used, 10)
        if columns(text) <= room:
            return text
        more = "…" if self.symbols else "..."
        kept, left = "", room - len(more)
        for character in text:
            left -= columns(character)
            if left < 0:
                break
            kept += character
        return kept.rstrip() + more

    def rows(self, text: str) -> int:
        """Return how many lines of the terminal a text without colours takes."""
        return max(-(-columns(text) // self.width), 1)

    def bar(self, part: float, length: int) -> str:
        """Return a bar of which a part, from 0 to 1, is full."""
        full = round(max(0.0, min(part, 1.0)) * length)
        signs = "█░" if self.symbols else "#."
        return signs[0] * full + signs[1] * (length - full)


#: Text for no terminal in particular.
PLAIN = View()


def columns(text: str) -> int:
    """Return how many columns a terminal gives to text without control characters."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int, indent: str, further: str = "") -> Iterator[str]:
    """Yield the lines of a text, the first after `indent`, the others after `further`, or `indent` again."""
    from textwrap import wrap

    yield from wrap(" ".join(text.split()), width, initial_indent=indent, subsequent_indent=further or indent)


def sentence(text: str) -> str:
    """Return the first sentence of a page's prose."""
    flat = " ".join(text.split("\n\n")[0].split())
    end, at = 0, flat.find(". ")
    while at >= 0:
        # `e.g. this`, or `2. that`, ends no sentence; a capital or a code begins the next one.
        if flat[at + 2 : at + 3].isupper() or flat[at + 2 : at + 3] == "`":
            end = at + 1
            break
        at = flat.find(". ", at + 1)
    return flat[:end] or flat
