from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import has_placeholder

if TYPE_CHECKING:
    from roadworthy import DeclaredMetadata, Location, Pyproject


def labelled(
    pyproject: Pyproject | None, metadata: DeclaredMetadata | None = None
) -> Iterator[tuple[Location, str, str]]:
    """Yield the place, label and text of every URL of `[project.urls]`, Poetry's table and setup files."""
    if pyproject is not None:
        yield from _of_tables(pyproject)
    for at, value in metadata.each(object, "urls") if metadata is not None else ():
        if at.file != "pyproject.toml":
            yield from ((at, label, url) for label, url in _of_setup(value))


def _of_tables(pyproject: Pyproject) -> Iterator[tuple[Location, str, str]]:
    for route in (("project", "urls"), ("tool", "poetry", "urls")):
        for here, url in pyproject.each(str, *route):
            yield here, str(here.route[-1]), url


def _of_setup(value: object) -> Iterator[tuple[str, str]]:
    """Yield label and URL of `url`, of a table of them, or of the lines `label = URL` of setup.cfg."""
    if isinstance(value, dict):
        yield from ((str(label), url) for label, url in value.items() if isinstance(url, str))
    for line in value.splitlines() if isinstance(value, str) else ():
        label, found, url = line.partition(" = ")
        yield (label.strip(), url.strip()) if found else ("Homepage", line.strip())


def urls(
    pyproject: Pyproject | None, metadata: DeclaredMetadata | None = None
) -> Iterator[tuple[Location, str, str]]:
    """Yield the same without those of templates, and the URLs that Poetry keeps in keys of their own."""
    yield from (found for found in labelled(pyproject, metadata) if not has_placeholder(found[2]))
    for key in ("homepage", "repository", "documentation") if pyproject is not None else ():
        assert pyproject is not None
        url = pyproject.get(str, "tool", "poetry", key)
        if url is not None and not has_placeholder(url):
            yield pyproject.at("tool", "poetry", key), key, url


def normal_label(label: str) -> str:
    """Return a label as the well-known ones are compared: no punctuation, no space, lower case."""
    import string

    removed = string.punctuation + string.whitespace
    return label.translate(str.maketrans("", "", removed)).lower()
