"""The fact `LockFile`: what a lock file pins, in the formats of uv, Poetry, PDM, Pipenv, and PEP 751.

PEP 751's is not read by `packaging.pylock`: that refuses a whole file for one name that is not normalised or
one key that is missing, which says less than the other packages of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from packaging.utils import canonicalize_name

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.dependencies.dependency import distribution_name
from roadworthy.facts.metadata import UvMember
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

Format = Literal["uv", "poetry", "pdm", "pipenv", "pylock"]
_FORMATS: dict[str, Format] = {
    "uv.lock": "uv",
    "poetry.lock": "poetry",
    "pdm.lock": "pdm",
    "Pipfile.lock": "pipenv",
    "pylock.toml": "pylock",
}
_PYLOCK = re.compile(r"pylock\.[^.]+\.toml")  # PEP 751's names for further files


@dataclass(frozen=True, slots=True)
class LockedPackage:
    """A pinned distribution: its normalised name, its version ("" where none is written) and its place.

    `needs` are the names of its direct dependencies. `own` is true for the project itself or a member of its
    workspace.
    """

    name: str
    version: str
    at: Location
    needs: tuple[str, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class LockFile(Document):
    """A lock file at the project's root, as its tool wrote it.

    `requires_python` is the range that it was made for, as written, with its place, or None.
    """

    format: Format
    packages: tuple[LockedPackage, ...] = field(repr=False)
    requires_python: tuple[Location, str] | None

    def root(self, name: str) -> LockedPackage | None:
        """Return the package that is the project itself, by its normalised name, where the lock says so."""
        return next((package for package in self.packages if package.own and package.name == name), None)

    def closure(self, names: frozenset[str]) -> frozenset[str]:
        """Return the names of all locked packages that `names` lead to, themselves included."""
        needs: dict[str, set[str]] = {}
        for package in self.packages:
            needs.setdefault(package.name, set()).update(package.needs)
        found, pending = set[str](), list(names)
        while pending:
            name = pending.pop()
            if name not in found and name in needs:
                found.add(name)
                pending.extend(needs[name])
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class LockPath:
    """A lock file at the root, not yet read."""

    path: str
    format: Format


@fact
def lock_paths(tree: Tree, member: UvMember | None) -> tuple[LockPath, ...]:
    """List the lock files at the root, by their names; without the uv.lock of a workspace's member.

    That one locks nothing: uv reads the one of the workspace.
    """
    found = [(path, _FORMATS.get(path)) for path in tree.files if "/" not in path]
    found = [(path, kind) for path, kind in found if kind != "uv" or member is None]
    found = [(path, "pylock" if _PYLOCK.fullmatch(path) else kind) for path, kind in found]
    return tuple(LockPath(path, kind) for path, kind in found if kind)


@fact(reads="file")
def lock_file(file: LockPath, tree: Tree) -> LockFile:
    """Read one lock file; raises `Unreadable` where it is broken.

    Raises `Unmeasured` where its format is not known: what it says is never guessed.
    """
    data = _json(tree, file.path) if file.format == "pipenv" else load_toml(tree, file.path)
    document = Document(file.path, data)
    _check_format(document, file.format)
    read = _pipenv if file.format == "pipenv" else _tables
    return LockFile(file.path, data, file.format, tuple(read(document, file.format)), _python(document))


def _json(tree: Tree, path: str) -> Any:
    import json

    try:
        return json.loads(tree.text(path))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not a lock file of Pipenv: {error}", Location(path)) from None


#: Where each format says its version, and what is known to be read rightly.
_VERSIONS: dict[Format, tuple[tuple[str, ...], str]] = {
    "uv": (("version",), r"1"),
    "poetry": (("metadata", "lock-version"), r"[12]\.\d+"),
    "pdm": (("metadata", "lock_version"), r"4(\.\d+)*"),
    "pipenv": (("_meta", "pipfile-spec"), r"6"),
    "pylock": (("lock-version",), r"1\.\d+"),
}


def _check_format(document: Document, kind: Format) -> None:
    route, known = _VERSIONS[kind]
    version = document.get(object, *route)
    if version is None or not re.fullmatch(known, str(version)):
        description = "without a format version" if version is None else f"of format version `{version}`"
        raise Unmeasured(f"`{document.file}` is a lock file {description}, which is not known")


def _python(document: Document) -> tuple[Location, str] | None:
    for route in (("requires-python",), ("metadata", "python-versions"), ("metadata", "requires_python")):
        value = document.get(str, *route)
        if value:
            return document.at(*route), value
    return None


def _tables(document: Document, kind: Format) -> Iterator[LockedPackage]:
    for at, package in document.each(dict, "packages" if kind == "pylock" else "package"):
        name, version, source = package.get("name"), package.get("version"), package.get("source")
        if isinstance(name, str):
            own = kind == "uv" and isinstance(source, dict) and bool({"editable", "virtual"} & source.keys())
            needs = tuple(sorted(set(_needs(package, kind))))
            yield LockedPackage(
                canonicalize_name(name), version if isinstance(version, str) else "", at, needs, own
            )


def _needs(package: dict[str, Any], kind: Format) -> Iterator[str]:
    """Yield the normalised names of a package's dependencies; for uv, those of its extras as well."""
    needs: list[Any] = [package.get("dependencies")]
    extras = package.get("optional-dependencies") if kind == "uv" else None
    needs += extras.values() if isinstance(extras, dict) else []
    for group in needs:
        for item in group if isinstance(group, (list, dict)) else ():
            name = item.get("name") if isinstance(item, dict) else item
            if isinstance(name, str) and (found := distribution_name(name)):
                yield found


def _pipenv(document: Document, kind: Format) -> Iterator[LockedPackage]:
    for section in ("default", "develop"):
        for at, package in document.each(dict, section):
            version = package.get("version")
            pinned = version.removeprefix("==") if isinstance(version, str) else ""
            yield LockedPackage(canonicalize_name(str(at.route[-1])), pinned, at, ())
