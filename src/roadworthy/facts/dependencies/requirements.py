"""What pip's requirements files say: requirements, and options as facts of their own."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.dependencies.dependency import Dependency, Kind
from roadworthy.facts.dependencies.requirementlines import RequirementLine, requirement_lines
from roadworthy.tree.kinds import Kind as FileType
from roadworthy.tree.kinds import kind_of
from roadworthy.tree.roles import is_for_development
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class PipOption:
    """A requirements file's option: its long name, its value, and where it stands."""

    name: str
    value: str
    at: Location


def requirements_paths(tree: Tree) -> list[str]:
    """Return the requirements files at the root and one directory below."""
    return [path for path in tree.files if is_read(path)]


def is_read(path: str) -> bool:
    """Tell whether a path is that of a requirements file, near enough to the root to be the project's."""
    return path.count("/") < 2 and kind_of(path) is FileType.REQUIREMENTS


@fact
def pip_options(tree: Tree) -> tuple[PipOption, ...]:
    """Gather the options of all requirements files."""
    found: list[PipOption] = []
    for path in requirements_paths(tree):
        for line in _lines(tree, path):
            if line.kind == "option":
                # Neither the route nor the span holds the value: reports show both, and it may be a password.
                at = Location(path, (line.text, line.value.rpartition("@")[2]), line.span)
                found.append(PipOption(line.option, line.value, at))
    return tuple(found)


def from_requirements(tree: Tree) -> Iterator[Dependency]:
    """Yield the requirements of all requirements files; options, includes and comments are left out."""
    for path in requirements_paths(tree):
        for number, dependency in enumerate(_requirements(path, _lines(tree, path))):
            if number >= limits.REQUIREMENTS:
                raise Unreadable(f"more than {limits.REQUIREMENTS} requirements", Location(path))
            yield dependency


def _lines(tree: Tree, path: str) -> tuple[RequirementLine, ...]:
    try:
        return requirement_lines(tree, path)
    except Unreadable:
        return ()


def _requirements(path: str, lines: tuple[RequirementLine, ...]) -> Iterator[Dependency]:
    """Yield the requirements of a file; those of developers are a group."""
    stem = path.rpartition("/")[2].lower()
    development = is_for_development(path)
    for line in lines:
        if line.kind == "requirement":
            at = Location(path, (line.text,), line.span)
            kind: Kind = "group" if development else "runtime"
            yield Dependency(line.text, at, kind, stem, "requirements")
