"""The files of a directory on disk, and what of it is left out, with the reason for each."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Container, Iterator
from typing import Literal

from roadworthy.core import limits
from roadworthy.core.seen import Seen, entries_of
from roadworthy.core.skipped import Skipped
from roadworthy.tree.texts import reason

#: Directories that tools make and fill. `dist` at the root holds artifacts, which are looked at apart.
SKIPPED_DIRECTORIES = frozenset(
    ".bzr .eggs .git .hg .hypothesis .import_linter_cache .ipynb_checkpoints .mypy_cache .nox .pixi"
    " .pytest_cache .roadworthy_cache .ruff_cache .svn .tox .virtual_documents __MACOSX __pycache__"
    " node_modules site-packages".split()
)
#: What is installed in an environment; a directory that is called so but is none is inspected like any other.
_INSTALLED = frozenset("bin include lib lib64 share Include Lib Scripts".split())
#: How many entries are looked at to tell whether a directory that is left out holds code.
_LOOKED_AT = 2_000


def walk(
    root: str, ignored: Callable[[str], bool], skipped: list[Skipped], seen: Seen | None = None
) -> list[tuple[str, int]]:
    """Return path and size of each regular file below `root`; `skipped` gets what might have been inspected.

    Symbolic links are not followed. `ignored` tells which paths (directories end with `/`) to leave out. What
    is looked at is noted in `seen`.
    """
    full = os.path.abspath(root)
    found: list[tuple[str, int]] = []
    real_root = os.path.realpath(root)
    pending = [("", 0)]
    while pending:
        prefix, depth = pending.pop()
        try:
            entries = sorted(entries_of(os.path.join(root, prefix), seen), key=lambda entry: entry.name)
        except OSError as error:
            skipped.append(Skipped(prefix or ".", reason(error), "suspicious"))
            continue
        names = {entry.name for entry in entries}
        # The root is what was named to be inspected, whatever it says that it is.
        environment = depth > 0 and _is_environment(os.path.join(root, prefix), names, seen)
        for entry in entries:
            path = prefix + entry.name
            try:
                if entry.is_symlink():
                    _note_link(entry, path, real_root, skipped)
                elif entry.is_dir():
                    if environment and entry.name in _INSTALLED:
                        if entry.name in ("bin", "Scripts"):
                            skipped.append(Skipped(prefix, "a virtual environment", "ordinary"))
                    elif entry.name in SKIPPED_DIRECTORIES:
                        if not entry.name.startswith((".", "__")) and holds_code(entry.path, seen):
                            skipped.append(Skipped(path + "/", "made by a tool", "ordinary"))
                    elif path == "dist" or ignored(path + "/"):
                        continue
                    elif depth >= limits.DEPTH or len(found) > limits.FILES:
                        skipped.append(
                            Skipped(path + "/", "beyond the limit of depth or files", "suspicious")
                        )
                    else:
                        pending.append((path + "/", depth + 1))
                        if _is_code(entry.name):
                            skipped.append(Skipped(path + "/", "a directory, not a file", "suspicious"))
                elif not entry.name.startswith("._") and not ignored(path):
                    status = entry.stat()
                    if seen:
                        seen.file(f"{full}/{path}", status)
                    if stat.S_ISREG(status.st_mode):
                        found.append((path, status.st_size))
                    else:
                        skipped.append(Skipped(path, "not a regular file", _weight(entry.name)))
            except OSError as error:
                skipped.append(Skipped(path, reason(error), "suspicious"))
    return found


def _note_link(entry: os.DirEntry[str], path: str, real_root: str, skipped: list[Skipped]) -> None:
    """Note a link that leads out of the root or nowhere; what lies inside is inspected where it lies."""
    weight = _weight(entry.name)
    target = os.path.realpath(entry.path)
    if not is_inside(target, real_root):
        skipped.append(Skipped(path, "a symbolic link out of the project", weight))
    elif not os.path.exists(target) or os.path.islink(target):
        skipped.append(Skipped(path, "a broken symbolic link", weight))


def _is_code(name: str) -> bool:
    return name.endswith((".py", ".ipynb")) or name == "pyproject.toml"


def _weight(name: str) -> Literal["plain", "suspicious"]:
    return "suspicious" if _is_code(name) else "plain"


def _is_environment(path: str, names: set[str], seen: Seen | None) -> bool:
    """Tell whether a directory is a virtual environment (PEP 405), and not only says so.

    Those that virtualenv made before it followed PEP 405 have only the scripts that activate them.
    """
    marked = "pyvenv.cfg" in names or os.path.basename(path.rstrip("/")) in ("venv", ".venv")
    if not marked and not any(
        folder in names and os.path.isfile(_noted(os.path.join(path, folder, "activate"), seen))
        for folder in ("bin", "Scripts")
    ):
        return False
    if "Scripts" in names:
        return os.path.isdir(_noted(os.path.join(path, "Lib", "site-packages"), seen))
    library = os.path.join(path, "lib")
    try:
        versions = [entry.name for entry in entries_of(library, seen)] if "bin" in names else []
    except OSError:
        return False
    return any(
        name.startswith(("python", "pypy"))
        and os.path.isdir(_noted(os.path.join(library, name, "site-packages"), seen))
        for name in versions
    )


def _noted(path: str, seen: Seen | None) -> str:
    """Return a path that is asked for, noted in `seen`."""
    if seen:
        seen.name(path)
    return path


def holds_code(path: str, seen: Seen | None) -> bool:
    """Tell whether Python, a notebook or a pyproject.toml is among the first entries below a directory."""
    return any(_is_code(entry.name) for entry in first_entries(path, seen))


def first_entries(
    path: str, seen: Seen | None, passed_over: Container[str] = ()
) -> Iterator[os.DirEntry[str]]:
    """Yield the first entries below a directory, level by level; none of what cannot be read.

    `passed_over` are the names of directories that are not looked into.
    """
    pending, left = [path], _LOOKED_AT
    while pending and left > 0:
        try:
            for entry in sorted(entries_of(pending.pop(0), seen), key=lambda entry: entry.name):
                left -= 1
                yield entry
                if left <= 0:
                    break
                if entry.is_dir(follow_symlinks=False) and entry.name not in passed_over:
                    pending.append(entry.path)
        except OSError:
            continue


def is_inside(path: str, root: str) -> bool:
    """Tell whether an absolute path is a directory or lies in it."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
