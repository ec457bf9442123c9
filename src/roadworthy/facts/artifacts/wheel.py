"""The fact `Wheel`: the wheels in `dist/` (PEP 427), read in one pass and never extracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.finding import Location
from roadworthy.facts.artifacts.distinfo import (
    Headers,
    RecordRow,
    read_entry_points,
    read_headers,
    read_record,
)
from roadworthy.facts.artifacts.filename import base_name, own_artifacts, read_wheel_filename
from roadworthy.facts.artifacts.member import Intake, Member
from roadworthy.facts.artifacts.native import Budget, Native
from roadworthy.facts.artifacts.nativescan import NativeScan
from roadworthy.facts.artifacts.scan import Gleanings
from roadworthy.facts.artifacts.zipwalk import ZipFault
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A wheel in `dist/`, not read yet."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel: its filename, its members, and what its `.dist-info` directory says.

    `name` (in normal form), `version`, `build` and `tags` (`py3-none-any`) are the filename's; where that
    is not valid they are empty and `filename_fault` says why. `metadata` and `wheel_headers` map header
    names in lower case to their values in order; a file that is absent gives nothing. `record_fault` and
    `entry_points_fault` say why those files could not be read, or not to their end. `dist_info` is the
    directory that bears the filename's name, or else the first; `raw_metadata` is its METADATA as bytes.
    `binaries` are the members that are native code by their content, `natives` what their headers say.
    `zip_faults` say where two readers of the archive could read different things. `heads` are the first
    4 KiB of members that may hold credentials by their names. `obfuscated` are members that tools made
    unreadable, and `scripts` maps those that are installed as scripts to their first lines. `digests` are
    those by other algorithms that RECORD names, by member and algorithm. `library` maps where each file
    that is installed beside all packages lies there to its member: what is at the root, and in `.data`
    below `purelib` or `platlib`. `polyglot` tells whether the archive is a tar as well.
    """

    path: str
    size: int
    filename: str
    name: str
    version: str
    build: str
    tags: tuple[str, ...]
    filename_fault: str
    dist_info: str | None
    members: tuple[Member, ...] = field(repr=False)
    binaries: tuple[str, ...] = field(repr=False)
    metadata: Headers = field(repr=False)
    description: str = field(repr=False)
    wheel_headers: Headers = field(repr=False)
    record: tuple[RecordRow, ...] = field(repr=False)
    record_fault: str = field(repr=False)
    entry_points: Mapping[str, Mapping[str, str]] = field(repr=False)
    entry_points_fault: str = field(repr=False)
    raw_metadata: bytes = field(default=b"", repr=False)
    zip_faults: tuple[ZipFault, ...] = field(default=(), repr=False)
    heads: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    natives: tuple[Native, ...] = field(default=(), repr=False)
    obfuscated: tuple[str, ...] = ()
    scripts: Mapping[str, str] = field(default_factory=dict, repr=False)
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    library: Mapping[str, str] = field(default_factory=dict, repr=False)
    polyglot: bool = False

    def at(self, member: str = "") -> Location:
        """Return the location of the wheel, or of a member of it."""
        return Location(self.path, (member,) if member else ())


@fact(reads="artifacts")
def wheel_files(tree: Tree, pyproject: Pyproject | None) -> tuple[WheelFile, ...]:
    """List the wheels in `dist/` that bear the project's name; raises `Unmeasured` where there is none."""
    found = tuple(WheelFile(path, size) for path, size in own_artifacts(tree, pyproject, (".whl",)))
    if not found:
        raise Unmeasured("no wheel in dist/")
    return found


@fact
def wheel(file: WheelFile, tree: Tree) -> Wheel:
    """Read a wheel in one pass; raises `Unreadable` where it is not a whole and harmless zip archive."""
    from roadworthy.facts.artifacts.polyglot import is_tar
    from roadworthy.facts.artifacts.rehash import rehash
    from roadworthy.facts.artifacts.zipreader import read_zip

    named = read_wheel_filename(base_name(file.path))
    examiner = NativeScan(Budget(api=any(tag.split("-")[1] == "abi3" for tag in named.tags)))
    gleanings = Gleanings()
    intake = Intake(file.path, file.size, _kept_of_wheel, (examiner.begin, gleanings.begin))
    with tree.open(file.path) as stream:
        zip_faults = read_zip(stream, intake)
        dist_info = _dist_info(intake.members, named.name, named.version)
        texts = {name: intake.texts.get(f"{dist_info}/{name}", b"") for name in _KEPT_OF_WHEEL}
        record, record_fault = read_record(texts["RECORD"])
        polyglot = is_tar(stream)
        digests = rehash(stream, Intake(file.path, file.size, lambda name: 0), record)
    metadata, description = read_headers(texts["METADATA"])
    entry_points, entry_points_fault = read_entry_points(texts["entry_points.txt"])
    return Wheel(
        path=file.path,
        size=file.size,
        filename=base_name(file.path),
        name=named.name,
        version=named.version,
        build=named.build,
        tags=named.tags,
        filename_fault=named.fault,
        dist_info=dist_info,
        members=tuple(intake.members),
        binaries=tuple(intake.binaries),
        metadata=metadata,
        description=description,
        wheel_headers=read_headers(texts["WHEEL"])[0],
        record=record,
        record_fault=record_fault,
        entry_points=entry_points,
        entry_points_fault=entry_points_fault,
        raw_metadata=texts["METADATA"],
        zip_faults=zip_faults,
        heads=intake.heads,
        natives=tuple(examiner.found),
        obfuscated=tuple(gleanings.obfuscated),
        scripts=gleanings.scripts,
        digests=digests,
        library=_library(intake.members),
        polyglot=polyglot,
    )


def _library(members: list[Member]) -> dict[str, str]:
    found = {}
    for member in members:
        path = member.name
        top, slash, rest = path.partition("/")
        if slash and top.endswith(".data"):
            kind, _, path = rest.partition("/")
            path = path if kind in ("purelib", "platlib") else ""
        if path and not member.directory and not top.endswith(".dist-info"):
            found[path] = member.name
    return found


_KEPT_OF_WHEEL = ("METADATA", "WHEEL", "RECORD", "entry_points.txt")


def _kept_of_wheel(member: str) -> int:
    directory, _, name = member.partition("/")
    if not directory.endswith(".dist-info") or name not in _KEPT_OF_WHEEL:
        return 0
    return limits.MEMBER_SIZE if name == "RECORD" else limits.FILE_SIZE


def _dist_info(members: list[Member], name: str, version: str) -> str | None:
    from packaging.utils import canonicalize_name, canonicalize_version

    tops = dict.fromkeys(top for member in members for top, slash, _ in [member.name.partition("/")] if slash)
    found = [top for top in tops if top.endswith(".dist-info")]
    for top in found:
        its_name, _, its_version = top.removesuffix(".dist-info").partition("-")
        # packaging lets through what Python raises over thousands of digits.
        same = len(its_version) < 256 and canonicalize_version(its_version) == canonicalize_version(version)
        if same and canonicalize_name(its_name) == name:
            return top
    return found[0] if found else None
