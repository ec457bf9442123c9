"""Draws of random numbers that no seed repeats."""

from __future__ import annotations

from collections.abc import Sequence

from roadworthy import Location, ModuleSummary, NotebookSummary, is_run
from roadworthy_rules._trainings._all_names import names_in

#: Functions that draw from a generator which all of a process shares.
_DRAWS = frozenset(
    "choice normal permutation rand randint randn random_sample shuffle standard_normal uniform".split()
)
_TRAINS = frozenset("fit fit_model train train_model train_test_split".split())
#: Libraries whose networks have seeds of their own.
_NETWORKS = frozenset("jax keras tensorflow torch".split())
_SEEDS = ("seed", "random_state", "rng")


def draws_in(
    modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary]
) -> list[tuple[str, Location]]:
    """Return what draws random numbers around a training, in words, and where; none if anything is seeded."""
    # `Generator` is a type; where one draws random numbers, `default_rng` or `manual_seed` made it.
    names = names_in(modules, notebooks)
    if "generator" in names or any(seed in name.lower() for name in names for seed in _SEEDS):
        return []
    sources = [module for module in modules if is_run(module.path, module.role)]
    tops = {item.module.partition(".")[0] for module in sources for item in module.imports}
    # A network that is written by hand draws its weights in one module and is trained by another.
    learns = tops.isdisjoint(_NETWORKS) and any(
        item.kind == "method" and item.name == "backward" for module in sources for item in module.definitions
    )
    found: list[tuple[str, Location]] = []
    for module in sources:
        found += _draws(module, learns)
    return found


def _draws(module: ModuleSummary, learns: bool) -> list[tuple[str, Location]]:
    bodies = [(Location(module.path), module.names)]
    bodies += [
        (Location(module.path, item.route, item.span), item.names.union((item.name,)))
        for item in module.definitions
    ]
    imports = module.libraries
    if imports.isdisjoint(("numpy", "random", "sklearn")):
        return []
    if not learns and not any(body & _TRAINS for _, body in bodies):
        return []
    found = []
    for at, body in bodies:
        draws = body & _DRAWS if "random" in body else set[str]()
        # `shuffle=False` keeps the order. A module names what it imports, too, and may never call it.
        named = "train_test_split" in (body - module.bound if body is module.names else body)
        # Options that are handed on may hold the seed.
        open_ = "shuffle" in body | module.names or "kwargs" in body
        if "sklearn" in imports and named and not open_:
            draws = draws | {"train_test_split"}
        if drawn := ", ".join(f"`{name}`" for name in sorted(draws)):
            found.append((drawn, at))
    return found
