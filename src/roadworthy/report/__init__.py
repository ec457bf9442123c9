"""Report formats: one module each, from a `Report` to text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from roadworthy.packs.hookspecs import hookimpl

if TYPE_CHECKING:
    from roadworthy.core.result import Report


def _text(report: Report) -> str:
    from roadworthy.report.text import render

    return render(report)


def _json(report: Report) -> str:
    from roadworthy.report.json import render

    return render(report)


def _sarif(report: Report) -> str:
    from roadworthy.report.sarif import render

    return render(report)


@hookimpl
def roadworthy_reports() -> dict[str, Callable[[Report], str]]:
    """Return the engine's own formats."""
    return {"text": _text, "json": _json, "sarif": _sarif}
