"""Whether everything that a project declares can be known without running or building it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from roadworthy.core.fault import Unreadable
from roadworthy.facts.dependencies.dependency import Dependency
from roadworthy.facts.dependencies.requirements import is_read, requirements_paths
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.placeholder import has_placeholder
from roadworthy.tree.roles import is_declaring
from roadworthy.tree.tree import Tree

#: Managers' files that count only where what they say was read.
_MANAGERS = re.compile(r"(environment[^/]*|conda)\.ya?ml|Pipfile|pixi\.toml|meta\.yaml|recipe/.*")
#: Lines of a requirements file that bring something whose name is not known.
_NAMELESS = re.compile(
    rb"^[^\S\n]*+(-e|--editable|git\+|https?:|file:|\.{0,2}/|\S+\.(whl|zip|tar\.gz)\b)(?!\s*\.\s*$)", re.M
)
_INCLUDE = re.compile(rb"^[^\S\n]*+(?:-r|--requirement)[ =]*(\S+)", re.M)


def declaring_files(tree: Tree, pyproject: Pyproject | None) -> Iterator[str]:
    """Yield the files in which the project may declare what it needs, whichever tool reads them."""
    tables = (("project",), ("dependency-groups",), ("tool", "poetry"), ("tool", "pixi"), ("tool", "pdm"))
    if pyproject is not None and any(pyproject.has(*route) for route in tables):
        yield pyproject.file
    for path in tree.files:
        if path != "pyproject.toml" and is_declaring(path):
            yield path


def settled(tree: Tree, pyproject: Pyproject | None, dependencies: tuple[Dependency, ...]) -> bool:
    """Tell whether `dependencies` are certainly all that the project declares."""
    read = {item.at.file for item in dependencies}
    if any(map(has_placeholder, tree.files)) or any(has_placeholder(item.text) for item in dependencies):
        return False
    if any(_MANAGERS.fullmatch(path) and path not in read for path in tree.files):
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
        return all(_said(tree, path, dependencies) for path in ("setup.py", "setup.cfg"))
    return bool(read) and all(_closed(tree, path) for path in requirements_paths(tree))


def _said(tree: Tree, path: str, dependencies: tuple[Dependency, ...]) -> bool:
    """Tell whether each list that a setup file speaks of was read from it as literals."""
    data = _bytes(tree, path) if path in tree.files else b""
    kinds = {item.kind for item in dependencies if item.at.file == path}
    computed = path == "setup.py" and (b"open(" in data or b"read" in data or b"import_module" in data)
    extras = b"extras_require" in data or b"options.extras" in data
    runtime = b"install_requires" not in data or ("runtime" in kinds and not computed)
    return runtime and (not extras or ("extra" in kinds and not computed))


def _closed(tree: Tree, path: str) -> bool:
    """Tell whether a requirements file names all that it brings, itself or by what it includes."""
    data = _bytes(tree, path)
    base = path.rpartition("/")[0]
    for match in _INCLUDE.finditer(data):
        name = match[1].decode("utf-8", "replace").removeprefix("./")
        target = f"{base}/{name}" if base else name
        while "/../" in f"/{target}":
            shorter = re.sub(r"(^|/)[^/]+/\.\./", r"\1", target, count=1)
            if shorter == target:
                return False
            target = shorter
        if not is_read(target):
            return False
    return not _NAMELESS.search(data)


def _bytes(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path)
    except Unreadable:
        return b"-r unreadable"
