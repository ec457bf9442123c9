"""Classifiers that the installed list of PyPI's does not have yet."""

import functools
import re
from collections.abc import Mapping

_NUMBERED = re.compile(r"(.* :: )(\d{1,4}(?:\.\d{1,4})*)")


def is_newer(name: str) -> bool:
    """Tell whether this is a later number of a series than the list that is installed has."""
    found = _NUMBERED.fullmatch(name)
    newest = _newest().get(found[1]) if found else None
    return found is not None and newest is not None and _number(found) > newest


@functools.cache
def _newest() -> Mapping[str, tuple[int, ...]]:
    from trove_classifiers import classifiers

    newest: dict[str, tuple[int, ...]] = {}
    for found in filter(None, map(_NUMBERED.fullmatch, classifiers)):
        newest[found[1]] = max(_number(found), newest.get(found[1], ()))
    return newest


def _number(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in found[2].split("."))
