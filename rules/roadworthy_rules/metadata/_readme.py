"""Where `project.readme` and the licence keys lead."""

from roadworthy import Location, Pyproject


def readme_file(pyproject: Pyproject) -> tuple[Location, str] | None:
    """Return the place and text of the path that `project.readme` gives, None where it gives none."""
    for route in (("project", "readme"), ("project", "readme", "file"), ("tool", "poetry", "readme")):
        path = pyproject.get(str, *route)
        if path is not None and "{{" not in path and "{%" not in path:
            return pyproject.at(*route), path
    return None


def leaves_project(path: str) -> bool:
    """Tell whether a path is absolute, starts with a drive, or climbs out of the project."""
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or path[1:2] == ":" or ".." in parts
