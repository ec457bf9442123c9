"""Signals by which other processes end a run: it ends in order, and leaves nothing half-written."""

from __future__ import annotations

import sys
from contextlib import contextmanager

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit with 128 plus their number, as a shell counts."""
    import signal
    import threading

    def end(number: int, frame: object) -> None:
        sys.exit(128 + number)

    changed = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        is_main = threading.current_thread() is threading.main_thread()
        # Under `nohup`, SIGHUP is ignored, and stays so.
        if number is not None and is_main and signal.getsignal(number) is signal.SIG_DFL:
            changed[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in changed.items():
            signal.signal(number, handler)
