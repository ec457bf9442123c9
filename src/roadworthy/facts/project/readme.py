"""The README of a project, as facts read it."""

from __future__ import annotations

from packaging.utils import canonicalize_name

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.tree.tree import Tree

_README = re.compile(r"(?i)readme(?:\.\w+)?")
_SIZE = 200_000
#: What installs from an index, before the name of what it installs.
_INSTALL = re.compile(
    r"\b(?:pip3?|uv|pipx?|poetry|pdm|conda) (?:pip )?(?:install|add) (?:-\S{1,20} )*[\"']?"
    r"([A-Za-z0-9][\w.-]*+)"
)

#: Not the README of the project, and none of what lies deep.
_BELOW = re.compile(r"(?i)(?:[^/]+/){1,3}readme\.md")
#: The front page of a Hugging Face Space says that an image runs it.
_SPACE = re.compile(r"---\n(?:(?!---).*\n){0,30}?sdk:[ \t]*docker\b")


def space_of(tree: Tree) -> str:
    """Return the README of a Hugging Face Space that runs the project's image; else an empty text."""
    return "README.md" if "README.md" in tree.files and _SPACE.match(readme_text(tree)) else ""


def spaces_below(tree: Tree) -> str:
    """Return the README of a directory that is a Space with an image of its own; else an empty text.

    Such directories hold what is pushed to a Space: `deploy/api/README.md`.
    """
    for path in tree.files:
        if not _BELOW.fullmatch(path) or tree.exceeds(path, _SIZE):
            continue
        if _SPACE.match(tree.text(path, strict=False)):
            return path
    return ""


def readme_text(tree: Tree) -> str:
    """Return the text of the README at the root; empty where there is none, or it is too large."""
    path = next((path for path in sorted(tree.files) if _README.fullmatch(path)), None)
    if path is None or tree.files[path] > _SIZE:
        return ""
    try:
        return tree.text(path, strict=False)
    except Blocked:
        return ""


def is_installed(name: str, tree: Tree) -> bool:
    """Tell whether the README installs a distribution by its name, as who uses it from an index does."""
    names = {found[1].rstrip(".") for found in _INSTALL.finditer(readme_text(tree))}
    return canonicalize_name(name) in map(canonicalize_name, names)
