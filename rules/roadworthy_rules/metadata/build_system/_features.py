"""What a project asks of its build backend that not every release of it can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy import backend_features, parse_specifiers
from roadworthy_rules.metadata._backends import required

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from roadworthy import BackendFeature, Location, Pyproject, Tree

_SETUPTOOLS = ("tool", "setuptools")
_DYNAMIC = (*_SETUPTOOLS, "dynamic")
#: How each feature shows: the keys that use it, and what a finding calls it.
_SHOWS = {
    "project-table": (("project", "name"), "`[project]`"),
    "license-expression": (("project", "license"), "a licence expression"),
    "license-files": (("project", "license-files"), "`license-files`"),
    "import-names": (("project", "import-names"), "`import-names`"),
    "dynamic-dependencies": ((*_DYNAMIC, "dependencies"), "`dependencies` from a file"),
    "dynamic-extras": ((*_DYNAMIC, "optional-dependencies"), "`optional-dependencies` from files"),
    "extension-modules": ((*_SETUPTOOLS, "ext-modules"), "`ext-modules`"),
}
#: Tables of old releases, in which the same may be said beside `[project]`.
_ELDER = (("tool", "poetry", "name"), ("tool", "flit", "metadata"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A feature that the project uses, as a row of the table, and the releases of the backend it admits."""

    feature: BackendFeature
    admitted: SpecifierSet
    words: str
    at: Location

    @property
    def releases(self) -> SpecifierSet:
        """The releases that can do it."""
        return parse_specifiers(self.feature.releases)


def asked(pyproject: Pyproject, tree: Tree) -> Iterator[Asked]:
    """Yield the features that a project uses, of those that its required backends did not always have."""
    admitted = required(pyproject)
    elder = any(pyproject.has(*route) for route in _ELDER) or not {"setup.py", "setup.cfg"}.isdisjoint(
        tree.files
    )
    for row in backend_features():
        if row.distribution not in admitted or row.feature not in _SHOWS:
            continue
        route, words = _SHOWS[row.feature]
        value = pyproject.get(object, *route)
        if row.feature == "license-expression" and not isinstance(value, str):
            continue
        if value is None or (row.feature == "license-files" and not isinstance(value, list)):
            continue
        if row.feature == "project-table" and elder:
            continue
        yield Asked(row, admitted[row.distribution], words, pyproject.at(*route))
