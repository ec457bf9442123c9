"""The fact `RequirementsFile`: a requirements or constraints file of pip, line by line."""

from __future__ import annotations

from packaging.requirements import InvalidRequirement

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.core.versions import parse_requirement
from roadworthy.facts.dependencies.requirementlines import RequirementLine, requirement_lines
from roadworthy.facts.dependencies.requirements import requirements_paths
from roadworthy.tree.placeholder import has_placeholder
from roadworthy.tree.tree import Tree

#: What `conda list --export` and `--explicit` write, which `conda create --file` reads.
_CONDA = re.compile(r"^#.*\bconda create\b|^@EXPLICIT|^[\w.-]+=[\w.!*]+=\w+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RequirementsFile:
    """A file at the root or one directory below, with what each line says.

    `is_for_pip` is false where most lines are not requirements, or where conda or a template wrote them:
    then the name says little of what the file is.
    """

    path: str
    lines: tuple[RequirementLine, ...] = field(repr=False)
    is_for_pip: bool

    def __len__(self) -> int:
        return len(self.lines)


@fact(reads="file")
def requirements_files(tree: Tree) -> tuple[RequirementsFile, ...]:
    """Read them all; one that cannot be read is left to other facts."""
    found = []
    for path in requirements_paths(tree):
        try:
            lines = requirement_lines(tree, path)
        except Unreadable:
            continue
        text = tree.text(path, strict=False)
        known = [line for line in lines if line.kind != "requirement" or _is_valid(line.text)]
        # UTF-16 is full of NUL where it is read as UTF-8; another rule says so.
        strange = _CONDA.search(text) or has_placeholder(text) or "\0" in text
        found.append(RequirementsFile(path, lines, not strange and 2 * len(known) >= len(lines)))
    return tuple(found)


def _is_valid(text: str) -> bool:
    try:
        parse_requirement(text)
    except InvalidRequirement:
        return False
    return True
