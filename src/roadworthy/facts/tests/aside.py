"""Own code beside the work: demonstrations, experiments and seed data, programs, and what draws a window."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from roadworthy.core.late_re import re
from roadworthy.facts.python import Definition, ModuleSummary, tails_of
from roadworthy.facts.tests.development import imported_by
from roadworthy.tree.roles import path_words

#: Words of directories that hold what a person starts and looks at, and of modules that fill a data base.
_DIRECTORIES = frozenset(
    "demos example examples experiment experiments mock mocks playground sandbox seed seeds spike spikes"
    " spiking".split()
)
_FILLS = re.compile(r"(?:demo|fill|init|mock|populate|seed)_?(?:data|database|db|tables?)|seeds?|seeder")
#: What a program asks of a window, and of who sits before it.
_WINDOW = (
    *("cv2.imshow", "cv2.waitKey", "curses.", "turtle."),
    *("pygame.Surface", "pygame.display.", "pygame.draw.", "pygame.event.", "pygame.key.", "pygame.mouse."),
)


def aside_among(modules: Iterable[ModuleSummary], own: Collection[ModuleSummary]) -> frozenset[str]:
    """Return the paths of own modules in directories of demonstrations, or that are named for seed data.

    Code elsewhere imports none of them, and there is other code: who calls all of it an experiment has
    nothing else to test.
    """
    named = {module.path for module in own if _is_named_so(module.path)}
    if not named or all(one.path in named or one.path.endswith("__init__.py") for one in own):
        return frozenset()
    sources = [one for one in modules if one.role == "source"]
    paths = frozenset(module.path for module in own)
    tails = tails_of(paths)
    while True:
        others = [one for one in sources if one.path not in named]
        used = named.intersection(imported_by(others, paths, tails))
        if not used:
            return frozenset(named)
        named -= used


def programs_among(modules: Iterable[ModuleSummary], own: Collection[ModuleSummary]) -> frozenset[int]:
    """Return the identities of the own functions that are programs, as `main` is, by another name.

    Such a function takes nothing, and only the block calls it that runs where its module is started; no other
    module imports that one.
    """
    started = {
        id(item): module.path
        for module in own
        for item in module.definitions
        if item.name in module.main_uses
        and item.kind == "function"
        and not (item.owner or item.arguments or item.decorators)
        and not any(item.name in other.uses for other in module.definitions if other is not item)
    }
    if not started:
        return frozenset()
    paths = frozenset(module.path for module in own)
    imported = frozenset(imported_by(modules, paths, tails_of(paths)))
    return frozenset(one for one, path in started.items() if path not in imported)


def _is_named_so(path: str) -> bool:
    *folders, name = path.split("/")
    words = {word for folder in folders for word in path_words(folder)}
    return not words.isdisjoint(_DIRECTORIES) or _FILLS.fullmatch(name.removesuffix(".py")) is not None


def before_window(module: ModuleSummary) -> frozenset[int]:
    """Return the identities of the functions of a module that draw or ask a window.

    Of a class, all methods do if one does: they share what it draws on.
    """
    drawing = {id(item): item for item in module.definitions if item.kind != "class" and _draws(item)}
    owners = {item.owner for item in drawing.values() if item.owner}
    return frozenset(drawing).union(id(item) for item in module.definitions if item.owner in owners)


def _draws(item: Definition) -> bool:
    return any(use.startswith(_WINDOW) for use in item.uses)
