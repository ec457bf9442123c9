"""What was found in an archive, file by file, while it was read."""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core.fault import Flaw
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.artifacts.member import Member
from roadworthy.facts.artifacts.native import Native


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """The members of an archive, and what their content is.

    `binaries` are the members that are native code by their content, `natives` what a wheel's say in their
    headers. `heads` are the first 4 KiB of members that may hold credentials by their names. `obfuscated` are
    members that tools made unreadable. `zip_faults` say where two readers of the archive could read different
    things; `polyglot` tells whether it is a zip and a tar archive at once.
    """

    members: tuple[Member, ...] = field(repr=False)
    binaries: tuple[str, ...] = field(repr=False)
    natives: tuple[Native, ...] = field(default=(), repr=False)
    heads: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    obfuscated: tuple[str, ...] = ()
    zip_faults: tuple[Flaw, ...] = field(default=(), repr=False)
    polyglot: bool = False
