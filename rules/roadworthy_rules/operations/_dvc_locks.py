"""What DVC's lock file holds: hashes of data that a pipeline is given, or of what it makes alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import Tree

LOCK = "dvc.lock"
_SIZE = 100_000
#: A file in the lock, and how the code and the settings end that it holds hashes of, too.
_LOCKED = re.compile(r"(?m)^[ \t]{0,40}(?:-[ \t]{1,8})?path:[ \t]{1,8}([^\n]{1,200})$")
_NO_ROWS = (".cfg", ".ini", ".ipynb", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml")
_SETTINGS = re.compile(r"(?i)(?:^|/)[\w-]{0,40}(?:config|param|setting)[\w-]{0,40}\.json$")
#: The list of what a step is given, or of what it makes.
_LIST = re.compile(r"(?m)^[ \t]{0,40}(deps|outs):[ \t]{0,8}$")
#: Where DVC keeps what it has the hashes of.
_REMOTE = re.compile(r"(?m)^[ \t]{0,8}url[ \t]?=")


def locks_data(tree: Tree) -> bool:
    """Tell whether `dvc.lock` at the root may hold the hash of data, and not of code and settings alone."""
    if not tree.exists(LOCK):
        return False
    if tree.exceeds(LOCK, _SIZE):
        return True
    paths = _paths(tree.text(LOCK, strict=False))
    return not paths or any(map(_may_be_data, paths))


def may_bring_data(tree: Tree) -> bool:
    """Tell whether what the lock has hashes of may come again: it is given to a step, or a remote keeps it.

    What a step makes, and no remote is seen to keep, comes again only from where the step takes it.
    """
    if tree.exceeds(LOCK, _SIZE):
        return True
    of: dict[str, set[str]] = {"deps": set(), "outs": set()}
    _, *parts = _LIST.split(tree.text(LOCK, strict=False))
    for kind, part in zip(parts[::2], parts[1::2], strict=True):
        of[kind].update(_paths(part))
    if not of["outs"] or any(map(_may_be_data, of["deps"] - of["outs"])):
        return True
    config = ".dvc/config"
    return tree.exists(config) and _REMOTE.search(tree.text(config, strict=False)) is not None


def _paths(text: str) -> list[str]:
    return [found[1].strip() for found in _LOCKED.finditer(text)]


def _may_be_data(path: str) -> bool:
    return not path.endswith(_NO_ROWS) and not _SETTINGS.search(path)
