"""Settings: `[tool.roadworthy]` in pyproject.toml, or roadworthy.toml, as a frozen `Config`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Problem, Unreadable
from roadworthy.core.finding import Route
from roadworthy.core.seen import Seen
from roadworthy.locate import Mark, nearest
from roadworthy.locate.lines import Lines
from roadworthy.settings.schema import SETTINGS, schema, validate
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import DirectoryTree, MemoryTree, Tree, open_regular


class ConfigError(Exception):
    """The settings are faulty; `problems` lists every fault."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class SettingsSource:
    """A file that settings were read from; `route` leads to their table, `lines` are the file's."""

    file: str
    route: Route
    lines: Lines = field(repr=False)

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


@dataclass(frozen=True)
class Config:
    """The settings in force. `values` maps each key of `SETTINGS` to its value (None: not set)."""

    values: Mapping[str, Any]
    #: Where each value that is not a default came from: `pyproject.toml:12`, `command line`.
    origins: Mapping[str, str] = field(default_factory=dict)
    source: SettingsSource | None = None

    def __getitem__(self, key: str) -> Any:
        """Return a setting's value by its name as users write it."""
        return self.values[key]

    def replaced(self, origin: str, **values: Any) -> Config:
        """Return a copy with the values that are not None, which came from `origin`."""
        given = {name.replace("_", "-"): value for name, value in values.items() if value is not None}
        return Config({**self.values, **given}, {**self.origins, **dict.fromkeys(given, origin)}, self.source)


def defaults() -> Config:
    """Return the settings of a project that sets none."""
    return Config({name: schema.get("default") for name, schema in SETTINGS.items()})


def load(tree: Tree) -> Config:
    """Return the settings of the project whose files `tree` holds.

    `roadworthy.toml` at the root wins over `[tool.roadworthy]` in pyproject.toml, and that over a
    roadworthy.toml in a directory above, up to the root of the repository. Raises `ConfigError` with every
    fault found. A pyproject.toml that is not valid TOML configures nothing: it is reported as a finding.
    """
    source, table = _find(tree)
    if source is None:
        return defaults()
    problems = [source.problem(message, *route) for route, message in validate(table, schema())]
    if problems:
        raise ConfigError(*problems)
    base = defaults()
    origins = {key: f"{source.file}:{source.place(key)[0]}" for key in table}
    return Config({**base.values, **table}, origins, source)


def _find(tree: Tree) -> tuple[SettingsSource | None, dict[str, Any]]:
    if "roadworthy.toml" in tree.files:
        return _read(tree, "roadworthy.toml", "roadworthy.toml")
    if "pyproject.toml" in tree.files:
        try:
            data: Any = load_toml(tree, "pyproject.toml")
        except Unreadable:
            data = {}
        table = data.get("tool") if isinstance(data.get("tool"), dict) else {}
        if "roadworthy" in table:
            lines = tree.lines("pyproject.toml")
            source = SettingsSource("pyproject.toml", ("tool", "roadworthy"), lines)
            if not isinstance(table["roadworthy"], dict):
                raise ConfigError(source.problem("`tool.roadworthy` must be a table"))
            return source, table["roadworthy"]
    if isinstance(tree, DirectoryTree):
        return _above(os.path.abspath(tree.root), tree.kept.seen)
    return None, {}


def _above(root: str, seen: Seen | None) -> tuple[SettingsSource | None, dict[str, Any]]:
    """Read the nearest roadworthy.toml above, up to the root of the checkout; outside of one, none."""
    directory, name = root, "roadworthy.toml"
    candidates: list[tuple[str, str]] = []
    while not _exists(os.path.join(directory, ".git"), seen):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None, {}
        directory, name = parent, f"../{name}"
        candidates.append((os.path.join(directory, "roadworthy.toml"), name))
    for path, shown in candidates:
        if _exists(path, seen) or os.path.lexists(path):
            try:
                with open_regular(path, seen) as stream:
                    data = stream.read(limits.FILE_SIZE + 1)
                    if seen:
                        seen.content(path, data)
            except OSError as error:
                raise ConfigError(Problem(f"cannot be read: {error.strerror or error}", shown)) from None
            return _read(MemoryTree({"roadworthy.toml": data}), "roadworthy.toml", shown)
    return None, {}


def _exists(path: str, seen: Seen | None) -> bool:
    if seen:
        seen.name(path)
    return os.path.exists(path)


def _read(tree: Tree, path: str, display: str) -> tuple[SettingsSource, dict[str, Any]]:
    try:
        table = load_toml(tree, path)
    except Unreadable as error:
        span = error.location.span
        place = (span.line, span.column) if span else (0, 0)
        raise ConfigError(Problem(error.message, display, *place)) from None
    return SettingsSource(display, (), tree.lines(path)), table
