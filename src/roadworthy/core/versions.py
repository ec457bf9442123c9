"""Versions, specifiers and requirements of untrusted text, by `packaging` and on bounded input.

`packaging` reads numbers of any length, which Python refuses with an error of its own or only when the
version is compared, and nested markers recursively. What no honest file holds is refused first, as invalid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.core import limits
from roadworthy.core.digits import is_countable

if TYPE_CHECKING:
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version


def is_bounded(text: str) -> bool:
    """Tell whether a text is short and flat enough, and its numbers too, to be parsed and compared."""
    return (
        len(text) <= limits.REQUIREMENT_SIZE
        and text.count("(") <= limits.REQUIREMENT_DEPTH
        and is_countable(text)
    )


def parse_version(text: str) -> Version:
    """Return a version (PEP 440); raises `packaging.version.InvalidVersion`."""
    from packaging.version import InvalidVersion, Version

    if not is_bounded(text):
        raise InvalidVersion(f"Invalid version: {_shown(text)!r}")
    return Version(text)


def parse_specifiers(text: str) -> SpecifierSet:
    """Return a set of version specifiers (PEP 440); raises `packaging.specifiers.InvalidSpecifier`."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    if not is_bounded(text):
        raise InvalidSpecifier(f"Invalid specifier: {_shown(text)!r}")
    return SpecifierSet(text)


def parse_requirement(text: str) -> Requirement:
    """Return a requirement (PEP 508); raises `packaging.requirements.InvalidRequirement`."""
    from packaging.requirements import InvalidRequirement, Requirement

    if not is_bounded(text):
        raise InvalidRequirement(f"Invalid requirement: {_shown(text)!r}")
    return Requirement(text)


def canonical_version(text: str) -> str:
    """Return a version as equal ones are written, without trailing zeros; what is none stays as it is."""
    from packaging.utils import canonicalize_version

    return canonicalize_version(text) if is_bounded(text) else text


def _shown(text: str) -> str:
    return text if len(text) < 60 else f"{text[:60]}..."
