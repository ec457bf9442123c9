"""Resources in the Terraform files of a project."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_re import re
from roadworthy.tree.tree import Tree


def terraform_resources(
    tree: Tree, pattern: re.Pattern[str], most: int
) -> Iterator[tuple[re.Match[str], Location]]:
    """Yield the resources that a pattern finds, with their places; its first group is the type.

    Files of more than `most` bytes are not read.
    """
    for path in tree.files:
        if not path.endswith(".tf") or tree.exceeds(path, most):
            continue
        try:
            text = tree.text(path, strict=False)
        except Blocked:
            continue
        line, before = 1, 0
        for found in pattern.finditer(text):
            line += text.count("\n", before, found.start(1))
            before = found.start(1)
            yield found, Location(path, (), Span(line, 1, line, 1))
