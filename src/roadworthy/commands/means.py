"""How a run works, by the options: what is kept between runs, and how many processes there are."""

from __future__ import annotations

import argparse
import os

from roadworthy.commands.answers import programs
from roadworthy.core import store
from roadworthy.engine.first_stage import Means


def means_of(options: argparse.Namespace) -> Means:
    """Return the means of a run: under `--paranoid`, nothing is kept, and no process started."""
    kept = None if options.no_cache or options.paranoid else store.opened(os.environ)
    code = kept and programs()
    return Means(store=kept if code else None, salt=code or "")
