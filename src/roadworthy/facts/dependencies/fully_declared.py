"""Whether everything that a project declares can be known without running or building it."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath

from roadworthy.core.fault import Unreadable
from roadworthy.core.late_re import re
from roadworthy.core.trace import extractor
from roadworthy.facts.dependencies.dependency import Dependency
from roadworthy.facts.dependencies.managers import environment_pip_lines
from roadworthy.facts.dependencies.requirementlines import RequirementLine, requirement_lines
from roadworthy.facts.dependencies.requirements import is_read, requirements_paths
from roadworthy.facts.metadata import Pyproject, SetupFiles
from roadworthy.locate.files import Files
from roadworthy.tree.kinds import Kind as FileType
from roadworthy.tree.kinds import kind_of
from roadworthy.tree.placeholder import has_placeholder
from roadworthy.tree.roles import is_declaring, role_of
from roadworthy.tree.tree import Tree

#: Managers' files that count only where what they say was read.
_MANAGERS = re.compile(r"(environment[^/]*|conda)\.ya?ml|Pipfile|pixi\.toml|meta\.yaml|recipe/.*")


def declaring_files(tree: Tree, pyproject: Pyproject | None) -> Iterator[str]:
    """Yield the files in which the project may declare what it needs, whichever tool reads them."""
    tables = (("project",), ("dependency-groups",), ("tool", "poetry"), ("tool", "pixi"), ("tool", "pdm"))
    if pyproject is not None and any(pyproject.has(*route) for route in tables):
        yield pyproject.file
    for path in tree.files:
        at_root = "/" not in path and path.endswith((".yml", ".yaml"))
        known = path != "pyproject.toml" and is_declaring(path)
        if known or (at_root and tree.extract(path, _is_environment)):
            yield path


@extractor
def _is_environment(files: Files, path: str) -> bool:
    """Tell whether a file is a conda environment, whatever it is called."""
    data = files.read(path)
    return data.startswith((b"dependencies:", b"channels:", b"name:")) and b"\ndependencies:" in data


def fully_declared(
    tree: Tree, pyproject: Pyproject | None, setup: SetupFiles, dependencies: tuple[Dependency, ...]
) -> bool:
    """Tell whether `dependencies` are certainly all that the project declares."""
    read = {item.at.file for item in dependencies}
    if any(map(has_placeholder, tree.files)) or any(has_placeholder(item.text) for item in dependencies):
        return False
    if any(_MANAGERS.fullmatch(path) and path not in read for path in tree.files):
        return False
    if not all(line.egg or _is_known(line, path) for path, line in environment_pip_lines(tree)):
        return False
    # Deeper ones count for the code below them, and are not read.
    if any(_is_deeper(path) for path in tree.files):
        return False
    if pyproject is not None and pyproject.has("project"):
        dynamic = {name for _, name in pyproject.each(str, "project", "dynamic")}
        poetry = pyproject.has("tool", "poetry", "dependencies")
        return poetry or not dynamic & {"dependencies", "optional-dependencies"}
    if pyproject is not None and pyproject.has("tool", "poetry"):
        return True
    if pyproject is not None and (pyproject.has("tool", "flit") or pyproject.has("tool", "pdm")):
        return False
    if tree.exists("setup.py") or tree.exists("setup.cfg"):
        return setup.complete and not setup.dynamic & {"dependencies", "optional-dependencies"}
    return bool(read) and all(_closed(tree, path) for path in requirements_paths(tree))


def _is_deeper(path: str) -> bool:
    known = kind_of(path) is FileType.REQUIREMENTS and is_declaring(path)
    return known and not is_read(path) and role_of(path) == "source"


def _closed(tree: Tree, path: str) -> bool:
    """Tell whether a requirements file names all that it brings, itself or by what it includes."""
    try:
        lines = requirement_lines(tree, path)
    except Unreadable:
        return False
    return all(_is_known(line, path) for line in lines)


def _is_known(line: RequirementLine, path: str) -> bool:
    """Tell whether what a line brings has a name, here or in another file that is read."""
    if line.option == "--requirement":
        target = normpath(join(path.rpartition("/")[0], line.value))
        return not target.startswith(("/", "..")) and is_read(target)
    if line.option == "--editable" or line.kind == "nameless":
        return (line.value or line.text) == "."
    return True
