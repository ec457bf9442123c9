"""Faults that wheels and sdists have in common: one body for the two rules of each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from roadworthy import Finding, Sdist, Wheel, parse_version
from roadworthy_rules._secrets import holds_credentials, may_hold_credentials
from roadworthy_rules.artifacts._shared import below, knows_license_files, subject, unportable

if TYPE_CHECKING:
    from roadworthy import Location

Artifact = Wheel | Sdist
_Either = TypeVar("_Either", Wheel, Sdist)

_CACHES = frozenset(
    (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints", ".idea", "__MACOSX")
)
_LEFT_BEHIND = (".DS_Store", "Thumbs.db", "desktop.ini", ".coverage")
_REPOSITORIES = frozenset((".git", ".hg", ".svn", ".bzr"))
#: Bytes of a file that PyPI takes unless it has raised the limit for a project.
_UPLOAD_SIZE = 100 * 1024 * 1024


def filename_findings(artifact: Artifact) -> Iterator[Finding]:
    """Yield the fault of a filename."""
    if artifact.filename.fault:
        yield Finding(artifact.filename.fault, artifact.at())


def size_findings(artifact: Artifact) -> Iterator[Finding]:
    """Yield a finding for a file that is larger than PyPI takes."""
    if artifact.size > _UPLOAD_SIZE:
        size = f"{artifact.size / 2**20:.1f} MiB"
        yield Finding(f"has {size}, but PyPI accepts at most {_UPLOAD_SIZE >> 20} MiB", artifact.at())


def cache_findings(artifact: Artifact) -> Iterator[Finding]:
    """Yield a finding for files that editors, tools and systems leave behind."""
    names = [member.name for member in artifact.contents.members]
    files = ((name, name.rpartition("/")[2]) for name in names)
    left = [name for name, file in files if file in _LEFT_BEHIND or file.startswith("._")]
    found = sorted({*below(names, _CACHES), *left})
    if found:
        yield Finding(
            f"{subject(found, 'was', 'were')} left in the checkout by a tool", artifact.at(found[0])
        )


def repository_findings(artifact: Artifact) -> Iterator[Finding]:
    """Yield a finding for the files of a version control system."""
    found = below((member.name for member in artifact.contents.members), _REPOSITORIES)
    if found:
        yield Finding(
            f"{subject(found, 'belongs', 'belong')} to a version control repository", artifact.at(found[0])
        )


def secret_findings(artifact: Artifact, top: str = "") -> Iterator[Finding]:
    """Yield the members that hold credentials, by their names below `top` and by how they begin."""
    heads: Mapping[str, bytes] = artifact.contents.heads
    for name, head in sorted(heads.items()):
        text = head.decode("utf-8", "replace")
        if may_hold_credentials(name.removeprefix(top)) and holds_credentials(name, text):
            yield Finding(f"`{name}` contains credentials", artifact.at(name))


def obfuscation_findings(artifact: Artifact) -> Iterator[Finding]:
    """Yield the modules that a tool made unreadable."""
    for name in artifact.contents.obfuscated:
        yield Finding(f"`{name}` is obfuscated", artifact.at(name))


def path_findings(artifact: Artifact) -> Iterator[Finding]:
    """Yield the members whose names Windows cannot have."""
    for name, fault in unportable(member.name for member in artifact.contents.members):
        yield Finding(f"`{name}` {fault}", artifact.at(name))


def license_findings(artifact: Artifact, directory: str, here: Location) -> Iterator[Finding]:
    """Yield the licence files that the metadata, which is at `here`, names and `directory` does not hold."""
    if not knows_license_files(artifact.metadata.headers):
        return
    names = {member.name.removeprefix("./") for member in artifact.contents.members}
    for value in artifact.metadata.headers.get("license-file", ()):
        path = f"{directory}/{value.strip()}"
        if path not in names:
            yield Finding(f"`License-File` lists `{value.strip()}`, but `{path}` is missing", here)


def name_findings(artifact: Artifact, source: str, here: Location) -> Iterator[Finding]:
    """Yield a finding where the metadata at `here` has another name; `source` is its name in the message."""
    from packaging.utils import canonicalize_name

    for name in artifact.metadata.headers.get("name", ())[:1]:
        if artifact.filename.name and canonicalize_name(name) != artifact.filename.name:
            yield Finding(f"the filename has `{artifact.filename.name}`, but {source} has `{name}`", here)


def version_findings(artifact: Artifact, source: str, here: Location) -> Iterator[Finding]:
    """Yield a finding where the metadata at `here` has another version, as `name_findings` does."""
    from packaging.version import InvalidVersion

    for version in artifact.metadata.headers.get("version", ())[:1]:
        try:
            same = not artifact.filename.version or parse_version(version) == parse_version(
                artifact.filename.version
            )
        except InvalidVersion:
            continue
        if not same:
            yield Finding(
                f"the filename has `{artifact.filename.version}`, but {source} has `{version}`", here
            )


def repeated(
    artifacts: Iterable[_Either], key: Callable[[_Either], Hashable]
) -> Iterator[tuple[_Either, str]]:
    """Yield each artifact that has the key of an earlier one, with the filename of the first."""
    seen: dict[Hashable, str] = {}
    for artifact in artifacts:
        first = seen.setdefault(key(artifact), artifact.filename.text)
        if first != artifact.filename.text:
            yield artifact, first
