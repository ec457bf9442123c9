"""What the engine offers as packs do: its formats of reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from roadworthy.packs.load import reports_in
from roadworthy.packs.marker import hookimpl
from roadworthy.report import formats

if TYPE_CHECKING:
    from roadworthy.core.result import Report


@hookimpl
def roadworthy_reports() -> dict[str, Callable[[Report], str]]:
    """Return the engine's own formats."""
    return reports_in(formats.__name__)
