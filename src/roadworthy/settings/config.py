"""Settings: `[tool.roadworthy]` in pyproject.toml, or roadworthy.toml, as a frozen `Config`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from roadworthy.core.fault import ConfigError, Unreadable
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Seen, exists
from roadworthy.settings.extend import extended
from roadworthy.settings.schema import SETTINGS, TABLES, schema, validate
from roadworthy.settings.source import SettingsSource, read_file, read_settings
from roadworthy.tree.checkout import checkout_root
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import DirectoryTree, Tree


@dataclass(frozen=True)
class Config:
    """The settings in force. `values` maps each key of `SETTINGS` to its value (None: not set)."""

    values: Mapping[str, Any]
    #: Where each value that is not a default came from: `pyproject.toml:12`, `command line`.
    origins: Mapping[str, str] = field(default_factory=dict)
    #: The files that they were read from, each before those that it extends.
    sources: tuple[SettingsSource, ...] = ()

    def __getitem__(self, key: str) -> Any:
        """Return a setting's value by its name as users write it."""
        return self.values[key]

    def replaced(self, origin: str, **values: Any) -> Config:
        """Return a copy with the values that are not None, which came from `origin`."""
        given = {name.replace("_", "-"): value for name, value in values.items() if value is not None}
        origins = {**self.origins, **dict.fromkeys(given, origin)}
        return Config({**self.values, **given}, origins, self.sources)

    def source(self, *route: str | int) -> SettingsSource | None:
        """Return the file that sets what a route leads to; None where none does."""
        return next((source for source in self.sources if source.holds(*route)), None)


def defaults() -> Config:
    """Return the settings of a project that sets none."""
    return Config({name: schema.get("default") for name, schema in SETTINGS.items()})


def load(tree: Tree) -> Config:
    """Return the settings of the project whose files `tree` holds.

    `roadworthy.toml` at the root wins over `[tool.roadworthy]` in pyproject.toml, and that over a
    roadworthy.toml in a directory above, up to the root of the repository. What a file `extend`s holds for
    what the file itself does not set; tables are joined key by key. Raises `ConfigError` with every fault
    of the first faulty file. A pyproject.toml that is not valid TOML configures nothing: it is reported as
    a finding.
    """
    source = _find(tree)
    if source is None:
        return defaults()
    sources = [source]
    _check(source)
    while "extend" in sources[-1].table:
        sources.append(extended(sources, tree))
        _check(sources[-1])
    values, origins = {**defaults().values}, dict[str, str]()
    for source in reversed(sources):
        for key, value in source.table.items():
            values[key] = _joined(values[key], value) if key in TABLES else value
            origins[key] = f"{source.file}:{source.place(key)[0]}"
    return Config(values, origins, tuple(sources))


def _check(source: SettingsSource) -> None:
    problems = [source.problem(message, *route) for route, message in validate(source.table, schema())]
    if problems:
        raise ConfigError(*problems)


def _joined(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return both tables as one, and so the tables in them; `own` wins."""
    both = {key: _joined(base[key], own[key]) for key in base if isinstance(own.get(key), dict)}
    return {**base, **own, **both}


def _find(tree: Tree) -> SettingsSource | None:
    if "roadworthy.toml" in tree.files:
        path = os.path.join(tree.root, "roadworthy.toml") if isinstance(tree, DirectoryTree) else None
        return read_settings(tree, "roadworthy.toml", path)
    if "pyproject.toml" in tree.files:
        try:
            data: Any = load_toml(tree, "pyproject.toml")
        except Unreadable:
            data = {}
        table = data.get("tool") if isinstance(data.get("tool"), dict) else {}
        if "roadworthy" in table:
            inside, lines = table["roadworthy"], tree.lines("pyproject.toml")
            path = os.path.join(tree.root, "pyproject.toml") if isinstance(tree, DirectoryTree) else None
            source = SettingsSource("pyproject.toml", ("tool", "roadworthy"), inside, lines, path)
            if not isinstance(inside, dict):
                raise ConfigError(source.problem("`tool.roadworthy` must be a table"))
            return source
    return _above(os.path.abspath(tree.root), tree.kept.seen) if isinstance(tree, DirectoryTree) else None


def _above(root: str, seen: Seen | None) -> SettingsSource | None:
    """Read the nearest roadworthy.toml above, up to the root of the checkout; outside of one, none."""
    checkout = checkout_root(root, seen)
    directory = root
    while checkout is not None and directory != checkout:
        directory = os.path.dirname(directory)
        path = os.path.join(directory, "roadworthy.toml")
        if exists(path, seen):
            return read_file(path, os.path.relpath(path, root).replace(os.sep, "/"), seen)
    return None
