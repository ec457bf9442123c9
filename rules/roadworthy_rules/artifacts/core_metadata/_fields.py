"""Fields of core metadata, compared by what they mean and not by how they are spelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import parse_requirement, parse_specifiers
from roadworthy_rules.artifacts._shared import extra_names

if TYPE_CHECKING:
    from roadworthy import Sdist, Wheel

#: Fields of words, in which line breaks and spaces are the backend's; and lists, in which the order is.
_WORDS = (
    "summary keywords author author-email maintainer maintainer-email home-page download-url license"
    " license-expression description-content-type"
).split()
_LISTS = ("classifier", "project-url", "license-file", "platform")
FIELDS = ("requires-python", "requires-dist", "provides-extra", *_WORDS, *_LISTS)


def meanings(artifact: Wheel | Sdist, field: str) -> frozenset[str]:
    """Return the values of a field, each as it means."""
    values = artifact.metadata.headers.get(field, ())
    if field == "provides-extra":
        return frozenset(extra_names(values))
    if field == "requires-dist":
        return frozenset(map(_requirement, values))
    if field == "requires-python":
        return frozenset(_specifiers(value) for value in values[:1])
    return frozenset(" ".join(value.split()) for value in values if value.strip() not in ("", "UNKNOWN"))


def _specifiers(text: str) -> str:
    from packaging.specifiers import InvalidSpecifier

    try:
        return str(parse_specifiers(text))
    except InvalidSpecifier:
        return text


def _requirement(text: str) -> str:
    from packaging.requirements import InvalidRequirement
    from packaging.utils import canonicalize_name

    try:
        found = parse_requirement(text)
    except InvalidRequirement:
        return text
    found.name = canonicalize_name(found.name)
    return str(found)
