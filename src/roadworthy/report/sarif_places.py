"""Where SARIF results are: URIs, regions in UTF-16 columns, and the text around them.

Sources: SARIF 2.1.0 sections 3.4 (artifactLocation), 3.24 (artifact), 3.29 (physicalLocation) and 3.30
(region); RFC 3986 for URIs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from roadworthy.core.finding import Span
from roadworthy.core.place import Place
from roadworthy.locate.lines import Lines
from roadworthy.report.paths import ReportPaths

#: What URIs are relative to: the consumer's checkout, whose own URI is not for us to know.
ROOT = "%SRCROOT%"
#: The longest text that is quoted; a notebook's line may hold megabytes.
QUOTED = 2_000
_ARCHIVES = (".whl", ".tar.gz", ".tgz", ".zip", ".egg")
_MARK = "\ufeff"
#: An empty region at the start of a file.
NOWHERE = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}


def uri(path: str) -> str:
    """Return a relative path as a URI reference: its bytes percent-encoded, `:` among them.

    So a first segment with a colon is not taken for a scheme (RFC 3986 section 4.2).
    """
    try:
        octets = os.fsencode(path)
    except UnicodeEncodeError:
        octets = path.encode("utf-8", "surrogatepass")
    return quote(octets, safe="/") or "."


def is_archive(path: str) -> bool:
    """Tell whether places in a file are in its members, which SARIF's lines and columns do not reach."""
    return path.lower().endswith(_ARCHIVES)


class SarifPlaces:
    """The places of one report.

    `sources` gives the texts of files by the paths of places; lines that a place in `secret` touches are
    never quoted. Files with a known text are collected as `artifacts` when they are first referred to.
    """

    def __init__(self, sources: Mapping[str, str], secret: Iterable[Place], paths: ReportPaths) -> None:
        self.artifacts: list[dict[str, Any]] = []
        self._sources = sources
        self._paths = paths
        self._lines: dict[str, Lines] = {}
        self._indices: dict[str, int] = {}
        self._hidden: dict[str, list[Span]] = {}
        for place in secret:
            self._hidden.setdefault(place.path, []).append(place.physical)

    def known(self, path: str) -> bool:
        """Tell whether the text of a file is at hand, so that its lines and columns can be told."""
        return path in self._sources and not is_archive(path)

    def artifact(self, path: str) -> dict[str, Any]:
        """Return an artifactLocation; with an index where the file is one of `artifacts`."""
        found: dict[str, Any] = {"uri": uri(self._paths.file(path)), "uriBaseId": ROOT}
        if self.known(path):
            if path not in self._indices:
                self._indices[path] = len(self.artifacts)
                size = len(self._sources[path].encode("utf-8", "surrogatepass"))
                self.artifacts.append({"location": dict(found), "encoding": "utf-8", "length": size})
            found["index"] = self._indices[path]
        return found

    def location(self, place: Place, number: int | None = None) -> dict[str, Any]:
        """Return a location (section 3.28), with the id `number` if given.

        In an archive it is the start of the file, and the member's name is a logical location.
        """
        physical: dict[str, Any] = {"artifactLocation": self.artifact(place.path)}
        found: dict[str, Any] = {} if number is None else {"id": number}
        found["physicalLocation"] = physical
        if is_archive(place.path):
            physical["region"] = dict(NOWHERE)
            if place.route:
                found["logicalLocations"] = [{"fullyQualifiedName": place.route, "kind": "resource"}]
            return found
        physical["region"] = region = self.region(place.path, place.physical)
        if self.known(place.path):
            self._quote(place.path, physical, region, place.physical)
        return found

    def region(self, path: str, span: Span) -> dict[str, Any]:
        """Return a span as a region whose columns count UTF-16 code units, the end exclusive.

        A span that reaches out of the file is cut. Without the file's text it is taken as it is.
        """
        start, end = self._ends(path, span)
        if self.known(path):
            start, end = _utf16(self._text(path), *start), _utf16(self._text(path), *end)
        return {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}

    def line(self, path: str, span: Span) -> int:
        """Return the line that the region of a span starts at."""
        return self._ends(path, span)[0][0]

    def _ends(self, path: str, span: Span) -> tuple[tuple[int, int], tuple[int, int]]:
        start, end = (span.line, span.column), (span.end_line, span.end_column)
        if self.known(path):
            start, end = _inside(self._text(path), *start), _inside(self._text(path), *end)
        start = max(start, (1, 1))
        return start, max(start, end)

    def _text(self, path: str) -> Lines:
        if path not in self._lines:
            # Columns never count the byte order mark; the identity of a line does.
            self._lines[path] = Lines(self._sources[path].removeprefix(_MARK))
        return self._lines[path]

    def _quote(self, path: str, physical: dict[str, Any], region: dict[str, Any], span: Span) -> None:
        """Add the text of a region, and a contextRegion that is a line larger on either side."""
        lines = self._text(path)
        (first, column), (last, end_column) = self._ends(path, span)
        start, end = lines.starts[first - 1] + column - 1, lines.starts[last - 1] + end_column - 1
        if start < end <= start + QUOTED and not self._is_hidden(path, first, last):
            region["snippet"] = {"text": lines.text[start:end]}
        before, after = max(first - 1, 1), min(last + 1, len(lines.starts))
        if after > last and not lines.line(after):
            after -= 1  # the empty line that a final line end makes
        if (before, after) == (first, last) or self._is_hidden(path, before, after):
            return
        start, end = lines.offset(before, 1), lines.starts[after - 1] + len(lines.line(after))
        if end - start <= QUOTED:
            quoted = {"text": lines.text[start:end]}
            physical["contextRegion"] = {"startLine": before, "endLine": after, "snippet": quoted}

    def _is_hidden(self, path: str, first: int, last: int) -> bool:
        spans = self._hidden.get(path, ())
        return any(span.line <= last and first <= max(span.end_line, span.line) for span in spans)


def _inside(lines: Lines, line: int, column: int) -> tuple[int, int]:
    """Return a line and a column that exist; the end of the text for what comes after it."""
    if line > len(lines.starts):
        line, column = len(lines.starts), len(lines.text) + 1
    line = max(line, 1)
    return line, min(max(column, 1), len(lines.line(line)) + 1)


def _utf16(lines: Lines, line: int, column: int) -> tuple[int, int]:
    start = lines.starts[line - 1]
    before = lines.text[start : start + column - 1]
    if before.isascii():
        return line, column
    return line, len(before.encode("utf-16-le", "surrogatepass")) // 2 + 1
