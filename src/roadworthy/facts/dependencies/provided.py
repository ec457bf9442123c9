"""Whether something that is required provides a module, by the tables of import names."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.utils import canonicalize_name

from roadworthy.facts.dependencies.modulemap import brought, implied, providers

#: Namespaces that many distributions share; in some, all distributions require those of the others.
_SHARED = ("google.",)
_CLIENTS = ("google.cloud.",)
_DISTRIBUTIONS = ("google-cloud-", "google-api-", "google-auth")


def provides(name: str, known: tuple[str, ...], declared: frozenset[str]) -> bool:
    """Tell whether something declared provides a module, giving it the benefit of every doubt."""
    if known and name.startswith(_SHARED):
        # A neighbour in the namespace provides no other part of it, but what all of them are made of.
        core = not name.startswith(_CLIENTS) and any(item.startswith(_DISTRIBUTIONS) for item in declared)
        return core or any(item in declared for item in known)
    word = canonicalize_name(name.partition(".")[0])
    if any(item in declared for item in known) or word in declared:
        return True
    guesses = {f"python-{word}", f"py{word}", f"py-{word}", f"{word}-python", f"{word}2", f"{word}3"}
    # Type stubs are named for the module, and hold none of it.
    return bool(guesses & declared) or any(
        item.startswith(f"{word}-") and not item.endswith("-stubs") for item in declared
    )


def with_implied(distributions: Iterable[str]) -> frozenset[str]:
    """Return distributions, by normalised name, with what their own interfaces are made of."""
    found = set(distributions)
    pending = list(found)
    while pending:
        more = [name for name in implied(pending.pop()) if name not in found]
        found.update(more)
        pending += more
    return frozenset(found)


def missing_providers(module: str, distributions: Iterable[str]) -> tuple[str, ...]:
    """Return who is known to provide a dotted module, the usual one first, where none of them is there.

    Nothing where one of `distributions` provides it, or what is installed with these does, or where no one is
    known.
    """
    there = with_implied(distributions)
    there |= {other for name in there for other in brought(name)}
    known = providers(module)
    return () if provides(module, known, there) else known
