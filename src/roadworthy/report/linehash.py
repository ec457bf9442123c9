"""The identity of a line as GitHub's code scanning computes it.

Source: `hash` in src/fingerprints.ts of github/codeql-action. GitHub tells by it, with rule and path,
whether an alert of one run is that of another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from roadworthy.core.late_re import re

#: How many UTF-16 code units, from the start of a line, its hash is made of.
WINDOW = 100
_MULTIPLIER = 37
_MASK = (1 << 64) - 1
# To fold all units at once: the width of a slot, what keeps every second slot, and the power between them.
_FOLDS = [
    (
        16 << n,
        sum(((1 << (16 << n)) - 1) << (slot * (32 << n)) for slot in range(64 >> n)),
        _MULTIPLIER ** (1 << n),
    )
    for n in range(7)
]
_BLANKS = re.compile("[ \t]+")
# The end of a file counts as a character of its own, and zeros follow it.
_END = "\uffff" + "\0" * WINDOW


def line_hashes(text: str, lines: Iterable[int]) -> dict[int, str]:
    """Return the hash of each of `lines` (from 1) of a text: hexadecimal digits, `:`, and a number.

    The number tells lines of equal hash apart: it counts them from the start of the text. Lines end with
    LF, CRLF or CR; spaces and tabs do not count. A byte order mark, if the file has one, must be the first
    character of the text. Lines that the text does not have are left out.
    """
    wanted = set(lines)
    if not wanted:
        return {}
    units = _BLANKS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")) + _END
    last = max(wanted)
    known: dict[str, int] = {}
    seen: Counter[int] = Counter()
    found: dict[int, str] = {}
    start, line = 0, 0
    while line < last:
        line += 1
        window = units[start : start + WINDOW]
        value = known.get(window)
        if value is None:
            value = known[window] = _hash(window)
        seen[value] += 1
        if line in wanted:
            found[line] = f"{value:x}:{seen[value]}"
        start = units.find("\n", start) + 1
        if not start:
            break
    return found


def _hash(window: str) -> int:
    """Return the polynomial of a window's units.

    The units are the 16-bit slots of one long integer. Each fold joins neighbours in slots of twice the
    width, all at once, which takes a third of the time of a loop. No slot overflows, and the slots before
    the first unit are 0 and add nothing.
    """
    value = int.from_bytes(window.encode("utf-16-be", "surrogatepass")[: 2 * WINDOW], "big")
    for width, mask, power in _FOLDS:
        value = (value >> width & mask) * power + (value & mask)
    return value & _MASK
