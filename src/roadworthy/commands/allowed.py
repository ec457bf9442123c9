"""What a run under `--paranoid` may read beyond the tree: Python itself, settings, and what Git knows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from roadworthy.core.write import lies_in
from roadworthy.facts.repository import checkout


def own_code() -> list[str]:
    """Return the directories of Python, of what is installed, and of packs that lie elsewhere."""
    import sysconfig
    from importlib.util import find_spec

    from roadworthy.packs.entrypoints import entry_points

    paths = sysconfig.get_paths()
    installed = [os.path.realpath(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    # A distribution that lies in the tree may not vouch for itself.
    trusted = [entry for entry in sys.path if any(lies_in(os.path.realpath(entry), d) for d in installed)]
    tops = {module.partition(".")[0] for _, module, _, _ in entry_points(trusted)} | {"roadworthy"}
    for top in sorted(tops):
        try:
            spec = find_spec(top)
        except (ImportError, ValueError):
            continue
        installed += map(os.path.realpath, (spec and spec.submodule_search_locations) or ())
    return installed


def above_tree(tree: str, git: bool) -> Iterator[str]:
    """Yield what may be read above a tree, within its checkout: settings, workspaces, and what Git knows."""
    found = checkout(tree)
    if found is None:
        return
    prefix, directory = found
    top = tree
    for _ in range(prefix.count("/")):
        top = os.path.dirname(top)
        yield os.path.join(top, "roadworthy.toml")
        yield os.path.join(top, "pyproject.toml")
    yield os.path.join(top, ".git") if git else os.path.join(top, ".git", "index")
    if os.path.isfile(os.path.join(top, ".git")):
        yield os.path.join(top, ".git")
    yield os.path.join(directory, "index")
    if git:
        parent = os.path.dirname(os.path.realpath(directory))
        yield from (
            directory,
            os.path.dirname(parent) if os.path.basename(parent) == "worktrees" else directory,
        )
