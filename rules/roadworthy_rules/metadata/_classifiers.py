"""Which classifiers the installed list of PyPI's does not have."""

import re
from collections.abc import Iterator

from roadworthy import Location, Pyproject
from roadworthy_rules.metadata._shared import classifiers

_NUMBERED = re.compile(r"(.* :: )(\d{1,4}(?:\.\d{1,4})*)")


def unknown_classifiers(pyproject: Pyproject) -> Iterator[tuple[Location, str]]:
    """Yield the classifiers that are neither known, deprecated, private, a template's, nor a next number."""
    given = list(classifiers(pyproject))
    if not given:
        return
    from trove_classifiers import classifiers as known
    from trove_classifiers import deprecated_classifiers as deprecated

    for here, name in given:
        if name in known or name in deprecated or name.startswith("Private ::") or "{{" in name:
            continue
        if not _is_newer(name, known):
            yield here, name


def nearest_classifier(name: str) -> str | None:
    """Return the known classifier that a name is a misspelling of, if any."""
    from difflib import get_close_matches

    from trove_classifiers import sorted_classifiers

    by_folded = {_folded(text): text for text in sorted_classifiers}
    if _folded(name) in by_folded:
        return by_folded[_folded(name)]
    return next(iter(get_close_matches(name[:200], sorted_classifiers, 1, 0.8)), None)


def _folded(name: str) -> str:
    """Return a name without what is most often wrong in it: case, and spaces around the colons."""
    return re.sub(r" ?::? ?", " :: ", " ".join(name.split())).casefold()


def _is_newer(name: str, known: set[str]) -> bool:
    """Tell whether this is the next number of a series, newer than the list that is installed."""
    found = _NUMBERED.fullmatch(name)
    if found is None:
        return False
    others = [other for text in known if (other := _NUMBERED.fullmatch(text)) and other[1] == found[1]]
    return bool(others) and _key(found) > max(map(_key, others))


def _key(found: re.Match[str]) -> list[int]:
    return [int(part) for part in found[2].split(".")]
