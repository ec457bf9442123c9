"""The providers of `Wheel` and `Sdist`: what lies in dist/, or was named, read in one pass each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.versions import canonical_version
from roadworthy.facts.artifacts.archive import Sdist, SdistFile, Wheel, WheelFile
from roadworthy.facts.artifacts.distinfo import read_entry_points, read_headers, read_record
from roadworthy.facts.artifacts.filename import (
    SDIST_SUFFIXES,
    bears_name,
    read_sdist_filename,
    read_wheel_filename,
    sdist_stem,
)
from roadworthy.facts.artifacts.member import Intake, Member
from roadworthy.facts.artifacts.native import Budget, Examiner
from roadworthy.facts.artifacts.scan import Gleanings
from roadworthy.facts.artifacts.wheelcode import read_sources
from roadworthy.facts.metadata import Pyproject
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import MemoryTree, Tree


@fact(reads="artifacts")
def wheel_files(tree: Tree, pyproject: Pyproject | None) -> tuple[WheelFile, ...]:
    """List the wheels in `dist/` that bear the project's name; raises `Unmeasured` where there is none."""
    found = tuple(WheelFile(path, size) for path, size in _own(tree, pyproject, (".whl",)))
    if not found:
        raise Unmeasured("no wheel in dist/")
    return found


@fact(reads="artifacts")
def sdist_files(tree: Tree, pyproject: Pyproject | None) -> tuple[SdistFile, ...]:
    """List the sdists in `dist/` that bear the project's name; raises `Unmeasured` where there is none."""
    found = tuple(SdistFile(path, size) for path, size in _own(tree, pyproject, SDIST_SUFFIXES))
    if not found:
        raise Unmeasured("no sdist in dist/")
    return found


def _own(tree: Tree, pyproject: Pyproject | None, suffixes: tuple[str, ...]) -> list[tuple[str, int]]:
    name = None
    if pyproject is not None:
        name = pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name")
    return [
        (path, size)
        for path, size in tree.artifacts.items()
        if path.lower().endswith(suffixes) and (not name or bears_name(_base(path), name))
    ]


def _base(path: str) -> str:
    return path.rpartition("/")[2]


@fact
def wheel(file: WheelFile, tree: Tree) -> Wheel:
    """Read a wheel in one pass; raises `Unreadable` where it is not a whole and harmless zip archive."""
    from roadworthy.facts.artifacts.polyglot import is_tar
    from roadworthy.facts.artifacts.rehash import rehash
    from roadworthy.facts.artifacts.zipreader import read_zip

    named = read_wheel_filename(_base(file.path))
    examiner = Examiner(Budget(api=any(tag.split("-")[1] == "abi3" for tag in named.tags)))
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
        found = Wheel(
            path=file.path,
            size=file.size,
            filename=_base(file.path),
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
        return replace(found, sources=read_sources(stream, found))


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
    from packaging.utils import canonicalize_name

    tops = dict.fromkeys(top for member in members for top, slash, _ in [member.name.partition("/")] if slash)
    found = [top for top in tops if top.endswith(".dist-info")]
    for top in found:
        its_name, _, its_version = top.removesuffix(".dist-info").partition("-")
        # packaging lets through what Python raises over thousands of digits.
        same = len(its_version) < 256 and canonical_version(its_version) == canonical_version(version)
        if same and canonicalize_name(its_name) == name:
            return top
    return found[0] if found else None


@fact
def sdist(file: SdistFile, tree: Tree) -> Sdist:
    """Read an sdist in one pass; raises `Unreadable` where it, or its pyproject.toml, is broken."""
    from roadworthy.facts.artifacts.polyglot import is_zip
    from roadworthy.facts.artifacts.tarreader import read_tar
    from roadworthy.facts.artifacts.zipreader import read_zip

    gleanings = Gleanings()
    intake = Intake(file.path, file.size, _kept_of_sdist, (gleanings.begin,))
    with tree.open(file.path) as stream:
        zipped = file.path.lower().endswith(".zip")
        (read_zip if zipped else read_tar)(stream, intake)
        polyglot = not zipped and is_zip(stream)
    filename = _base(file.path)
    named = read_sdist_filename(filename)
    tops = tuple(dict.fromkeys(member.name.removeprefix("./").partition("/")[0] for member in intake.members))
    stem = sdist_stem(filename)
    top = stem if stem in tops or not tops else tops[0]
    texts = {name.removeprefix("./"): data for name, data in intake.texts.items()}
    metadata, description = read_headers(texts.get(f"{top}/PKG-INFO", b""))
    return Sdist(
        path=file.path,
        size=file.size,
        filename=filename,
        name=named.name,
        version=named.version,
        filename_fault=named.fault,
        top=top,
        top_level=tuple(name for name in tops if name),
        members=tuple(intake.members),
        binaries=tuple(intake.binaries),
        metadata=metadata,
        description=description,
        pyproject=_pyproject(file.path, f"{top}/pyproject.toml", texts),
        raw_metadata=texts.get(f"{top}/PKG-INFO", b""),
        heads=intake.heads,
        obfuscated=tuple(gleanings.obfuscated),
        polyglot=polyglot,
    )


def _kept_of_sdist(member: str) -> int:
    name = member.removeprefix("./").split("/", 2)[1:]
    return limits.FILE_SIZE if name in (["PKG-INFO"], ["pyproject.toml"]) else 0


def _pyproject(path: str, member: str, texts: Mapping[str, bytes]) -> Document | None:
    if member not in texts:
        return None
    try:
        return Document(path, load_toml(MemoryTree({member: texts[member]}), member))
    except Unreadable as error:
        raise Unreadable(f"`{member}`: {error.message}", Location(path)) from None
