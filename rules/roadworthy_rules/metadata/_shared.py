from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadworthy import has_placeholder

if TYPE_CHECKING:
    from roadworthy import DeclaredMetadata, Location, Pyproject, Tree


def classifiers(pyproject: Pyproject) -> Iterator[tuple[Location, str]]:
    """Yield the place and text of every classifier, of `[project]` and of Poetry's table."""
    yield from pyproject.each(str, "project", "classifiers")
    yield from pyproject.each(str, "tool", "poetry", "classifiers")


def declared(pyproject: Pyproject, key: str) -> Iterator[tuple[Location, str]]:
    """Yield the place and text of a string key of `[project]` and of Poetry's table.

    Placeholders of a project template (`{{ cookiecutter.version }}`) are left out.
    """
    for route in (("project", key), ("tool", "poetry", key)):
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
