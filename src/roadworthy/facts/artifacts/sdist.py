"""The fact `Sdist`: the sdists in `dist/` (PEP 625), read in one pass and never extracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.finding import Location
from roadworthy.facts.artifacts.distinfo import Headers, read_headers
from roadworthy.facts.artifacts.filename import (
    SDIST_SUFFIXES,
    base_name,
    own_artifacts,
    read_sdist_filename,
    sdist_stem,
)
from roadworthy.facts.artifacts.member import Intake, Member
from roadworthy.facts.artifacts.scan import Gleanings
from roadworthy.facts.metadata import Pyproject
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import MemoryTree, Tree


@dataclass(frozen=True, slots=True)
class SdistFile:
    """An sdist in `dist/`, not read yet."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Sdist:
    """An sdist: its filename, its members, its PKG-INFO and its pyproject.toml.

    `name` (in normal form) and `version` are the filename's, as good as they come where `filename_fault`
    says that it is not valid. `top` is the directory that holds the project, `top_level` are all names at
    the root. `metadata` and `description` come from `<top>/PKG-INFO`, which `raw_metadata` is.
    `heads` are the first 4 KiB of members that may hold credentials by their names, `obfuscated` are
    members that tools made unreadable. `polyglot` tells whether a `.tar.gz` is a zip archive as well.
    """

    path: str
    size: int
    filename: str
    name: str
    version: str
    filename_fault: str
    top: str
    top_level: tuple[str, ...]
    members: tuple[Member, ...] = field(repr=False)
    binaries: tuple[str, ...] = field(repr=False)
    metadata: Headers = field(repr=False)
    description: str = field(repr=False)
    pyproject: Document | None = field(repr=False)
    raw_metadata: bytes = field(default=b"", repr=False)
    heads: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    obfuscated: tuple[str, ...] = ()
    polyglot: bool = False

    def at(self, member: str = "") -> Location:
        """Return the location of the sdist, or of a member of it."""
        return Location(self.path, (member,) if member else ())


@fact(reads="artifacts")
def sdist_files(tree: Tree, pyproject: Pyproject | None) -> tuple[SdistFile, ...]:
    """List the sdists in `dist/` that bear the project's name; raises `Unmeasured` where there is none."""
    found = tuple(SdistFile(path, size) for path, size in own_artifacts(tree, pyproject, SDIST_SUFFIXES))
    if not found:
        raise Unmeasured("no sdist in dist/")
    return found


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
    filename = base_name(file.path)
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
