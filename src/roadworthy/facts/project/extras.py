"""What only the extras of a project need."""

from __future__ import annotations

from collections.abc import Iterable

from roadworthy.core.late_re import re
from roadworthy.facts.metadata import Pyproject

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*+")


def extras_alone(pyproject: Pyproject) -> frozenset[str]:
    """Return the names of what only extras need, as they are written but for their case."""
    needed = [text for _, text in pyproject.each(str, "project", "dependencies")]
    offered = [
        text
        for _, items in pyproject.each(list, "project", "optional-dependencies")
        for text in items
        if isinstance(text, str)
    ]
    return _named(offered) - _named(needed)


def _named(requirements: Iterable[str]) -> frozenset[str]:
    return frozenset(found[0].lower() for text in requirements if (found := _NAME.match(text)))
