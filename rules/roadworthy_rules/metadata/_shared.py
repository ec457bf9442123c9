from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadworthy import has_placeholder

if TYPE_CHECKING:
    from roadworthy import DeclaredMetadata, Location, Pyproject, Tree

_SETUP_FILES = ("setup.py", "setup.cfg")


def classifiers(
    pyproject: Pyproject | None, declared: DeclaredMetadata | None = None
) -> Iterator[tuple[Location, str]]:
    """Yield the place and text of every classifier, of `[project]`, of Poetry's table and of setup files."""
    if pyproject is not None:
        yield from pyproject.each(str, "project", "classifiers")
        yield from pyproject.each(str, "tool", "poetry", "classifiers")
    yield from elsewhere(declared, "classifiers")


def editable(at: Location) -> bool:
    """Tell whether fixes can change the value at a place: setup files are read, and not written."""
    return at.file not in _SETUP_FILES


def elsewhere(declared: DeclaredMetadata | None, field: str) -> Iterator[tuple[Location, str]]:
    """Yield the place and text of what setup.py and setup.cfg declare of a field, item by item.

    Placeholders of a project template are left out.
    """
    for at, value in declared.each(object, field) if declared is not None else ():
        if at.file in _SETUP_FILES:
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, str) and not has_placeholder(item):
                    yield at, item.strip()


def declared(
    pyproject: Pyproject | None, key: str, metadata: DeclaredMetadata | None = None
) -> Iterator[tuple[Location, str]]:
    """Yield the place and text of a string key of `[project]`, of Poetry's table and of setup files.

    Placeholders of a project template (`{{ cookiecutter.version }}`) are left out.
    """
    yield from elsewhere(metadata, key)
    for route in (("project", key), ("tool", "poetry", key)) if pyproject is not None else ():
        assert pyproject is not None
        value = pyproject.get(str, *route)
        if value is not None and not has_placeholder(value):
            yield pyproject.at(*route), value


def is_dynamic(pyproject: Pyproject, *keys: str) -> bool:
    """Tell whether the build backend supplies one of these keys of `[project]`, as far as can be read."""
    if pyproject.has("project", "dynamic") and pyproject.get(list, "project", "dynamic") is None:
        return True
    return any(key in keys for _, key in pyproject.each(str, "project", "dynamic"))


def table_of(pyproject: Pyproject | None) -> Location | None:
    """Return the table that describes the distribution, None where it is not in this file."""
    if pyproject is None or not pyproject.is_package:
        return None
    for route in (("project",), ("tool", "poetry")):
        if pyproject.get(dict, *route) is not None:
            return pyproject.at(*route)
    return None


def described_at(declared: DeclaredMetadata, pyproject: Pyproject | None) -> Location | None:
    """Return the table that describes the distribution, or the place of its name where a setup file does."""
    table = table_of(pyproject)
    name = declared.get(object, "name")
    # A table of Poetry may only list an environment; it is no distribution then.
    return table or (name[0] if name and name[0].file != "pyproject.toml" else None)


def stated(
    declared: DeclaredMetadata, pyproject: Pyproject | None, field: str
) -> Iterator[tuple[Location, str]]:
    """Yield the place and text of a field of a distribution, wherever it is declared.

    Placeholders of a project template (`{{ cookiecutter.version }}`) are left out.
    """
    for place, text in declared.each(str, field):
        only_tool = place.route[:1] == ("tool",) and pyproject is not None and not pyproject.is_package
        if not only_tool and not has_placeholder(text):
            yield place, text


def only_setup_cfg(tree: Tree) -> bool:
    """Tell whether `setup.cfg` stands alone, without a file by which pip would build the project."""
    return "setup.cfg" in tree.files and not {"pyproject.toml", "setup.py"} & {*tree.files}


def leaves_project(path: str) -> bool:
    """Tell whether a path is absolute, starts with a drive, or climbs out of the project."""
    parts = path.replace("\\", "/").split("/")
    return path.startswith(("/", "\\")) or path[1:2] == ":" or ".." in parts


def people(pyproject: Pyproject) -> Iterator[tuple[str, Location, dict[str, Any]]]:
    """Yield each entry of `authors` and `maintainers`: the array's key, the entry's place and its keys."""
    for table in ("authors", "maintainers"):
        for person, keys in pyproject.each(dict, "project", table):
            yield table, person, keys
