"""How a run works, by the options: what is kept between runs, and how many processes there are."""

from __future__ import annotations

import argparse
import os

from roadworthy.commands.answers import programs
from roadworthy.commands.progress import Progress
from roadworthy.commands.run import load_plugins
from roadworthy.core import store
from roadworthy.engine.first_stage import Means
from roadworthy.engine.timing import Timing


def means_of(options: argparse.Namespace) -> Means:
    """Return the means of a run: under `--paranoid`, nothing is kept, and no process started."""
    kept = None if options.no_cache or options.paranoid else store.opened(os.environ)
    code = kept and programs()
    timing = Timing() if options.timing else None
    jobs = 1 if options.paranoid or timing else options.jobs or _processors()
    # What is known takes no time, and the seconds of other processes are not counted.
    kept = kept if code and timing is None else None
    return Means(jobs, kept, code or "", load_plugins, Progress.on_terminal(), timing)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
