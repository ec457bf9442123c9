from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from roadworthy import (
    parse_specifiers,
    parse_version,
    path_words,
    pdm_hashes,
    pipfile_hashes,
    poetry_hashes,
)
from roadworthy_rules.dependencies._shared import DEVELOPMENT_TOOLS

if TYPE_CHECKING:
    from roadworthy import (
        Dependency,
        Location,
        LockFile,
        Profile,
        Pyproject,
        Tree,
    )

#: Files that lock, by their names, in whichever format and directory.
_LOCKS = re.compile(
    r"(.*/)?((uv|poetry|pdm|Pipfile|pixi|conda|(?=[^/]*(?:requirements|conda-lock))[^/]*)\.(lock|ya?ml)"
    r"|pylock(\.[^.]+)?\.toml)"
)
_Requirements = dict[str, frozenset[SpecifierSet] | None]


def is_deployed(profile: Profile) -> bool:
    """Tell whether this is an application; that it installs scripts is too little to say so."""
    return profile.name != "library" and not profile.is_tool


def is_locked(tree: Tree, locks: tuple[LockFile, ...]) -> bool:
    """Tell whether a lock file is there, known or not."""
    return bool(locks) or any(map(_is_lock, tree.files))


def is_locked_above(runtime: Sequence[Dependency], tree: Tree) -> bool:
    """Tell whether the lock file may stand further up: that of a member is at the root of its workspace."""
    return runtime[0].manager != "requirements" and not tree.exists(".git")


def _is_lock(path: str) -> bool:
    listed = path.endswith((".txt", ".in", ".yml", ".yaml"))
    return _LOCKS.fullmatch(path) is not None or (
        listed and not path_words(path.rpartition("/")[2]).isdisjoint(("lock", "locked", "locks"))
    )


def hashes(lock: LockFile, pyproject: Pyproject | None, tree: Tree) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return where a lock file records a hash, and which would be right; nothing where unknown."""
    data = pyproject.data if pyproject is not None else {}
    match lock.format:
        case "poetry":
            return ("metadata", "content-hash"), poetry_hashes(data) if data else frozenset()
        case "pdm":
            return ("metadata", "content_hash"), frozenset(f"sha256:{digest}" for digest in pdm_hashes(data))
        case "pipenv":
            return ("_meta", "hash", "sha256"), pipfile_hashes(tree)
        case _:
            return (), frozenset()


def different_python(declared: str, written: str) -> bool:
    """Tell whether two ranges differ in a version of Python 3, however they are spelled."""
    try:
        one, other = parse_specifiers(declared), parse_specifiers(written)
    except InvalidSpecifier:
        return False
    samples = [f"3.{minor}.{patch}" for minor in range(25) for patch in (0, 99)]
    return any(one.contains(version) != other.contains(version) for version in samples)


def locked_requirements(
    lock: LockFile, pyproject: Pyproject, key: str
) -> tuple[Location | None, _Requirements]:
    """Return what uv's lock records as declared by the project, and where; None where nothing is known."""
    name = pyproject.get(str, "project", "name")
    dynamic = {item for _, item in pyproject.each(str, "project", "dynamic")}
    root = lock.root(canonicalize_name(name)) if name else None
    if root is None or dynamic & {"dependencies", "optional-dependencies"}:
        return None, {}
    route = (*root.at.route, "metadata", key)
    if key == "requires-dist":
        # Without requirements uv writes no metadata at all, which older versions never wrote.
        known = lock.has(*route) or not root.needs
        items = [item for _, item in lock.each(dict, *route)]
    else:
        known = lock.has(*route) and not pyproject.has("tool", "uv", "dev-dependencies")
        items = [item for place, _ in lock.each(list, *route) for _, item in lock.each(dict, *place.route)]
    if not known:
        return None, {}
    found: dict[str, set[SpecifierSet] | None] = {}
    for item in items:
        _note(found, item.get("name"), _specifier(item.get("specifier", "")))
        if {"url", "git", "path", "editable", "directory", "virtual"} & item.keys():
            found[canonicalize_name(str(item.get("name")))] = None
    return lock.at(*route), dict(_comparable(found, pyproject))


