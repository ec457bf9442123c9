"""Which well-known distributions provide which import names: the tables of import names.

A module that is not named there may be provided by anything, so nothing is ever concluded from its absence.
"""

from __future__ import annotations

from functools import cache

from packaging.utils import canonicalize_name

from roadworthy.data.tables import read_table


@cache
def _providers() -> dict[str, tuple[str, ...]]:
    """Return the distributions that provide each known module, the usual one first."""
    rows = (row.split() for row in read_table("import_names").rows)
    found = {module: tuple(names) for module, *names in rows}
    for row in read_table("distributions").rows:
        name, *module = row.split()
        found.setdefault(module[0] if module else name.replace("-", "_"), (name,))
    return found


@cache
def _implied() -> dict[str, tuple[str, ...]]:
    """Return what each distribution brings along; one of conda's channels also under its name there."""
    found: dict[str, tuple[str, ...]] = {}
    for table in ("implied_distributions", "conda_names"):
        for row in read_table(table).rows:
            name, *others = row.split()
            found[name] = (*found.get(name, ()), *others)
    return found


@cache
def _conda_names() -> dict[str, str]:
    rows = (row.split() for row in read_table("conda_names").rows)
    return dict(rows)


def pypi_name(conda_name: str) -> str:
    """Return what PyPI calls a normalised name of a conda channel: the same where nothing else is known."""
    return _conda_names().get(conda_name, conda_name)


@cache
def _brought() -> dict[str, tuple[str, ...]]:
    rows = (row.split() for row in read_table("brought_distributions").rows)
    return {name: tuple(others) for name, *others in rows}


def known_part(module: str) -> str:
    """Return the beginning of a dotted module that tells who provides it; its top where nothing does."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(min(len(parts), 4), 0, -1))
    return next((name for name in names if name in _providers()), parts[0])


def providers(module: str) -> tuple[str, ...]:
    """Return the distributions known to provide a dotted module, the usual one first; none where unknown."""
    return _providers().get(known_part(module), ())


def modules_of(distribution: str) -> tuple[str, ...]:
    """Return the modules that a normalised distribution is known to provide; none where unknown."""
    return tuple(sorted(module for module, names in _providers().items() if distribution in names))


def usual_module(distribution: str) -> str:
    """Return the module that a distribution's name suggests."""
    return canonicalize_name(distribution).replace("-", "_")


def implied(distribution: str) -> tuple[str, ...]:
    """Return what a distribution brings along for good, by its interface or as conda's name for it."""
    return _implied().get(distribution, ())


def brought(distribution: str) -> tuple[str, ...]:
    """Return what is installed wherever a distribution is; nothing where it is not known."""
    return (*_brought().get(distribution, ()), *implied(distribution))
