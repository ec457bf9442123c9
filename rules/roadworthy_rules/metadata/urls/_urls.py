from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import has_placeholder

if TYPE_CHECKING:
    from roadworthy import Location, Pyproject


def labelled(pyproject: Pyproject) -> Iterator[tuple[Location, str, str]]:
    """Yield the place, label and text of every URL of `[project.urls]` and of Poetry's table of them."""
    for route in (("project", "urls"), ("tool", "poetry", "urls")):
        for here, url in pyproject.each(str, *route):
            yield here, str(here.route[-1]), url


def urls(pyproject: Pyproject) -> Iterator[tuple[Location, str, str]]:
    """Yield the same without those of templates, and the URLs that Poetry keeps in keys of their own."""
    yield from (found for found in labelled(pyproject) if not has_placeholder(found[2]))
    for key in ("homepage", "repository", "documentation"):
        url = pyproject.get(str, "tool", "poetry", key)
        if url is not None and not has_placeholder(url):
            yield pyproject.at("tool", "poetry", key), key, url


def normal_label(label: str) -> str:
    """Return a label as the well-known ones are compared: no punctuation, no space, lower case."""
    import string

    removed = string.punctuation + string.whitespace
    return label.translate(str.maketrans("", "", removed)).lower()
