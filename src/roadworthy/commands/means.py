"""How a run works, by the options: what is kept between runs, and how many processes there are."""

from __future__ import annotations

import argparse
import os

from roadworthy.commands.answers import programs
from roadworthy.commands.run import load_plugins
from roadworthy.core import store
from roadworthy.engine.first_stage import Means


def means_of(options: argparse.Namespace) -> Means:
    """Return the means of a run: under `--paranoid`, nothing is kept, and no process started."""
    kept = None if options.no_cache or options.paranoid else store.opened(os.environ)
    code = kept and programs()
    jobs = 1 if options.paranoid else options.jobs or _processors()
    return Means(jobs, kept if code else None, code or "", load_plugins)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
