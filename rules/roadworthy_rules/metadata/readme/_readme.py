"""Where `project.readme` leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import has_placeholder

if TYPE_CHECKING:
    from roadworthy import Location, Pyproject


def readme_file(pyproject: Pyproject) -> tuple[Location, str] | None:
    """Return the place and text of the path that `project.readme` gives, None where it gives none."""
    for route in (("project", "readme"), ("project", "readme", "file"), ("tool", "poetry", "readme")):
        path = pyproject.get(str, *route)
        if path is not None and not has_placeholder(path):
            return pyproject.at(*route), path
    return None
