"""The fact `PackageIndex`: where the project's packages are taken from, whichever manager is told so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.dependencies.requirements import PipOption
from roadworthy.facts.metadata import Pyproject
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

_OPTIONS = ("--index-url", "--extra-index-url", "--find-links")
#: Keys of `[tool.uv]` and `[tool.uv.pip]` that are pip's options.
_UV_KEYS = ("index-url", "extra-index-url", "find-links")
#: Arrays of tables in pyproject.toml, each of which is an index with a `url`.
_TABLES = (("tool", "uv", "index"), ("tool", "poetry", "source"), ("tool", "pdm", "source"))


@dataclass(frozen=True, slots=True)
class PackageIndex:
    """An index or a page of links: its `url`, and the option or table that `names` it.

    `at` shows neither the URL nor what follows it, which may hold a password. `rival` is true where the tool
    takes a package from whichever index has its highest version, this one or another.
    """

    url: str
    names: str
    at: Location
    rival: bool = False


@fact
def package_indexes(
    tree: Tree, pyproject: Pyproject | None, options: tuple[PipOption, ...]
) -> tuple[PackageIndex, ...]:
    """Gather the indexes of requirements files, of uv, Poetry and PDM, and of a Pipfile."""
    found = [
        PackageIndex(option.value, option.name, option.at, option.name == "--extra-index-url")
        for option in options
        if option.name in _OPTIONS
    ]
    if pyproject is not None:
        found += _tabled(pyproject)
        found += _uv(pyproject)
    if "Pipfile" in tree.files:
        with suppress(Unreadable):  # What cannot be read says nothing, for it is reported elsewhere.
            found += _listed(Document("Pipfile", load_toml(tree, "Pipfile")), ("source",))
    return tuple(found)


def _tabled(pyproject: Pyproject) -> Iterator[PackageIndex]:
    for route in _TABLES:
        # Poetry looks in all primary sources; uv takes the first that has a package, PDM asks for no rank.
        primary = {
            at
            for at, table in pyproject.each(dict, *route)
            if route[1] == "poetry" and table.get("priority", "primary") == "primary"
        }
        for index in _listed(pyproject, route):
            yield PackageIndex(index.url, index.names, index.at, index.at in primary and len(primary) > 1)


def _listed(document: Document, route: tuple[str, ...]) -> Iterator[PackageIndex]:
    for at, table in document.each(dict, *route):
        url = table.get("url")
        if isinstance(url, str):
            yield PackageIndex(url, f"[[{'.'.join(route)}]]", at)


def _uv(pyproject: Pyproject) -> Iterator[PackageIndex]:
    for table in (("tool", "uv"), ("tool", "uv", "pip")):
        for key in _UV_KEYS:
            route = (*table, key)
            texts = [pyproject.get(str, *route)]
            texts += [text for _, text in pyproject.each(str, *route)]
            for text in texts:
                if text is not None:
                    yield PackageIndex(text, f"{'.'.join(table)}.{key}", pyproject.at(*table))
