"""The fact `DynamicSource`: where settings say that fields come from, and whether that is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.contents.build_imports import needs
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.setuptools_options import directory_of
from roadworthy.facts.contents.value import DistributionContents
from roadworthy.facts.metadata import Pyproject
from roadworthy.facts.python import ModuleSummary, read_module
from roadworthy.tree.tree import Tree

Modules = Mapping[str, ModuleSummary]


@dataclass(frozen=True, slots=True)
class DynamicSource:
    """A file that a setting names for a field: its path where it is there, else what is missing in words.

    `needs` are the modules from elsewhere that reading it certainly imports, each with its place.
    """

    field: str
    path: str
    missing: str
    at: Location
    needs: tuple[tuple[str, Location], ...] = ()


@fact
def dynamic_sources(
    pyproject: Pyproject | None,
    contents: DistributionContents | None,
    modules: tuple[ModuleSummary, ...],
    tree: Tree,
) -> tuple[DynamicSource, ...]:
    """Look up the settings of setuptools, hatchling and flit_core for dynamic fields."""
    if pyproject is None or contents is None:
        return ()
    by_path = {module.path: module for module in modules}
    match contents.backend:
        case "setuptools":
            return tuple(_setuptools(pyproject, contents, by_path, tree))
        case "hatchling":
            return tuple(_hatch(pyproject, tree))
        case "flit_core":
            return tuple(_flit(pyproject, contents, by_path, tree))
    return ()


def _setuptools(
    pyproject: Pyproject, contents: DistributionContents, modules: Modules, tree: Tree
) -> Iterator[DynamicSource]:
    route = ("tool", "setuptools", "dynamic")
    fields: list[tuple[str, tuple[str, ...]]] = [
        (name, (*route, name)) for name in pyproject.get(dict, *route) or {}
    ]
    extras = pyproject.get(dict, *route, "optional-dependencies") or {}
    fields += [("optional-dependencies", (*route, "optional-dependencies", extra)) for extra in extras]
    for name, here in fields:
        files = pyproject.get(object, *here, "file")
        if isinstance(files, str):
            yield _file(name, files, pyproject.at(*here, "file"), tree)
        elif isinstance(files, list):
            for at, path in pyproject.each(str, *here, "file"):
                yield _file(name, path, at, tree)
        attribute = pyproject.get(str, *here, "attr")
        if attribute is not None and not contents.wheel.unknown:
            path, missing = _attribute(attribute, contents, modules, tree)
            at = pyproject.at(*here, "attr")
            if missing:
                yield DynamicSource(name, "", missing, at)
            elif path:
                needs = _imported_for(attribute, path, modules, tree)
                yield DynamicSource(name, path, "", at, needs)


def _file(field: str, path: str, at: Location, tree: Tree) -> DynamicSource:
    place = clean(path)
    there = place is not None and place in tree.files
    return DynamicSource(field, place or "" if there else "", "" if there else f"there is no `{path}`", at)


def _attribute(text: str, contents: DistributionContents, modules: Modules, tree: Tree) -> tuple[str, str]:
    """Return the file of `package.module.name`, and what is missing of it; both "" where it may be there."""
    module, _, name = text.strip().rpartition(".")
    if not module or contents.wheel.more:
        return "", ""
    base = module.replace(".", "/")
    places = [base, directory_of(module, contents.packages), f"src/{base}"]
    files = [f"{place}{end}" for place in places for end in ("/__init__.py", ".py")]
    found = next((path for path in files if path in tree.files), "")
    if not found:
        top = module.partition(".")[0]
        return "", f"there is no module `{module}`" if top in contents.tops else ""
    source = modules.get(found)
    inner = f"{base}/{name}"
    if source is None or source.may_define(name) or TreePaths.of(tree.files).is_directory(inner):
        return found, ""
    return "", f"`{found}` does not define `{name}`"


def _imported_for(text: str, path: str, modules: Modules, tree: Tree) -> tuple[tuple[str, Location], ...]:
    """Return what setuptools imports for an attribute: nothing where a literal is assigned to its name.

    It looks for an assignment at the top of the module first (`setuptools/config/expand.py`, `StaticModule`).
    """
    module, _, name = text.strip().rpartition(".")
    stem = path.removesuffix(".py").removesuffix("/__init__")
    if not stem.endswith(module.replace(".", "/")):
        return ()
    try:
        body = read_module(tree, path).tree.body
    except Unreadable:
        return ()
    if any(_assigns(statement, name) for statement in body):
        return ()
    base = stem.removesuffix(module.replace(".", "/"))
    return tuple(needs([module], base, modules, tree))


def _assigns(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement gives a name a literal value."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            pass
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            targets = [target]
        case _:
            return False
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _hatch(pyproject: Pyproject, tree: Tree) -> Iterator[DynamicSource]:
    dynamic = {name for _, name in pyproject.each(str, "project", "dynamic")}
    route = ("tool", "hatch", "version")
    source = pyproject.get(str, *route, "source") or "regex"
    path = pyproject.get(str, *route, "path")
    if (
        "version" in dynamic
        and path is not None
        and source in ("regex", "code")
        and "hatch.toml" not in tree.files
    ):
        yield _file("version", path, pyproject.at(*route, "path"), tree)


def _flit(
    pyproject: Pyproject, contents: DistributionContents, modules: Modules, tree: Tree
) -> Iterator[DynamicSource]:
    dynamic = {name: at for at, name in pyproject.each(str, "project", "dynamic")}
    for path in contents.tops.values():
        module = path if path in tree.files else f"{path}/__init__.py"
        source = modules.get(module)
        if source is None:
            return
        if "description" in dynamic and not source.documented:
            yield DynamicSource("description", "", f"`{module}` has no docstring", dynamic["description"])
        beside = [f"{path}/{name}" for name in ("version.py", "_version.py", "__version__.py")]
        files = [module, *(name for name in beside if name in tree.files)]
        if "version" in dynamic and not any(_may_state_version(name, tree) for name in files):
            missing = f"`{module}` does not define `__version__`"
            yield DynamicSource("version", "", missing, dynamic["version"])


def _may_state_version(path: str, tree: Tree) -> bool:
    """Tell whether `__version__` stands in a module; flit imports it where it is no literal."""
    try:
        return re.search(rb"\b__version__\b", tree.read(path)) is not None
    except Unreadable:
        return True
