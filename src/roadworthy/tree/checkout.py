"""The Git checkout that a directory lies in: what lies above it belongs to someone else."""

from __future__ import annotations

import os

from roadworthy.core.seen import Seen, exists


def checkout_root(directory: str, seen: Seen | None) -> str | None:
    """Return the root of the checkout that an absolute path lies in; None outside of one."""
    while not exists(os.path.join(directory, ".git"), seen):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return directory
