"""How a run works, by the options: what is kept between runs, and how many processes there are."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping

from roadworthy.commands.kept import KeptRuns
from roadworthy.commands.plugins import load_plugins
from roadworthy.commands.progress import Progress
from roadworthy.engine.first_stage import Means
from roadworthy.engine.timing import Timing


def means_of(
    options: argparse.Namespace, kept: KeptRuns | None, fresh: Mapping[tuple[str, str], bytes]
) -> Means:
    """Return the means of a run, with what is known of files beside what is `kept`.

    Under `--paranoid`, no process is started.
    """
    timing = Timing() if options.timing else None
    jobs = 1 if options.paranoid or timing else options.jobs or _processors()
    # What is known takes no time, and the seconds of other processes are not counted.
    files, code = (kept.store, kept.code) if kept and timing is None else (None, "")
    return Means(jobs, files, code, load_plugins, Progress.on_terminal(), timing, fresh)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
