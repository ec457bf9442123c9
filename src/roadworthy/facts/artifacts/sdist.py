"""The fact `Sdist`: the sdists in `dist/` (PEP 625), read in one pass and never extracted."""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.artifacts.contents import ArchiveContents
from roadworthy.facts.artifacts.distinfo import MetadataFile, read_metadata
from roadworthy.facts.artifacts.filename import (
    Filename,
    base_name,
    read_sdist_filename,
    sdist_stem,
)
from roadworthy.facts.artifacts.listed import SdistFile
from roadworthy.facts.artifacts.member import ArchiveScan
from roadworthy.facts.artifacts.scan import CodeScan
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import MemoryTree, Tree


@dataclass(frozen=True, slots=True)
class Sdist:
    """An sdist: what its filename, its members, its PKG-INFO and its pyproject.toml say.

    `top` is the directory that holds the project, `top_level` are all names at the root. `metadata` is read
    from `<top>/PKG-INFO`.
    """

    path: str
    size: int
    filename: Filename
    metadata: MetadataFile
    contents: ArchiveContents
    top: str
    top_level: tuple[str, ...]
    pyproject: Document | None = field(repr=False)

    def at(self, member: str = "") -> Location:
        """Return the location of the sdist, or of a member of it."""
        return Location(self.path, (member,) if member else ())


@fact
def sdist(file: SdistFile, tree: Tree) -> Sdist:
    """Read an sdist in one pass; raises `Unreadable` where it, or its pyproject.toml, is broken."""
    from roadworthy.facts.artifacts.polyglot import is_zip
    from roadworthy.facts.artifacts.tarreader import read_tar
    from roadworthy.facts.artifacts.zipreader import read_zip

    code = CodeScan()
    scan = ArchiveScan(file.path, file.size, _kept, (code.begin,))
    with tree.open(file.path) as stream:
        zipped = file.path.lower().endswith(".zip")
        (read_zip if zipped else read_tar)(stream, scan)
        polyglot = not zipped and is_zip(stream)
    filename = read_sdist_filename(base_name(file.path))
    tops = tuple(dict.fromkeys(member.name.removeprefix("./").partition("/")[0] for member in scan.members))
    stem = sdist_stem(filename.text)
    top = stem if stem in tops or not tops else tops[0]
    texts = {name.removeprefix("./"): data for name, data in scan.texts.items()}
    contents = ArchiveContents(
        tuple(scan.members),
        tuple(scan.binaries),
        heads=scan.heads,
        obfuscated=tuple(code.obfuscated),
        polyglot=polyglot,
    )
    return Sdist(
        file.path,
        file.size,
        filename,
        read_metadata(texts.get(f"{top}/PKG-INFO", b"")),
        contents,
        top,
        tuple(name for name in tops if name),
        _pyproject(file.path, f"{top}/pyproject.toml", texts),
    )


def _kept(member: str) -> int:
    name = member.removeprefix("./").split("/", 2)[1:]
    return limits.FILE_SIZE if name in (["PKG-INFO"], ["pyproject.toml"]) else 0


def _pyproject(path: str, member: str, texts: Mapping[str, bytes]) -> Document | None:
    if member not in texts:
        return None
    try:
        return Document(path, load_toml(MemoryTree({member: texts[member]}), member))
    except Unreadable as error:
        raise Unreadable(f"`{member}`: {error.message}", Location(path)) from None
