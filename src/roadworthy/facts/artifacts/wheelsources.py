"""Which modules of a wheel are parsed, as far as a budget goes, and their bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import BinaryIO

from roadworthy.core import limits
from roadworthy.core.late_re import re
from roadworthy.core.versions import parse_specifiers
from roadworthy.facts.artifacts.contents import ArchiveContents
from roadworthy.facts.artifacts.distinfo import DistInfo, MetadataFile
from roadworthy.facts.artifacts.filename import Filename
from roadworthy.facts.artifacts.member import ArchiveScan
from roadworthy.facts.artifacts.zipreader import reread

_ENTRY = re.compile(r"\s*([^\W\d]\w*(?:\.\w+)*)\s*:")


def read_sources(
    stream: BinaryIO,
    scan: ArchiveScan,
    filename: Filename,
    metadata: MetadataFile,
    dist_info: DistInfo,
    contents: ArchiveContents,
) -> dict[str, bytes]:
    """Return the modules to parse of a wheel whose archive, in `stream`, was read whole before.

    Raises `Unreadable` where the archive has changed since, or is over a limit of `scan`.
    """
    if not _is_for_this_python(filename, metadata):
        return {}
    found = reread(stream, scan, _chosen(contents, entry_modules(dist_info)))
    return {member: b"".join(chunks) for member, chunks in found}


def _chosen(contents: ArchiveContents, entries: frozenset[str]) -> list[str]:
    """Return the members to parse, in order: within the budget, all parts of their names importable."""
    sizes = {member.name: member.size for member in contents.members}
    budget = limits.WHEEL_SOURCE_NATIVE if contents.binaries else limits.WHEEL_SOURCE
    wanted = []
    for name in sorted(
        (name for name in sizes if _is_importable(name, sizes)),
        key=lambda name: (module_name(name) not in entries, name.count("/"), name),
    ):
        if sizes[name] <= min(budget, limits.MODULE_IN_WHEEL):
            budget -= sizes[name]
            wanted.append(name)
    return wanted


def entry_modules(dist_info: DistInfo) -> frozenset[str]:
    """Return the modules that a wheel's entry points name."""
    groups = (dist_info.entry_points.get(group, {}) for group in ("console_scripts", "gui_scripts"))
    targets = (_ENTRY.match(target) for group in groups for target in group.values())
    return frozenset(found[1] for found in targets if found)


def _is_importable(path: str, names: Iterable[str]) -> bool:
    if not path.endswith(".py"):
        return False
    *packages, file = path.split("/")
    if not all(part.isidentifier() for part in (*packages, file[:-3])):
        return False
    return all(f"{'/'.join(packages[:depth])}/__init__.py" in names for depth in range(1, len(packages) + 1))


def module_name(path: str) -> str:
    """Return the dotted name of a module at a path in a wheel."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_for_this_python(filename: Filename, metadata: MetadataFile) -> bool:
    """Tell whether this Python, or one before it, is among those that a wheel is for, and Python 2 is not."""
    found = {tag.partition("-")[0] for tag in filename.tags}
    if not found or any(tag.startswith(("py2", "cp2")) for tag in found):
        return False
    oldest = min((int(tag[3:]) for tag in found if re.fullmatch(r"(cp|py)3\d{1,2}", tag)), default=0)
    text = "".join(metadata.headers.get("requires-python", ())[:1])
    try:
        allowed = parse_specifiers(text)
        older = text and "2.7" in allowed
        return not older and any(
            f"3.{minor}.99" in allowed for minor in range(oldest, sys.version_info[1] + 1)
        )
    except ValueError:  # Also what Python raises over thousands of digits.
        return False
