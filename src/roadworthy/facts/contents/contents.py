"""The fact `DistributionContents`: what the wheel and the sdist of this checkout would hold, unbuilt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.names import escaped
from roadworthy.facts.contents.flit import flit_contents
from roadworthy.facts.contents.hatch import hatch_contents
from roadworthy.facts.contents.paths import TreePaths
from roadworthy.facts.contents.pdm import pdm_contents
from roadworthy.facts.contents.poetry import poetry_contents
from roadworthy.facts.contents.setuptools_files import not_found_at, setuptools_contents
from roadworthy.facts.contents.unbuilt import is_unbuilt
from roadworthy.facts.contents.uv import uv_contents
from roadworthy.facts.contents.value import Archive, BuildRefused, DistributionContents
from roadworthy.facts.metadata import Pyproject, SetupFiles
from roadworthy.tree.tree import Tree

_BY_TABLE: dict[str, Callable[[TreePaths, Pyproject], DistributionContents]] = {
    "flit_core": flit_contents,
    "poetry": poetry_contents,
    "pdm": pdm_contents,
    "uv_build": uv_contents,
}


@fact
def contents(tree: Tree, pyproject: Pyproject | None, setup: SetupFiles) -> DistributionContents | None:
    """Follow the build backend over the files of the tree; None where nothing is built.

    Backends that are not known, and settings that only code or a plugin settles, are unknown.
    """
    backend = _backend(tree, pyproject, setup)
    return (
        None if backend is None else replace(_built(backend, tree, pyproject), name=_name(pyproject, setup))
    )


def _name(pyproject: Pyproject | None, setup: SetupFiles) -> str:
    stated = pyproject and (
        pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name")
    )
    return escaped(stated or setup.name)


def _built(backend: str, tree: Tree, pyproject: Pyproject | None) -> DistributionContents:
    paths = TreePaths.of(tree.files)
    # Projects of their own, in directories at the root, are there for the backend as well.
    beside = tuple(item.path for item in tree.skipped if "/" not in item.path.rstrip("/"))
    try:
        if pyproject is not None and backend == "hatchling":
            return hatch_contents(tree, paths, pyproject)
        if pyproject is not None and backend in _BY_TABLE:
            return _BY_TABLE[backend](paths, pyproject)
        if backend == "setuptools":
            return setuptools_contents(tree, paths, pyproject, beside)
        reason = f"`{backend}` is not known here"
    except BuildRefused as refused:
        refusal = refused.refusal
        if refusal.kind == "missing" and (reason := _elsewhere(tree, refusal.names)):
            return DistributionContents(backend, Archive(unknown=reason), Archive(unknown=reason))
        at = refusal.at or not_found_at(pyproject, paths)
        empty = Archive(unknown=refusal.message)
        return DistributionContents(backend, empty, empty, replace(refusal, at=at))
    except Unmeasured as unknown:
        reason = str(unknown)
    return DistributionContents(backend, Archive(unknown=reason), Archive(unknown=reason))


def _elsewhere(tree: Tree, names: Iterable[str]) -> str:
    """Return why a package of one of the names only seems to be missing, "" if it is.

    Its directory may hold projects of their own, or Pants may build distributions of its targets.
    """
    heads = tuple(head for name in names for head in (f"{name}/", f"src/{name}/"))
    if any(item.path.startswith(heads) for item in tree.skipped):
        return "its directory holds projects of their own"
    return "Pants builds it" if tree.exists("pants.toml") else ""


def _backend(tree: Tree, pyproject: Pyproject | None, setup: SetupFiles) -> str | None:
    """Return the top module of what builds the project, None where nothing does."""
    if (
        pyproject is not None
        and pyproject.backend == "setuptools"
        and not (setup.found or pyproject.has("project") or pyproject.has("tool", "setuptools"))
    ):
        return None  # Nothing names a distribution that setuptools could build.
    if pyproject is not None and pyproject.has("build-system", "build-backend"):
        return (pyproject.backend or "a backend of its own") if pyproject.is_package else None
    if setup.found:
        return "setuptools"
    if pyproject is None or not pyproject.is_package or pyproject.has("tool", "poetry"):
        return None
    # A table without a name only lists requirements: every backend refuses it before it looks for packages.
    if pyproject.has("project") and not pyproject.has("project", "name"):
        return None
    return None if is_unbuilt(tree, pyproject) else "setuptools"
