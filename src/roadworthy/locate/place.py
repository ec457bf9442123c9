"""From symbolic locations to lines, columns, and identities that survive moved lines."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Route, Span
from roadworthy.core.result import Place
from roadworthy.locate import DEEPEST, MOST, Mark, nearest
from roadworthy.locate.lines import Lines

_START = Span(1, 1, 1, 1)
#: How the names of files end whose routes have places, by what is in them.
_TOML = (".toml", "Pipfile", "pdm.lock", "poetry.lock", "uv.lock")
_YAML = (".yml", ".yaml")
_JSON = (".json", ".ipynb", "Pipfile.lock")


class Files(Protocol):
    """What a placer reads of a tree."""

    @property
    def files(self) -> Mapping[str, int]:
        """The files that have text, with their sizes in bytes."""

    @property
    def artifacts(self) -> Mapping[str, int]:
        """The archives, which have none."""

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; raises `Blocked` where they cannot be read."""


@dataclass(slots=True)
class Placer:
    """Resolves the locations of one project; `prefix` leads from where the run reports to its root."""

    tree: Files
    prefix: str = ""
    _texts: dict[str, Lines] = field(default_factory=dict)
    _marked: set[str] = field(default_factory=set)
    _marks: dict[str, Mapping[Route, Mark]] = field(default_factory=dict)
    #: Of JSON: marks down to a depth, and of a cell those in it.
    _outlines: dict[tuple[str, int], Mapping[Route, Mark]] = field(default_factory=dict)
    _inside: dict[tuple[str, Route], Mapping[Route, Mark]] = field(default_factory=dict)

    def place(self, at: Location) -> Place:
        """Return where a location is; one that leads nowhere stands for its nearest parent."""
        physical, cell, shown = self._spans(at)
        self.lines(at.file)
        return Place(
            self.prefix + at.file,
            shown.line,
            shown.column,
            shown.end_line,
            shown.end_column,
            cell,
            route_text(at.route),
            physical,
        )

    def lines(self, file: str) -> Lines:
        """Return the lines of a file; none where it cannot be read as UTF-8 text."""
        if file not in self._texts:
            try:
                limit = limits.NOTEBOOK_SIZE if file.endswith(".ipynb") else limits.FILE_SIZE
                text = "" if file in self.tree.artifacts else self.tree.read(file, limit).decode()
            except (Blocked, UnicodeDecodeError):
                text = ""
            self._texts[file] = Lines(text.removeprefix("\ufeff"))
            if text.startswith("\ufeff"):
                self._marked.add(file)
        return self._texts[file]

    def texts(self) -> dict[str, str]:
        """Return the text of every file that was placed in, with its byte order mark, by reported path."""
        return {
            self.prefix + file: "\ufeff" * (file in self._marked) + lines.text
            for file, lines in self._texts.items()
            if lines.text
        }

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
        return at.span, None, at.span

    def _structured(self, at: Location) -> Span:
        if not at.file.endswith((*_TOML, *_YAML, *_JSON)) or at.file not in self.tree.files:
            return _START
        if at.file.endswith(_JSON):
            try:
                mark = self._in_json(at.file, at.route)
            except ValueError:
                return _START
        else:
            if at.file not in self._marks:
                self._marks[at.file] = _marks(at.file, self.lines(at.file).text)
            _, mark = nearest(self._marks[at.file], at.route)
        return self.lines(at.file).span(mark.start, mark.end)

    def _in_json(self, file: str, route: Route) -> Mark:
        """Return the mark of a route: a text is scanned once for its outline, a cell once for its inside."""
        from roadworthy.locate import json

        text = self.lines(file).text
        depth = DEEPEST
        if file.endswith(".ipynb"):
            if "cells" not in route[:-1]:
                # Beside its cells a notebook holds little: only what leads there is looked at.
                return json.locate(text, route)
            depth = route.index("cells") + 2
        outline = self._outlines.get((file, depth))
        if outline is None:
            outline = self._outlines[file, depth] = json.outline(text, depth)
        found, mark = nearest(outline, route)
        if len(found) < depth or len(found) == len(route):
            return mark
        inside = self._inside.get((file, found))
        if inside is None:
            if sum(map(len, self._inside.values())) > MOST:
                self._inside.clear()
            inside = self._inside[file, found] = json.marks(text[mark.value_start : mark.value_end])
        inner, within = nearest(inside, route[depth:])
        return Mark(*(mark.value_start + offset for offset in within)) if inner else mark

    def fingerprint(self, rule: str, at: Location, message: str) -> str:
        """Return an identity from rule, file, symbolic place and message, never from a line number.

        An item of an array counts by its value, so that items before it may come and go.
        """
        parts = [rule, at.file, message]
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
        text = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=10).hexdigest()


def _marks(file: str, text: str) -> Mapping[Route, Mark]:
    from roadworthy.locate import toml, yaml

    # A file that does not parse has a finding of its own, and no other places than its start.
    try:
        return toml.marks(text) if file.endswith(_TOML) else yaml.load(text)[1]
    except ValueError:
        return {}


def _cell(route: Route) -> int | None:
    """Return the number, from 1, of the cell that a route of a notebook leads into."""
    if "cells" not in route:
        return None
    position = route.index("cells") + 1
    number = route[position] if position < len(route) else None
    return number + 1 if isinstance(number, int) else None


def route_text(route: Route) -> str:
    """Return a route in words: `project.classifiers[3]`, `jobs."my job"`."""
    text = ""
    for key in route:
        if isinstance(key, int):
            text += f"[{key}]"
        else:
            text += f".{key}" if text else key
    return text
