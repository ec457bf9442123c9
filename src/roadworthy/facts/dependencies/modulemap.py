"""Which well-known distributions provide which import names: how `modulenames` is asked.

A module that is not named there may be provided by anything, so nothing is ever concluded from its absence.
"""

from __future__ import annotations

from packaging.utils import canonicalize_name

from roadworthy.data.dated import standard_library
from roadworthy.data.modulenames import CONDA, IMPLIED, OTHERWISE, PAIRS, SAME


def _table() -> dict[str, tuple[str, ...]]:
    found = {name: tuple(names) for name, *names in (line.split() for line in PAIRS if line)}
    for name in SAME:
        found.setdefault(OTHERWISE.get(name, name.replace("-", "_")), (name,))
    return found


_PROVIDERS = _table()
#: What other versions of Python have besides, so that the verdict does not depend on the one that runs this.
_STANDARD = standard_library() | frozenset(
    "__future__ _dummy_threading _typeshed annotationlib compression concurrent dummy_threading formatter"
    " graphlib macpath parser profiling string symbol symtable tomllib zoneinfo".split()
)


def is_standard(module: str) -> bool:
    """Tell whether a module is of the standard library of some Python 3."""
    return module.partition(".")[0] in _STANDARD


def known_part(module: str) -> str:
    """Return the beginning of a dotted module that tells who provides it; its top where nothing does."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(min(len(parts), 4), 0, -1))
    return next((name for name in names if name in _PROVIDERS), parts[0])


def providers(module: str) -> tuple[str, ...]:
    """Return the distributions known to provide a dotted module, the usual one first; none where unknown."""
    return _PROVIDERS.get(known_part(module), ())


def modules_of(distribution: str) -> tuple[str, ...]:
    """Return the modules that a normalised distribution is known to provide; none where unknown."""
    return tuple(sorted(module for module, names in _PROVIDERS.items() if distribution in names))


def usual_module(distribution: str) -> str:
    """Return the module that a distribution's name suggests."""
    return canonicalize_name(distribution).replace("-", "_")


def implied(distribution: str) -> tuple[str, ...]:
    """Return what a distribution brings along for good, by its interface or as conda's name for it."""
    found = IMPLIED.get(distribution, "").split()
    return (*found, *([CONDA[distribution]] if distribution in CONDA else []))