def listed(
    pyproject: Pyproject, dependencies: tuple[Dependency, ...], kinds: tuple[str, ...]
) -> _Requirements:
    """Return what pyproject.toml declares, in the form that a lock's requirements have."""
    found: dict[str, set[SpecifierSet] | None] = {}
    for item in dependencies:
        if item.manager == "pyproject" and item.kind in kinds and item.requirement is not None:
            _note(found, item.name, item.requirement.specifier)
            if item.requirement.url:
                found[item.name] = None
    return dict(_comparable(found, pyproject))


def _note(found: dict[str, set[SpecifierSet] | None], name: object, specifier: SpecifierSet | None) -> None:
    if isinstance(name, str):
        known = found.setdefault(canonicalize_name(name), set())
        if specifier is None:
            found[canonicalize_name(name)] = None
        elif known is not None:
            known.add(specifier)


def _comparable(
    found: dict[str, set[SpecifierSet] | None], pyproject: Pyproject
) -> Iterator[tuple[str, frozenset[SpecifierSet] | None]]:
    """Yield what can be compared: not the project itself, and no versions of what has a source of its own."""
    own = canonicalize_name(pyproject.get(str, "project", "name") or "")
    sources = {
        canonicalize_name(str(place.route[-1]))
        for place, _ in pyproject.each(object, "tool", "uv", "sources")
    }
    for name, specifiers in found.items():
        if name != own:
            yield name, None if specifiers is None or name in sources else frozenset(specifiers)


def _specifier(text: object) -> SpecifierSet | None:
    try:
        return parse_specifiers(text) if isinstance(text, str) else None
    except InvalidSpecifier:
        return None


def unlocked(
    lock: LockFile, pyproject: Pyproject, dependencies: tuple[Dependency, ...]
) -> Iterator[Dependency]:
    """Yield the run-time dependencies that a lock file without a record of what it locked cannot be for.

    They apply everywhere, and no locked package has their name, or one with a version that they exclude.
    """
    from packaging.version import InvalidVersion

    locked: dict[str, list[str]] = {}
    for package in lock.packages:
        locked.setdefault(package.name, []).append(package.version)
    for item in dependencies:
        wanted = item.requirement
        if item.manager != "pyproject" or item.kind != "runtime" or wanted is None or wanted.url:
            continue
        if item.name not in locked:
            if wanted.marker is None:
                yield item
            continue
        try:
            versions = [parse_version(text) for text in locked[item.name]]
        except InvalidVersion:
            continue  # Of a directory or repository, without a version.
        if not any(wanted.specifier.contains(version, prereleases=True) for version in versions):
            yield item


#: What channels of conda have that is no distribution of Python's.
_SYSTEM = frozenset("c-compiler cmake cxx-compiler gcc git make nodejs pandoc".split())
#: Lists for a purpose of their own, which is not what is deployed.
_ASIDE = re.compile(r"(?:^|[/_-])(?:docs?|extras?|optional|performance|report)(?:[/_.-]|$)")


def open_dependencies(dependencies: tuple[Dependency, ...]) -> list[list[Dependency]]:
    """Return what may be installed in any version, file by file.

    What states a version in another place is not among it: `dvc[s3]` beside `dvc==3.1`, the list that a
    frozen one was made of, an environment beside the requirements that are deployed.
    """
    stated = {
        item.name
        for item in dependencies
        if item.kind == "runtime" and item.requirement is not None and item.requirement.specifier
    }
    files: dict[str, list[Dependency]] = {}
    for item in dependencies:
        if item.name not in stated and _is_open(item):
            files.setdefault(item.at.file, []).append(item)
    # What setup.py lists beside requirements is the same list once more.
    if len({items[0].manager for items in files.values()}) > 1:
        files = {file: items for file, items in files.items() if items[0].manager != "setuptools"}
    return list(files.values())


def _is_open(item: Dependency) -> bool:
    wanted = item.requirement
    if wanted is None or wanted.specifier or wanted.url or item.source or item.kind != "runtime":
        return False
    # An environment is also what its developers work with.
    tool = item.manager in ("conda", "pixi", "pipenv") and item.name in DEVELOPMENT_TOOLS
    system = item.manager == "conda" and item.name in _SYSTEM
    aside = _ASIDE.search(item.at.file)
    return not tool and not system and not aside and not item.at.file.endswith(".in")
