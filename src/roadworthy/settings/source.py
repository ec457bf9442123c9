"""Where settings are written: a file's table of them, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import ConfigError, Problem, Unreadable
from roadworthy.core.finding import Route
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Seen
from roadworthy.locate import Mark, nearest
from roadworthy.locate.lines import Lines
from roadworthy.tree.opening import open_regular
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import MemoryTree, Tree


@dataclass(frozen=True)
class SettingsSource:
    """A file that settings were read from: `route` leads to their `table`, `lines` are the file's.

    `path` is where it lies, None in memory. `own` says that it is the project's, and no other's.
    """

    file: str
    route: Route
    table: Mapping[str, Any]
    lines: Lines = field(repr=False)
    path: str | None = None
    own: bool = True

    def holds(self, *route: str | int) -> bool:
        """Tell whether the file itself sets what a route leads to."""
        value: Any = self.table
        for step in route:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return False
        return True

    def problem(self, message: str, *route: str | int) -> Problem:
        """Return a problem at the key that a route leads to from the table."""
        line, column = self.place(*route)
        return Problem(message, self.file, line, column)

    def place(self, *route: str | int) -> tuple[int, int]:
        """Return line and column of a key of the table, or of the nearest table that holds it."""
        _, mark = nearest(self._marks, (*self.route, *route))
        return self.lines.position(mark.start)

    @cached_property
    def _marks(self) -> Mapping[Route, Mark]:
        from roadworthy.locate import toml

        return toml.marks(self.lines.text)


def read_file(path: str, shown: str, seen: Seen | None) -> SettingsSource:
    """Return the settings in a file that is not the project's own; `shown` is what reports call it.

    Raises `ConfigError` where it cannot be read.
    """
    try:
        with open_regular(path, seen) as stream:
            data = stream.read(limits.FILE_SIZE + 1)
            if seen:
                seen.content(path, data)
    except OSError as error:
        raise ConfigError(Problem(f"cannot be read: {error.strerror or error}", shown)) from None
    return replace(read_settings(MemoryTree({shown: data}), shown, path), own=False)


def read_settings(tree: Tree, name: str, path: str | None) -> SettingsSource:
    """Return the settings in a file of a tree; raises `ConfigError` where it is not valid TOML."""
    try:
        table = load_toml(tree, name)
    except Unreadable as error:
        span = error.location.span
        place = (span.line, span.column) if span else (0, 0)
        raise ConfigError(Problem(error.message, name, *place)) from None
    return SettingsSource(name, (), table, tree.lines(name), path)
