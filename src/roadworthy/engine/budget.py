"""How long a step of a run may take: the last net, where no limit on sizes and numbers has held.

A rule, a fact or a file that takes longer is given up and named, and the rest goes on. The step is
interrupted by a timer's signal, inside regular expressions as well, where the system has one and nothing
else uses it: on Unix, in the main thread. Elsewhere the time is looked at between the steps only.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass, field

#: Seconds until a step that did not end is interrupted again.
_AGAIN = 5.0


class Spent(BaseException):
    """The time of a step is over. It is no `Exception`, so that nothing on the way takes it for its own."""


@dataclass(slots=True)
class TimeBudget:
    """What is left of a run's time, by `clock`; `spent` once it is over."""

    seconds: float = limits.RUN_SECONDS
    clock: Callable[[], float] = time.monotonic
    _end: float = field(init=False)
    _armed: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._end = self.clock() + self.seconds

    @property
    def spent(self) -> bool:
        """Whether the whole run has taken its time."""
        return self.clock() >= self._end

    @contextmanager
    def step(self, seconds: float) -> Iterator[None]:
        """Raise `Spent` inside the block once it has taken so many seconds, or the run all of its own."""
        if not _may_interrupt():
            yield
            return
        signal.signal(signal.SIGALRM, self._over)
        try:
            self._armed = True
            signal.setitimer(signal.ITIMER_REAL, max(min(seconds, self._end - self.clock()), 0.001))
            yield
        finally:
            self._armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
            # Not back to the default, which ends the process: a late signal may be on its way to a thread.
            signal.signal(signal.SIGALRM, signal.SIG_IGN)

    def _over(self, *_: object) -> None:
        if self._armed:
            # Once more later on, for code that catches whatever comes.
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
            raise Spent


def _may_interrupt() -> bool:
    """Tell whether there is such a timer, and no one else uses it or its signal."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGALRM) in (signal.SIG_DFL, signal.SIG_IGN)
        and signal.getitimer(signal.ITIMER_REAL)[0] == 0
    )
