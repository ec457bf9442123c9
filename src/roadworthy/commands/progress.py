"""What a run is at, said to a person who waits: on a terminal, after a second, in no CI or hook."""

from __future__ import annotations

import os
import time

from roadworthy.commands import console
from roadworthy.commands.terminal import is_read_by_a_person

#: Seconds before the first word, and between two.
_PATIENCE, _PAUSE = 1.0, 0.1
_WIDTH = 79


class Progress:
    """Says which file is read, the how manieth of how many; called with these three."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _PATIENCE
        self._said = False

    @classmethod
    def on_terminal(cls) -> Progress | None:
        """Return one where a person sits before standard error."""
        terminal = console.errors_are_on_terminal() and os.environ.get("TERM") != "dumb"
        return cls() if is_read_by_a_person(os.environ, terminal=terminal) else None

    def __call__(self, path: str, number: int, count: int) -> None:
        """Say what is read, if it is time to."""
        now = time.monotonic()
        if now >= self._next:
            self._next, self._said = now + _PAUSE, True
            line = f"{number} of {count} files: {path}"
            console.say_in_passing(line if len(line) <= _WIDTH else line[: _WIDTH - 3] + "...")

    def end(self) -> None:
        """Take away what was said, before the report."""
        if self._said:
            console.say_in_passing("")
        self._next, self._said = float("inf"), False
