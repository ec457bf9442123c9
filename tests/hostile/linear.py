"""The regular expressions that were pumped, and took linear time: a list that is kept, by digest.

Pumping times what it does, and takes minutes for all of them, so it is done once for an expression:
`python tests/hostile/linear.py --write` pumps those that are not in the list yet, and says which are slow.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.hostile.patterns import expressions
from tests.hostile.pumping import slow

LIST = Path(__file__).with_name("linear.txt")


@dataclass(frozen=True)
class Use:
    """An expression, one of the ways in which it reads texts, and where."""

    pattern: re.Pattern[Any]
    way: str
    place: str

    @property
    def digest(self) -> str:
        """A digest of all that its time depends on."""
        text = self.pattern.pattern
        data = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
        kind = f"{type(text).__name__} {self.way} {self.pattern.flags}\n"
        return hashlib.sha256(kind.encode() + data).hexdigest()[:20]


def uses() -> Iterator[Use]:
    """Yield the uses of all expressions in the source, those of equal text that read in one way once."""
    apart = {(one.pattern, way): one.place for one in expressions() for way in one.ways}
    for (pattern, way), place in apart.items():
        yield Use(pattern, way, place)


def listed() -> set[str]:
    return set(LIST.read_text(encoding="ascii").split())


def slow_text(pattern: re.Pattern[Any], way: str) -> str | None:
    """Return a text, in words, that an expression reads in more than linear time; None without one."""
    method = getattr(pattern, way)
    if not isinstance(pattern.pattern, bytes):
        return slow(method, pattern)

    def call(text: str) -> object:
        return method(text.encode("latin-1", "replace"))

    return slow(call, re.compile(pattern.pattern.decode("latin-1"), pattern.flags & ~re.UNICODE))


def _write() -> int:
    known = listed() if LIST.exists() else set()
    kept, offenders = set(), 0
    for use in uses():
        if use.digest not in known and (text := slow_text(use.pattern, use.way)):
            print(f"{use.place}: {use.way} on {text}")
            offenders += 1
        else:
            kept.add(use.digest)
    LIST.write_text("".join(f"{digest}\n" for digest in sorted(kept)), encoding="ascii")
    print(f"{len(kept)} linear ({len(kept - known)} pumped now), {offenders} slow")
    return 1 if offenders else 0


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/hostile/linear.py --write")
    sys.exit(_write())
