"""The fact `Wheel`: the wheels in `dist/` (PEP 427), read in one pass and never extracted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Still
from roadworthy.core.verdicts import Verdicts
from roadworthy.core.versions import canonical_version
from roadworthy.facts.artifacts.contents import ArchiveContents
from roadworthy.facts.artifacts.distinfo import (
    DistInfo,
    MetadataFile,
    read_entry_points,
    read_headers,
    read_metadata,
    read_record,
)
from roadworthy.facts.artifacts.filename import Filename, base_name, read_wheel_filename
from roadworthy.facts.artifacts.listed import WheelFile
from roadworthy.facts.artifacts.member import ArchiveScan, Member, hash_of
from roadworthy.facts.artifacts.native import NativeBudget
from roadworthy.facts.artifacts.nativescan import NativeScan
from roadworthy.facts.artifacts.scan import CodeScan
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel: what its filename, its `.dist-info` directory and its members say.

    `scripts` maps the members that are installed as scripts to their first lines. `library` maps where each
    file that is installed beside all packages lies there to its member: what is at the root, and in `.data`
    below `purelib` or `platlib`.
    """

    path: str
    size: int
    filename: Filename
    dist_info: DistInfo
    metadata: MetadataFile
    contents: ArchiveContents
    scripts: Mapping[str, str] = field(default_factory=dict, repr=False)
    library: Mapping[str, str] = field(default_factory=dict, repr=False)

    def at(self, member: str = "") -> Location:
        """Return the location of the wheel, or of a member of it."""
        return Location(self.path, (member,) if member else ())


@fact
def wheel(file: WheelFile, tree: Tree, verdicts: Verdicts) -> Wheel:
    """Read a wheel in one pass; of one that an earlier run has read, the bytes are only hashed.

    Raises `Unreadable` where it is not a whole and harmless zip archive.
    """
    with tree.open(file.path) as stream:
        return verdicts.value(
            lambda: ("wheel", file.path, str(file.size), hash_of(stream)),
            Wheel,
            lambda: _read(file, stream),
            Still(stream),
        )


def _read(file: WheelFile, stream: BinaryIO) -> Wheel:
    from roadworthy.facts.artifacts.polyglot import is_tar
    from roadworthy.facts.artifacts.rehash import rehash
    from roadworthy.facts.artifacts.zipreader import read_zip

    filename = read_wheel_filename(base_name(file.path))
    natives = NativeScan(NativeBudget(api=any(tag.split("-")[1] == "abi3" for tag in filename.tags)))
    code = CodeScan()
    scan = ArchiveScan(file.path, file.size, _kept, (natives.begin, code.begin))
    stream.seek(0)
    zip_faults = read_zip(stream, scan)
    directory = _dist_info(scan.members, filename)
    texts = {name: scan.texts.get(f"{directory}/{name}", b"") for name in _KEPT}
    record, record_fault = read_record(texts["RECORD"])
    contents = ArchiveContents(
        tuple(scan.members),
        tuple(scan.binaries),
        tuple(natives.found),
        scan.heads,
        tuple(code.obfuscated),
        zip_faults,
        is_tar(stream),
    )
    digests = rehash(stream, ArchiveScan(file.path, file.size, lambda name: 0), record)
    entry_points, entry_points_fault = read_entry_points(texts["entry_points.txt"])
    headers = read_headers(texts["WHEEL"])[0]
    dist_info = DistInfo(directory, headers, record, record_fault, entry_points, entry_points_fault, digests)
    metadata = read_metadata(texts["METADATA"])
    library = _library(scan.members)
    return Wheel(file.path, file.size, filename, dist_info, metadata, contents, code.scripts, library)


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


_KEPT = ("METADATA", "WHEEL", "RECORD", "entry_points.txt")


def _kept(member: str) -> int:
    directory, _, name = member.partition("/")
    if not directory.endswith(".dist-info") or name not in _KEPT:
        return 0
    return limits.MEMBER_SIZE if name == "RECORD" else limits.FILE_SIZE


def _dist_info(members: list[Member], filename: Filename) -> str | None:
    from packaging.utils import canonicalize_name

    tops = dict.fromkeys(top for member in members for top, slash, _ in [member.name.partition("/")] if slash)
    found = [top for top in tops if top.endswith(".dist-info")]
    wanted = canonical_version(filename.version)
    for top in found:
        name, _, version = top.removesuffix(".dist-info").partition("-")
        # packaging lets through what Python raises over thousands of digits.
        same = len(version) < 256 and canonical_version(version) == wanted
        if same and canonicalize_name(name) == filename.name:
            return top
    return found[0] if found else None
