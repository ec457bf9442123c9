"""What the filename of a wheel (PEP 427) or sdist (PEP 625) says."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.versions import parse_version
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.tree import Tree

SDIST_SUFFIXES = (".tar.gz", ".zip")


@dataclass(frozen=True, slots=True)
class Filename:
    """A filename: its name and version in normal form, its build tag, and its tags (`py3-none-any`).

    Where it is not valid, `fault` says why, and what it does not tell is empty.
    """

    text: str
    name: str = ""
    version: str = ""
    build: str = ""
    tags: tuple[str, ...] = ()
    fault: str = ""


def read_wheel_filename(filename: str) -> Filename:
    """Return what a wheel's filename says; where it says nothing valid, only `fault`."""
    from packaging.utils import parse_wheel_filename

    try:
        name, version, build, _ = parse_wheel_filename(filename)
    except ValueError as error:
        return Filename(filename, fault=_fault(error))
    pythons, abis, platforms = (part.split(".") for part in filename[:-4].lower().split("-")[-3:])
    tags = tuple(f"{python}-{abi}-{platform}" for python in pythons for abi in abis for platform in platforms)
    return Filename(filename, name, str(version), "".join(map(str, build)), tuple(dict.fromkeys(tags)))


def read_sdist_filename(filename: str) -> Filename:
    """Return what an sdist's filename says; where it is not valid, name and version as good as they come."""
    from packaging.utils import canonicalize_name, parse_sdist_filename

    try:
        name, version = parse_sdist_filename(filename)
    except ValueError as error:
        raw_name, _, raw_version = sdist_stem(filename).rpartition("-")
        return Filename(filename, canonicalize_name(raw_name), raw_version, fault=_fault(error))
    return Filename(filename, name, str(version))


def own_artifacts(
    tree: Tree, pyproject: Pyproject | None, suffixes: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    """Yield path and size of the artifacts in `dist/` that bear the project's name, if it has one."""
    name = None
    if pyproject is not None:
        name = pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name")
    for path, size in tree.artifacts.items():
        if path.lower().endswith(suffixes) and (not name or bears_name(base_name(path), name)):
            yield path, size


def base_name(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]


def sdist_stem(filename: str) -> str:
    """Return an sdist's filename without its suffix."""
    for suffix in SDIST_SUFFIXES:
        if filename.lower().endswith(suffix):
            return filename[: -len(suffix)]
    return filename


def bears_name(filename: str, name: str) -> bool:
    """Tell whether a wheel's or sdist's filename starts with a project's name, however it is spelled."""
    from packaging.utils import canonicalize_name

    wanted = canonicalize_name(name)
    stem = sdist_stem(filename)
    parts = stem.split("-")
    for count in range(1, len(parts)):
        if canonicalize_name("-".join(parts[:count])) == wanted:
            # An sdist has no more than a version after its name: demo-extra-1.0 is another project's.
            return filename.lower().endswith(".whl") or _is_rest("-".join(parts[count:]))
    return False


def _is_rest(text: str) -> bool:
    from packaging.version import InvalidVersion

    try:
        parse_version(text)
    except InvalidVersion:
        return "-" not in text
    return True


def _fault(error: ValueError) -> str:
    text = str(error)
    return text[:1].lower() + text[1:]
