"""Which classifiers the installed list of PyPI's does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import has_placeholder, nearest
from roadworthy_rules._classifiers import is_newer
from roadworthy_rules.metadata._shared import classifiers

if TYPE_CHECKING:
    from roadworthy import DeclaredMetadata, Location, Pyproject


def unknown_classifiers(
    pyproject: Pyproject | None, metadata: DeclaredMetadata | None
) -> Iterator[tuple[Location, str]]:
    """Yield the classifiers that are neither known, deprecated, private, a template's, nor a next number."""
    given = list(classifiers(pyproject, metadata))
    if not given:
        return
    from trove_classifiers import classifiers as known
    from trove_classifiers import deprecated_classifiers as deprecated

    for here, name in given:
        if name in known or name in deprecated or name.startswith("Private ::") or has_placeholder(name):
            continue
        if not is_newer(name):
            yield here, name


def nearest_classifier(name: str) -> str | None:
    """Return the known classifier that a name is a misspelling of, if any."""
    from trove_classifiers import sorted_classifiers

    by_folded = {_folded(text): text for text in sorted_classifiers}
    if _folded(name) in by_folded:
        return by_folded[_folded(name)]
    return nearest(name, sorted_classifiers, 0.8)


def _folded(name: str) -> str:
    """Return a name without what is most often wrong in it: case, and spaces around the colons."""
    return re.sub(r" ?::? ?", " :: ", " ".join(name.split())).casefold()
