"""Settings that a file takes from another one: a file of the checkout, or an installed distribution's."""

from __future__ import annotations

import os
from collections.abc import Sequence

from roadworthy.core.fault import ConfigError, Problem
from roadworthy.settings.source import SettingsSource, read_file, read_settings
from roadworthy.tree.checkout import checkout_root
from roadworthy.tree.tree import DirectoryTree, Tree

#: The file that a distribution ships its settings in.
_NAME = "roadworthy.toml"


def extended(sources: Sequence[SettingsSource], tree: Tree) -> SettingsSource:
    """Return the settings that the last of the `sources` extends.

    A value that ends in `.toml` is a path from the directory of the file that holds it, within the checkout
    (or the project, outside of one); any other is the name of an installed distribution with a file
    `roadworthy.toml`. Raises `ConfigError` where there is no such file, or it is one of the `sources`.
    """
    source = sources[-1]
    value = str(source.table["extend"])
    found = _file(source, value, tree) if value.endswith(".toml") else _distribution(source, value, tree)
    if found.file in {other.file for other in sources}:
        raise ConfigError(source.problem(f"`{found.file}` extends itself", "extend"))
    return found


def _file(source: SettingsSource, value: str, tree: Tree) -> SettingsSource:
    if not isinstance(tree, DirectoryTree) or source.path is None:
        name = os.path.normpath(os.path.join(os.path.dirname(source.file), value)).replace(os.sep, "/")
        if name not in tree.files:
            raise ConfigError(_missing(source, name))
        return read_settings(tree, name, None)
    root, seen = os.path.abspath(tree.root), tree.kept.seen
    path = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(source.path)), value))
    shown = os.path.relpath(path, root).replace(os.sep, "/")
    within = os.path.realpath(checkout_root(root, seen) or root)
    real = os.path.realpath(path)
    if os.path.commonpath([within, real]) != within:
        raise ConfigError(source.problem(f"`{shown}` is outside the repository", "extend"))
    if not os.path.exists(path):
        raise ConfigError(_missing(source, shown))
    return read_file(path, shown, seen)


def _distribution(source: SettingsSource, name: str, tree: Tree) -> SettingsSource:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution(name)
    except (PackageNotFoundError, ValueError):
        text = f"no distribution `{name}` is installed; a path to a file ends in `.toml`"
        raise ConfigError(source.problem(text, "extend")) from None
    files = [file for file in found.files or () if file.name == _NAME]
    if len(files) != 1:
        number = f"{len(files)} files" if files else "no file"
        raise ConfigError(source.problem(f"the distribution `{name}` has {number} `{_NAME}`", "extend"))
    seen = tree.kept.seen if isinstance(tree, DirectoryTree) else None
    return read_file(str(files[0].locate()), f"{name}:{_NAME}", seen)


def _missing(source: SettingsSource, name: str) -> Problem:
    return source.problem(f"there is no file `{name}`", "extend")
