"""From symbolic locations to lines, columns, and identities that survive moved lines."""

from __future__ import annotations

import hashlib
import posixpath
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Protocol

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Finding, Location, Part, Route, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.place import Place
from roadworthy.core.redact import secret_values
from roadworthy.core.trace import extractor
from roadworthy.locate import Mark, nearest
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines

_START = Span(1, 1, 1, 1)
_NOTHING = Lines("")
#: How the names of files end whose routes have places, by what is in them.
_TOML = (".toml", "Pipfile", "pdm.lock", "poetry.lock", "uv.lock")
_YAML = (".yml", ".yaml")
_JSON = (".json", ".ipynb", "Pipfile.lock")


class ListedFiles(Files, Protocol):
    """What a placer reads of a tree."""

    @property
    def files(self) -> Mapping[str, int]:
        """The files that have text, with their sizes in bytes."""

    @property
    def artifacts(self) -> Mapping[str, int]:
        """The archives, which have none."""

    def only(self, path: str) -> Files:
        """Return what reads one file for the engine, which notes in another way what it depends on."""


@dataclass(slots=True)
class Placer:
    """Resolves the locations of one project; `prefix` leads from where the run reports to its root."""

    tree: ListedFiles
    prefix: str = ""
    _texts: dict[str, Lines] = field(default_factory=dict)
    _marked: set[str] = field(default_factory=set)
    _secrets: dict[str, Sequence[str]] = field(default_factory=dict)

    def place(self, at: Location) -> Place:
        """Return where a location is; one that leads nowhere stands for its nearest parent."""
        physical, cell, displayed = self._spans(at)
        self.lines(at.file)
        # What a practice names may lie beside the project, in the repository around it.
        path = self.prefix + at.file
        path = posixpath.normpath(path) if at.file.startswith("../") else path
        return Place(
            (self.prefix.rstrip("/") or ".") if at.file == "." else path,
            displayed.line,
            displayed.column,
            displayed.end_line,
            displayed.end_column,
            cell,
            route_text(at.route),
            physical,
        )

    def lines(self, file: str) -> Lines:
        """Return the lines of a file; none where it cannot be read as UTF-8 text."""
        if file not in self._texts and file != ".":
            limit = limits.NOTEBOOK_SIZE if file.endswith(".ipynb") else limits.FILE_SIZE
            found = _NOTHING
            with suppress(Blocked):
                if file not in self.tree.artifacts:
                    name = self.prefix + file
                    _, *self._secrets[name] = self.tree.extract(file, quotable, name, limit)
                    # No hash of a secret is kept, for that of a short password can be guessed.
                    files = self.tree if self._secrets[name] else self.tree.only(file)
                    found = files.lines(file, limit)
                    if files.read(file, limit).startswith(BOM_UTF8):
                        self._marked.add(file)
            self._texts[file] = found
        return self._texts.get(file, _NOTHING)

    def texts(self) -> dict[str, str]:
        """Return the text of every file that was placed in, with its byte order mark, by reported path."""
        return {
            self.prefix + file: "\ufeff" * (file in self._marked) + lines.text
            for file, lines in self._texts.items()
            if lines.text
        }

    def secrets(self, path: str) -> Sequence[str] | None:
        """Return what `secret_values` finds in one of the `texts`; None where the file cannot be read."""
        return self._secrets.get(path)

    def _spans(self, at: Location) -> tuple[Span, int | None, Span]:
        """Return the span in the file, the cell, and the span that a person is shown."""
        if at.file.endswith(".ipynb"):
            physical = self._structured(at) if at.route else at.span or _START
            cell = _cell(at.route)
            if cell is None:
                return physical, None, physical
            return physical, cell, at.span or _START
        if at.span is None:
            physical = self._structured(at)
            return physical, None, physical
        return at.span, _cell(at.route), at.span

    def _structured(self, at: Location) -> Span:
        if not at.file.endswith((*_TOML, *_YAML, *_JSON)) or at.file not in self.tree.files:
            return _START
        if at.file.endswith(_JSON):
            try:
                mark = self.tree.once(at.file, _in_json)(at.route)
            except (Blocked, ValueError):
                return _START
        else:
            _, mark = nearest(self.tree.once(at.file, _marks), at.route)
        return self.lines(at.file).span(mark.start, mark.end)

    def fingerprint(
        self, rule: str, finding: Finding | Part, hide: Callable[[str], str], file: str = ""
    ) -> str:
        """Return an identity from rule, file, symbolic place and arguments, never from a line or the wording.

        An item of an array counts by its value, so that items before it may come and go. `hide` takes the
        secrets out of each text: a hash of a short password can be guessed. `file` is the name that counts,
        where it is not the file's own: that of a renamed one.
        """
        at = finding.at
        parts = [rule, file or at.file, *finding.values, ""]
        if at.route and at.file.endswith((*_TOML, *_YAML)):
            parts.extend(str(key) for key in at.route if isinstance(key, str))
            if isinstance(at.route[-1], int):
                span = self._structured(at)
                lines = self.lines(at.file)
                start, end = (
                    lines.offset(span.line, span.column),
                    lines.offset(span.end_line, span.end_column),
                )
                parts.append(lines.text[start:end])
        else:
            parts.extend(str(key) for key in at.route if isinstance(key, str))
        text = "\0".join(map(hide, parts)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=10).hexdigest()


@extractor
def quotable(files: Files, path: str, name: str, limit: int) -> list[str]:
    """Return what a report needs to know of the text of a file, which it may quote later: its secrets.

    The first item tells whether there is any text; `name` is how the report calls the file.
    """
    text = files.text(path, limit)
    mark = "\ufeff" * files.read(path, limit).startswith(BOM_UTF8)
    return ["text" if text else "", *secret_values(name, mark + text)]


def _marks(files: Files, path: str) -> Mapping[Route, Mark]:
    from roadworthy.locate import toml, yaml

    # A file that does not parse has a finding of its own, and no other places than its start.
    try:
        return toml.marks(files.text(path)) if path.endswith(_TOML) else yaml.parsed(files, path)[1]
    except (Blocked, ValueError):
        return {}


def _in_json(files: Files, path: str) -> Callable[[Route], Mark]:
    """Return what gives the mark of a route."""
    from roadworthy.locate import json

    limit = limits.NOTEBOOK_SIZE if path.endswith(".ipynb") else limits.FILE_SIZE
    text = files.text(path, limit)
    if path.endswith(".ipynb"):
        return json.Cells(text).locate
    found: list[Mapping[Route, Mark]] = []

    def locate(route: Route) -> Mark:
        found[:] = found or [json.marks(text)]
        return nearest(found[0], route)[1]

    return locate


def _cell(route: Route) -> int | None:
    """Return the number, from 1, of the cell that a route of a notebook leads into."""
    if "cells" not in route:
        return None
    position = route.index("cells") + 1
    number = route[position] if position < len(route) else None
    return number + 1 if isinstance(number, int) else None


def route_text(route: Route) -> str:
    """Return a route in words: `project.classifiers[3]`."""
    text = ""
    for key in route:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            text += f".{key}" if text else key
    return text
