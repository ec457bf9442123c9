"""What a fix would change, as lines of a diff, made from the texts that a report has."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core import limits
from roadworthy.core.finding import Create, Edit, Fix
from roadworthy.core.result import ProjectResult, Report
from roadworthy.core.safe import safe_diff_line

#: Lines of a diff that are shown; of a larger fix, `--diff` shows all.
_LINES = 20


class FixDiffs:
    """The diffs of a project's fixes; each by itself, without the others.

    Each takes time for the whole of the files that it changes, which `limits.FIX_DIFFS` bounds for all.
    """

    __slots__ = ("_left", "_prefix", "_sources")

    def __init__(self, report: Report, project: ProjectResult) -> None:
        root = project.root.rstrip("/")
        self._prefix = "" if project.kind == "artifact" or root in ("", ".") else f"{root}/"
        self._sources = report.sources
        self._left = limits.FIX_DIFFS

    def of(self, fix: Fix) -> Iterator[str]:
        """Yield the hunks of a fix; none where it cannot be made from the texts at hand.

        Where those are too long, after the ones before them, a line says so."""
        from roadworthy.fix.apply import apply
        from roadworthy.fix.diff import diff

        paths = {_path(edit) for edit in fix.edits}
        old = {p: self._sources[self._prefix + p] for p in paths if self._prefix + p in self._sources}
        self._left -= sum(map(len, old.values()))
        if self._left < 0:
            yield "... not shown here; `--diff` shows it"
            return
        before = {path: text.encode("utf-8", "surrogateescape") for path, text in old.items()}
        try:
            after = apply(before, [fix]).files
        except (UnicodeError, ValueError):
            return
        lines = diff(before, after).splitlines()
        shown = [line for line in lines if not line.startswith(("--- ", "+++ ", "@@"))]
        for line in shown[:_LINES]:
            yield safe_diff_line(line[:400])
        if len(shown) > _LINES:
            yield f"... {len(shown) - _LINES} more lines"


def _path(edit: Edit) -> str:
    return edit.file if isinstance(edit, Create) else edit.at.file
