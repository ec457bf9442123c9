"""The facts `Wheel` and `Sdist`: what was built into `dist/` (PEP 427, PEP 625), read and never extracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from roadworthy.core.finding import Location
from roadworthy.facts.artifacts.distinfo import Headers, RecordRow
from roadworthy.facts.artifacts.member import Member
from roadworthy.facts.artifacts.native import Native
from roadworthy.facts.artifacts.zipwalk import ZipFault
from roadworthy.locate.document import Document


@dataclass(frozen=True, slots=True)
class WheelFile:
    """A wheel in `dist/`, not read yet."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class SdistFile:
    """An sdist in `dist/`, not read yet."""

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
    below `purelib` or `platlib`. `polyglot` tells whether the archive is a tar as well. `sources` are the
    modules that are to be parsed, as far as a budget goes: see `WheelCode`.
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
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def at(self, member: str = "") -> Location:
        """Return the location of the wheel, or of a member of it."""
        return Location(self.path, (member,) if member else ())


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
