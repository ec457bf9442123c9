"""Where `project.readme` leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import Unreadable, has_placeholder, load_ini

if TYPE_CHECKING:
    from roadworthy import DeclaredMetadata, Location, Pyproject, Tree

_LONG = ("long_description", "long-description")


def readme_file(pyproject: Pyproject) -> tuple[Location, str] | None:
    """Return the place and text of the path that `project.readme` gives, None where it gives none."""
    for route in (("project", "readme"), ("project", "readme", "file"), ("tool", "poetry", "readme")):
        path = pyproject.get(str, *route)
        if path is not None and not has_placeholder(path):
            return pyproject.at(*route), path
    return None


def described_in(metadata: DeclaredMetadata, pyproject: Pyproject | None, tree: Tree) -> str:
    """Return the file that the description is read from, by `[project]` or setup.cfg; "" where none is."""
    found = readme_file(pyproject) if pyproject is not None else None
    if found is not None:
        return found[1].removeprefix("./")
    if metadata.backend != "setuptools" or "setup.cfg" not in tree.files:
        return ""
    try:
        sections = [section for section in load_ini(tree, "setup.cfg") if section.name == "metadata"]
    except Unreadable:
        return ""
    texts = [option.texts for section in sections for option in section.options if option.name in _LONG]
    # Several files are joined, and no line of them is known to be where it stands.
    text = texts[-1][0] if texts and len(texts[-1]) == 1 else ""
    return text.removeprefix("file:").strip() if text.startswith("file:") and "," not in text else ""
