"""Which modules of a wheel are parsed, as far as a budget goes, and their bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from roadworthy.core import limits
from roadworthy.core.late_re import re
from roadworthy.core.versions import parse_specifiers
from roadworthy.facts.artifacts.distinfo import DistInfo, MetadataFile
from roadworthy.facts.artifacts.filename import Filename
from roadworthy.facts.artifacts.member import ArchiveScan, Member, in_record
from roadworthy.facts.artifacts.wheel import Wheel
from roadworthy.tree.tree import Tree

_ENTRY = re.compile(r"\s*([^\W\d]\w*(?:\.\w+)*)\s*:")


def chosen_modules(wheel: Wheel) -> list[Member]:
    """Return the members to parse, in order: within the budget, all parts of their names importable."""
    if not _is_for_this_python(wheel.filename, wheel.metadata):
        return []
    entries, members = entry_modules(wheel.dist_info), {m.name: m for m in wheel.contents.members}
    budget = limits.WHEEL_SOURCE_NATIVE if wheel.contents.binaries else limits.WHEEL_SOURCE
    wanted = []
    for name in sorted(
        (name for name in members if _is_importable(name, members)),
        key=lambda name: (module_name(name) not in entries, name.count("/"), name),
    ):
        if members[name].size <= min(budget, limits.MODULE_IN_WHEEL):
            budget -= members[name].size
            wanted.append(members[name])
    return wanted


def read_sources(wheel: Wheel, chosen: Iterable[Member], tree: Tree) -> Iterator[tuple[str, bytes]]:
    """Yield these members of a wheel with their bytes.

    Raises `Unreadable` where the archive has changed since it was read whole, or is over a limit.
    """
    import hashlib

    from roadworthy.facts.artifacts.zipreader import reread

    scan, digests = ArchiveScan(wheel.path, wheel.size, lambda name: 0), {m.name: m.digest for m in chosen}
    with tree.open(wheel.path) as stream:
        for name, chunks in reread(stream, scan, digests):
            data = b"".join(chunks)
            if in_record(hashlib.sha256(data).digest()) != digests[name]:
                raise scan.fault("changed while it was read")
            yield name, data


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
