"""Patterns as in .gitignore, from files that may be hostile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: Patterns of one `.gitignore`, the length of one, and how many of its stars may be ambiguous: each of
#: those multiplies the time to match by the length of the path.
_PATTERNS = 5_000
_PATTERN_SIZE = 1_000
_AMBIGUOUS = 3
_STAR = re.compile(r"\*+")


def ignore_spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """Return what matches paths as .gitignore does, for lines from an untrusted file.

    Lines that pathspec refuses are left out, as Git does; and so are those beyond a limit, for a pattern
    with many stars could take longer than a lifetime to match.
    """
    from pathspec import GitIgnoreSpec

    patterns: list[Any] = []
    for line in lines:
        if len(patterns) >= _PATTERNS:
            break
        if _is_simple(line):
            try:
                found = GitIgnoreSpec.from_lines([line]).patterns
            except (ValueError, re.error):
                continue
            # Comments come as patterns that match nothing.
            patterns.extend(pattern for pattern in found if pattern.include is not None)
    return GitIgnoreSpec(patterns)


def _is_simple(line: str) -> bool:
    if len(line) > _PATTERN_SIZE:
        return False
    names = line.split("/")
    # One star in a name can only stand for one thing; `**` and each further star for many.
    stars = (1 if name == "**" else max(len(_STAR.findall(name)) - 1, 0) for name in names)
    return sum(stars) <= _AMBIGUOUS
