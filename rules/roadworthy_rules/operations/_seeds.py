"""What draws at random in a training, and whether it is given a seed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy_rules.operations._chance import IN_ORDER, SPLIT, fits
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
#: What draws at random unless it is told how, what may tell it, and what seeds all that draw.
_ESTIMATOR = re.compile(
    r"\b((?:(?:AdaBoost|Bagging|DecisionTree|ExtraTrees|GradientBoosting|MLP|RandomForest|SGD)"
    r"(?:Classifier|Regressor))|IsolationForest|(?:MiniBatch)?KMeans|LinearSV[CR]"
    r"|ADASYN|(?:Borderline|KMeans|SVM)?SMOTE(?:N|NC|ENN|Tomek)?|Random(?:Over|Under)Sampler)"
    r"\(((?:[^()]|\([^()]{0,200}\)){0,400})\)"
)
#: A class of these among the values of a table, which something makes estimators of.
_BY_CLASS = re.compile(
    r"(?:[\"'][ ]?:[ ]?\(?|[\[(,]\s{0,40}\()"
    r"(?:AdaBoost|Bagging|DecisionTree|ExtraTrees|GradientBoosting|MLP|RandomForest|SGD)"
    r"(?:Classifier|Regressor)[ ]?[,)}\n]"
)
_SAMPLE = re.compile(r"\b([a-z_]\w{0,60}\.sample)\(((?=[^()]{0,200}\b(?:frac|n)=)[^()]{0,200})\)")
#: A search that draws what it tries at random unless its sampler is given a seed.
_SEARCHES = re.compile(r"\b((?:optuna\.)?create_study)\(((?:[^()]|\([^()]{0,200}\)){0,600})\)")
_RANDOM_SEARCH = re.compile(
    r"\b(RandomizedSearchCV|HalvingRandomSearchCV)"
    r"\(((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,1500})\)"
)
_COMMENT = re.compile(r"#[^\n]*")
_INNER = re.compile(r"\([^()]{0,400}\)")
_SAMPLER = re.compile(r"\w{1,40}Sampler\([^()]{0,300}\bseed\b")
_GIVEN = re.compile(r"(?i)random_state|seed|\*")
_GIVEN_ANY = re.compile(r"(?i)random_state|seed")
#: What stands for a split whose seed is the only one, and a split of the project's own.
SPLITS = "only train_test_split"
_OWN_SPLIT = re.compile(r"\bdef[ ]train_test_split\b")
_FOR_ALL = re.compile(r"\bseed(?:_everything|_all)?\(|set_seed\(")
_LEARNING = frozenset("apply_gradients backward compile fit_generator minimize".split())


def unseeded(training: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return what draws at random and is given no seed, such as an estimator or a sample.

    It is empty where all are given one, or something seeds all. `SPLITS` stands for a split that has the only
    seed, beside what is fitted and not known.
    """
    training = tuple(training)
    texts = [tree.text(module.path, strict=False) for module in training]
    return unseeded_in(texts, known=any(map(fits, training)))


def unseeded_in(texts: Sequence[str], *, known: bool) -> str:
    """Return what draws at random in texts and is given no seed, as `unseeded` does for modules.

    What is fitted is `known` where a library that learns is imported.
    """
    if any(_FOR_ALL.search(text) for text in texts):
        return ""
    texts = [_COMMENT.sub("", text) for text in texts]
    splits = [found[0] for text in texts for found in SPLIT.finditer(text)]
    # A split of the project's own may give the seed itself.
    held = any(map(_OWN_SPLIT.search, texts))
    if not held and any(not _GIVEN.search(one) and not IN_ORDER.search(one) for one in splits):
        return "train_test_split"
    seeds = " ".join(SPLIT.sub("", text) for text in texts)
    if splits and not _GIVEN_ANY.search(seeds) and not known:
        return SPLITS
    # Of several searches, each needs a sampler.
    given = any(map(_SAMPLER.search, texts))
    for found in (found for text in texts for found in _SEARCHES.finditer(text)):
        if not given or "sampler" not in found[2]:
            return found[1]
    drawn = (found for text in texts if "SearchCV" in text for found in _RANDOM_SEARCH.finditer(text))
    # A seed of the estimator inside is none of the search.
    own = ((found[1], _INNER.sub("", _INNER.sub("", found[2]))) for found in drawn)
    if name := next((name for name, given in own if not _GIVEN.search(given)), ""):
        return name
    made = (found for text in texts for draws in (_ESTIMATOR, _SAMPLE) for found in draws.finditer(text))
    if name := next((found[1] for found in made if not _GIVEN.search(found[2])), ""):
        return name
    # Whoever calls the class may give it a seed.
    by_class = any(map(_BY_CLASS.search, texts))
    others = (_ESTIMATOR.sub("", _SAMPLE.sub("", SPLIT.sub("", text))) for text in texts)
    return SPLITS if splits and by_class and not any(map(_GIVEN_ANY.search, others)) else ""


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
