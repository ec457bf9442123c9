"""The fact `DistributionContents`: what the wheel and the sdist of this checkout would hold, unbuilt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.names import escaped
from roadworthy.core.trace import extractor
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
from roadworthy.locate.files import Files
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
    backend = None if _is_virtual(tree, pyproject, setup) else _backend(tree, pyproject, setup)
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
        at = refusal.at or not_found_at(pyproject, paths)
        empty = Archive(unknown=refusal.message)
        return DistributionContents(backend, empty, empty, replace(refusal, at=at))
    except Unmeasured as unknown:
        reason = str(unknown)
    return DistributionContents(backend, Archive(unknown=reason), Archive(unknown=reason))


def _is_virtual(tree: Tree, pyproject: Pyproject | None, setup: SetupFiles) -> bool:
    """Tell whether uv locked a project as one that it never builds, only installs the dependencies of."""
    if pyproject is None or setup.found or "uv.lock" not in tree.files:
        return False
    built = pyproject.has("build-system") or pyproject.has("project", "scripts")
    return not built and bool(tree.extract("uv.lock", _has_virtual_root))


@extractor
def _has_virtual_root(files: Files, path: str) -> bool:
    return b'source = { virtual = "." }' in files.read(path)


def _backend(tree: Tree, pyproject: Pyproject | None, setup: SetupFiles) -> str | None:
    """Return the top module of what builds the project, None where nothing does."""
    if pyproject is not None and pyproject.has("build-system", "build-backend"):
        return (pyproject.backend or "a backend of its own") if pyproject.is_package else None
    if setup.found:
        return "setuptools"
    if pyproject is None or not pyproject.is_package or pyproject.has("tool", "poetry"):
        return None
    return None if is_unbuilt(tree, pyproject) else "setuptools"
