"""The fact `OpenedPath`: files of its own package that a shipped module opens by a path from the root."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.contents import DistributionContents
from roadworthy.facts.python import OpenedLiteral
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class OpenedPath:
    """A literal path that is opened for reading, relative to the working directory, and its place."""

    path: str
    at: Location


@fact
def opened_paths(
    contents: DistributionContents | None, opened: tuple[OpenedLiteral, ...], tree: Tree
) -> tuple[OpenedPath, ...]:
    """Look at the modules that the wheel ships, where it is known; only files that are there count."""
    if contents is None or contents.wheel.unknown:
        return ()
    shipped = {
        source
        for source in contents.wheel.modules.values()
        if role_of(f"x/{source.rpartition('/')[2]}") == "source"
    }
    packages = tuple(f"{path}/" for path in contents.tops.values())
    return tuple(
        OpenedPath(literal.path, literal.at)
        for literal in opened
        if literal.at.file in shipped and literal.path.startswith(packages) and literal.path in tree.files
    )
