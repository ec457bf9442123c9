"""Memory while files are inspected: the collector is off, and what it would free is freed now and then."""

from __future__ import annotations

import gc

#: Bytes of source after which young garbage is freed, and after which what outlived that is.
YOUNG = 1024 * 1024
OLD = 8 * YOUNG


class Sweep:
    """Frees the syntax trees that refer to themselves, as those do that pyflakes has looked at.

    What is kept, such as summaries, is looked at twice at most, however many files there are.
    """

    def __init__(self) -> None:
        self._young = self._old = 0

    def after(self, size: int) -> None:
        """Note that a file of `size` bytes is done."""
        self._young += size
        self._old += size
        if self._old >= OLD:
            self._young = self._old = 0
            gc.collect(1)
        elif self._young >= YOUNG:
            self._young = 0
            gc.collect(0)
