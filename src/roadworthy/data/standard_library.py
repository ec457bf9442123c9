"""Python's standard library, of every version of Python 3 since 3.8 at once.

No answer depends on the Python that runs this: `sys.stdlib_module_names` is that of one version.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from roadworthy.core.late_dataclass import dataclass
from roadworthy.data.python_releases import python_releases
from roadworthy.data.tables import read_table

_Minor = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The Python that brought a module (None: one before 3.8), and the first one without it (None: none)."""

    since: _Minor | None
    removed: _Minor | None

    def covers(self, version: tuple[int, int]) -> bool:
        """Tell whether a version of Python, 3.8 or later, has the module."""
        return (self.since is None or self.since <= version) and (
            self.removed is None or version < self.removed
        )


@cache
def standard_modules() -> Mapping[str, Lifetime]:
    """Return the top-level modules of all versions, private ones included, each with its lifetime."""
    found = {}
    for row in read_table("standard_library").rows:
        name, since, removed = row.split()
        found[name] = Lifetime(_minor(since), _minor(removed))
    return found


def _minor(text: str) -> _Minor | None:
    if text == "-":
        return None
    major, minor = text.split(".")
    return int(major), int(minor)


def is_standard(module: str) -> bool:
    """Tell whether a dotted module is of the standard library of some Python, or of type checkers' alone."""
    top = module.partition(".")[0]
    return top in standard_modules() or top == "_typeshed"


def removed_in(module: str) -> _Minor | None:
    """Return the first Python without a public top-level module; None where there is none."""
    lifetime = standard_modules().get(module)
    return None if lifetime is None or module.startswith("_") else lifetime.removed


@cache
def always_standard() -> frozenset[str]:
    """Return the public modules that every Python has whose support had not ended when the table was made."""
    releases = python_releases()
    kept = [minor for minor, end in releases.ends.items() if minor >= (3, 8) and end > releases.checked]
    return frozenset(
        name
        for name, lifetime in standard_modules().items()
        if not name.startswith("_") and all(map(lifetime.covers, kept))
    )


def has_standard_name(name: str) -> bool:
    """Tell whether a distribution has the name of a module, as PyPI compares the names of new projects."""
    from packaging.utils import canonicalize_name

    return canonicalize_name(name.strip("-_.")) in _compared_names()


@cache
def _compared_names() -> frozenset[str]:
    from packaging.utils import canonicalize_name

    return frozenset(canonicalize_name(name.strip("_")) for name in standard_modules())
