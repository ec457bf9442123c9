"""Report formats, in `formats` a module each: functions from a `Report` to text.

Those for people also take a `View`, which the command line makes of its options and of the terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from roadworthy.packs.hookspecs import hookimpl

if TYPE_CHECKING:
    from roadworthy.core.result import Report

#: The formats that a terminal shows: made for people, and taking a `View`.
FOR_PEOPLE = ("text", "concise", "full")


@hookimpl
def roadworthy_reports() -> dict[str, Callable[[Report], str]]:
    """Return the engine's own formats."""
    from roadworthy.packs.load import reports_in
    from roadworthy.report import formats

    return reports_in(formats.__name__)
