"""What draws at random in a training, and whether it is given a seed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy_rules.operations._chance import fits
from roadworthy_rules.operations._drawn import Drawn, drawn_in
from roadworthy_rules.operations._trainings import NETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadworthy import ModuleSummary, Tree

#: A seed in a file of settings that the training may be given whole.
_SETTINGS = ("config", "param", "setting")
_FOLDERS_OF_SETTINGS = frozenset("conf config configs params".split())
_WRITTEN = (".json", ".toml", ".yaml", ".yml")
_SEED_SET = re.compile(r"(?im)^[ \t{,]*[\"']?(?:\w*_?seed|random_state)[\"']?[ \t]*[:=][ \t]*\d")
_SIZE = 100_000
#: What stands for a split whose seed is the only one.
SPLITS = "only train_test_split"
_LEARNING = frozenset("apply_gradients backward compile fit_generator minimize".split())


def unseeded(training: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return what draws at random and is given no seed, such as an estimator or a sample.

    It is empty where all are given one, or something seeds all. `SPLITS` stands for a split that has the only
    seed, beside what is fitted and not known.
    """
    training = tuple(training)
    found = [tree.extract(module.path, drawn_in) for module in training]
    name = unseeded_of(found, known=any(map(fits, training)))
    if name or not (any(one.handed for one in found) and any(one.splits for one in found)):
        return name
    # What settings hand to an estimator may hold its seed.
    seeded = any(one.seeded_elsewhere or one.seeds_all for one in found) or seed_in_settings(tree)
    return "" if seeded else SPLITS


def unseeded_of(found: Sequence[Drawn], *, known: bool) -> str:
    """Return what texts draw at random without a seed, as `unseeded` does for modules.

    What is fitted is `known` where a library that learns is imported.
    """
    if any(one.seeds_all for one in found):
        return ""
    # A split of the project's own may give the seed itself.
    if any(one.splits_unseeded for one in found) and not any(one.own_split for one in found):
        return "train_test_split"
    splits = any(one.splits for one in found)
    if splits and not known and not any(one.seeded for one in found):
        return SPLITS
    # Of several searches, each needs a sampler.
    given = any(one.samples_seeded for one in found)
    for name, sampled in (search for one in found for search in one.searches):
        if not given or not sampled:
            return name
    for names in ([one.random_searches for one in found], [one.made for one in found]):
        if name := next((name for one in names for name in one), ""):
            return name
    # Which of several is trained, a name says.
    if any(one.by_name for one in found):
        return SPLITS
    # What calls the class may give it a seed.
    by_class = any(one.by_class for one in found)
    return SPLITS if splits and by_class and not any(one.seeded_elsewhere for one in found) else ""


def draws_weights(training: Iterable[ModuleSummary], run: Iterable[ModuleSummary]) -> bool:
    """Tell whether modules train a net, whose weights are drawn at random; others may compile it."""
    training = tuple(training)
    if any(_of_nets(module) and module.mentioned & _LEARNING for module in training):
        return True
    compiled = any(_of_nets(module) and "compile" in module.mentioned for module in run)
    return compiled and any(map(_of_nets, training))


def _of_nets(module: ModuleSummary) -> bool:
    return not NETS.isdisjoint(module.libraries)


def seed_in_settings(tree: Tree) -> str:
    """Return a file of settings that holds a seed; else an empty text."""
    for path in tree.files:
        known = _is_of_settings(path) and not tree.exceeds(path, _SIZE)
        if known and _SEED_SET.search(tree.text(path, strict=False)):
            return path
    return ""


def _is_of_settings(path: str) -> bool:
    *folders, name = path.lower().split("/")
    known = any(word in name for word in _SETTINGS) or not _FOLDERS_OF_SETTINGS.isdisjoint(folders)
    return known and name.endswith(_WRITTEN)
