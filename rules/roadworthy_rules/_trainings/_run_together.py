"""The modules that run in a training: those that it imports, and those that a pipeline runs beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import path_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadworthy import ModuleSummary

#: Words in the name of what runs the steps of a training.
_PIPELINE = frozenset("pipeline train training".split())


def imports_any(module: ModuleSummary, others: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module imports one of some others, by their names."""
    stems = {one.path.rpartition("/")[2].removesuffix(".py") for one in others}
    return any(not stems.isdisjoint((item.module.rpartition(".")[2], item.name)) for item in module.imports)


def with_imported(
    training: Sequence[ModuleSummary], run: Iterable[ModuleSummary]
) -> tuple[ModuleSummary, ...]:
    """Return modules that train, and those of the project that they import, by their names."""
    stems: dict[str, list[ModuleSummary]] = {}
    roots = {"src"}
    for module in run:
        *folders, name = module.path.removesuffix(".py").split("/")
        # A package is imported by the name of its folder.
        stems.setdefault(folders[-1] if name == "__init__" and folders else name, []).append(module)
        roots.update((*folders, name))
    found = {module.path: module for module in training}
    open_ones = list(training)
    for _ in range(3):
        named = {
            part
            for module in open_ones
            for item in module.imports
            if item.level or item.module.partition(".")[0] in roots
            for part in (*item.module.split("."), item.name or "")
        }
        # What a name stands for is found once, however many modules import it.
        open_ones = [one for part in sorted(named) for one in stems.pop(part, ()) if one.path not in found]
        found.update((module.path, module) for module in open_ones)
    return tuple(found.values())


def with_pipeline(
    training: Sequence[ModuleSummary], run: Sequence[ModuleSummary]
) -> tuple[ModuleSummary, ...]:
    """Return modules that train, what they import, and what a pipeline of the training runs beside them."""
    around = [
        module
        for module in run
        if not _PIPELINE.isdisjoint(path_words(module.path.rpartition("/")[2]))
        and imports_any(module, training)
    ]
    return with_imported((*training, *around), run)


def names_led_to(training: Sequence[ModuleSummary], closure: Sequence[ModuleSummary]) -> frozenset[str]:
    """Return the names that modules that train mention, and those that what they mention leads to.

    What is defined in the modules that they import is followed, by its name.
    """
    reached = set[str]().union(*(module.mentioned for module in training))
    own: dict[str, set[str]] = {}
    for module in closure:
        for item in module.definitions:
            own.setdefault(item.name, set()).update(item.names)
    pending = sorted(reached & own.keys())
    while pending:
        new = own[pending.pop()] - reached
        reached |= new
        pending += sorted(new & own.keys())
    return frozenset(reached)
