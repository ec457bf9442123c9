"""What `requires-python` allows and what the classifiers name, as pairs of major and minor version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import constraint_specifier, parse_specifiers, python_releases

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from roadworthy import Location, Pyproject

Minor = tuple[int, int]
_EXACT = re.compile(r"Programming Language :: Python :: ([23])\.(\d{1,3})")
#: How many feature releases after the newest known one may be meant: a project can be ahead of our table.
_AHEAD = 10


def wanted(pyproject: Pyproject) -> SpecifierSet | None:
    """Return the parsed `requires-python`, None where it is absent, invalid or without any limit."""

    text = pyproject.get(str, "project", "requires-python")
    if text is None or not text.strip() or len(text) > 500:
        return None
    try:
        return parse_specifiers(text)
    except ValueError:  # `InvalidSpecifier`, and what thousands of digits raise.
        return None


def declared_python(pyproject: Pyproject) -> tuple[Location, SpecifierSet] | None:
    """Return where and which Pythons are allowed: by `requires-python`, or by Poetry's own constraint.

    None where neither is stated, it is invalid, or it has no PEP 440 spelling (`~2.7 || ^3.6`).
    """
    if pyproject.has("project", "requires-python"):
        specifiers = wanted(pyproject)
        return None if specifiers is None else (pyproject.at("project", "requires-python"), specifiers)
    route = ("tool", "poetry", "dependencies", "python")
    text = constraint_specifier(pyproject.get(str, *route) or "")
    return (pyproject.at(*route), parse_specifiers(text)) if text else None


def allows(specifiers: SpecifierSet, minor: Minor) -> bool:
    """Tell whether any release of a feature version is allowed, pre-releases included."""
    prefix = f"{minor[0]}.{minor[1]}"
    near = {0, 1, 99}
    for specifier in specifiers:
        parts = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", specifier.version)
        if parts and parts[3] and len(parts[3]) < 4:
            near |= {int(parts[3]) - 1, int(parts[3]), int(parts[3]) + 1}
    versions = [f"{prefix}.{micro}" for micro in sorted(near) if micro >= 0]
    versions += [s.version for s in specifiers if re.match(rf"{re.escape(prefix)}(?![\d])", s.version)]
    return any(
        specifiers.contains(text, prereleases=True) for text in versions if not text.endswith(".*")
    ) or specifiers.contains(f"{prefix}.0rc1", prereleases=True)


def allowed(specifiers: SpecifierSet) -> list[Minor]:
    """Return the feature versions that are allowed, released ones and a few that may come."""
    known = python_releases().ends
    newest = max(known)
    coming = [(newest[0], newest[1] + step) for step in range(1, _AHEAD + 1)]
    return [minor for minor in (*known, *coming) if allows(specifiers, minor)]


def has_lower_bound(specifiers: SpecifierSet) -> bool:
    """Tell whether old versions are shut out on purpose."""
    return any(specifier.operator in (">=", ">", "~=", "==", "===") for specifier in specifiers)


def classified(pyproject: Pyproject) -> Iterator[tuple[Location, Minor]]:
    """Yield the place of each classifier of `[project]` that names one feature version."""
    for here, text in pyproject.each(str, "project", "classifiers"):
        if found := _EXACT.fullmatch(text):
            yield here, (int(found[1]), int(found[2]))
