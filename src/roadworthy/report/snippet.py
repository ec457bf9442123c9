"""The line of source that a finding is about, as it stands in the file."""

from __future__ import annotations

import json

from roadworthy.core.result import Report, ReportedFinding
from roadworthy.core.safe import safe
from roadworthy.locate.lines import Lines
from roadworthy.report.sarif_places import QUOTED, is_archive
from roadworthy.report.sarif_rules import shows_secret

_MARK = "\ufeff"


class Snippets:
    """The lines of a report's sources; none for what is absent, in an archive, or a secret's."""

    __slots__ = ("_hidden", "_lines", "_sources")

    def __init__(self, report: Report) -> None:
        self._sources = report.sources
        self._lines: dict[str, Lines] = {}
        self._hidden = {
            (place.path, line)
            for project in report.projects
            for violation in project.findings
            if shows_secret(violation.rule)
            for place in (violation.place, *violation.related)
            for line in range(place.physical.line, min(place.physical.end_line, place.physical.line + 99) + 1)
        }

    def of(self, violation: ReportedFinding) -> str:
        """Return the line of a finding, with its indentation; in a notebook, of the cell's source."""
        place, number = violation.place, violation.place.physical.line
        if place.path not in self._sources or is_archive(place.path) or (place.path, number) in self._hidden:
            return ""
        if (place.line, place.column, place.end_line, place.end_column) == (1, 1, 1, 1) and not place.route:
            return ""  # what is about the whole file
        if place.path not in self._lines:
            self._lines[place.path] = Lines(self._sources[place.path].removeprefix(_MARK))
        line = self._lines[place.path].line(number)
        if len(line) > QUOTED:
            return ""
        return _source(line) if place.counted_in else line.replace("\t", "    ")

    def marked(self, violation: ReportedFinding) -> list[str]:
        """Return the line with its number, and a line with carets below what the finding is about."""
        line, place = self.of(violation), violation.place
        if not line.strip():
            return []
        number = str(place.line)
        before = line[: place.column - 1]
        raw = place.column - 1 <= len(line)
        end = place.end_column if place.end_line == place.line else len(line) + 1
        length = max(1, min(end, len(line) + 1) - place.column)
        carets = " " * _width(before) + "^" * _width(line[place.column - 1 :][:length]) if raw else "^"
        gutter = " " * len(number)
        return [f"{number} | {safe(line)}", f"{gutter} | {carets or '^'}"]


def _width(text: str) -> int:
    from roadworthy.report.view import columns

    return max(columns(safe(text)), 0)


def _source(line: str) -> str:
    """Return the text of one line of a cell, which is a string in JSON."""
    try:
        found = json.loads(line.strip().removesuffix(","))
    except ValueError:
        return ""
    return found.rstrip("\r\n") if isinstance(found, str) and "\n" not in found.rstrip("\n") else ""
