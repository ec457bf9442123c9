"""The words of a name in code."""

from __future__ import annotations

from functools import lru_cache

from roadworthy.core.late_re import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=50_000)
def words_of(name: str) -> frozenset[str]:
    """Return the words of a name in lower case: of `run_DriftCheck` they are `run`, `drift` and `check`."""
    return frozenset(word.lower() for word in _WORD.findall(name))
