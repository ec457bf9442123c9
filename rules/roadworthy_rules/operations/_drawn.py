"""What one text draws at random, and where it gives a seed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from roadworthy import extractor
from roadworthy_rules.operations._chance import IN_ORDER, SPLIT

if TYPE_CHECKING:
    from roadworthy import Files

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
#: A branch that a name decides on, and what it makes.
_BRANCH = re.compile(
    r"(?m)^[ \t]*(?:el)?if[ ][^\n]{0,80}==[ ]?[\"'][\w -]{1,40}[\"'][^\n]{0,40}:[ \t]*\n"
    r"[ \t]*(?:return[ ]|\w{1,40}[ ]?=[ ]?)(?=\w)"
)
_SAMPLE = re.compile(r"\b([a-z_]\w{0,60}\.sample)\(((?=[^()]{0,200}\b(?:frac|n)=)[^()]{0,200})\)")
#: A search that draws what it tries at random unless its sampler is given a seed.
_SEARCHES = re.compile(r"\b((?:optuna\.)?create_study)\(((?:[^()]|\([^()]{0,200}\)){0,600})\)")
_RANDOM_SEARCH = re.compile(
    r"\b(RandomizedSearchCV|HalvingRandomSearchCV)"
    r"\(((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,1500})\)"
)
#: The search of Hyperopt, which draws by what it is given as `rstate`; SciPy has a function of its name.
_HYPEROPT = re.compile(r"\bhyperopt\b")
_FMIN = re.compile(r"\b(fmin)\(((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,1500})\)")
_COMMENT = re.compile(r"#[^\n]*")
_INNER = re.compile(r"\([^()]{0,400}\)")
_SAMPLER = re.compile(r"\w{1,40}Sampler\([^()]{0,300}\bseed\b")
_GIVEN = re.compile(r"(?i)random_state|rstate|seed|\*")
_GIVEN_ANY = re.compile(r"(?i)random_state|seed")
_OWN_SPLIT = re.compile(r"\bdef[ ]train_test_split\b")
_FOR_ALL = re.compile(r"\bseed(?:_everything|_all)?\(|set_seed\(")
#: A seed that is another one each time.
_CLOCK = re.compile(
    r"\b(?:random_state|seed)[\"']?[ \t]?[=:(][ \t]?\[?(?:int\()?"
    r"(?:(?:datetime\.)?datetime\.now|(?:time\.)?time)\("
)


class Drawn(NamedTuple):
    """What a text draws at random, as plain data."""

    #: Whether something seeds all that draw, a sampler is given a seed, or a seed is the time of day.
    seeds_all: bool
    samples_seeded: bool
    by_clock: bool
    #: Whether it defines a split of its own, splits rows, and does so at random without a seed.
    own_split: bool
    splits: bool
    splits_unseeded: bool
    #: Whether a seed is given beside splits, and beside all that is known to draw.
    seeded: bool
    seeded_elsewhere: bool
    #: Whether a table holds classes of estimators, and whether settings are handed to one, its seed maybe.
    by_class: bool
    handed: bool
    #: Searches, each with whether it has a sampler; random searches, and what else draws, without a seed.
    searches: list[tuple[str, bool]]
    random_searches: list[str]
    made: list[str]
    #: Those that draw without a seed in one of several branches, where another makes what does not.
    by_name: list[str]


@extractor
def drawn_in(files: Files, path: str) -> Drawn:
    """Return what a file draws at random."""
    return drawn(files.text(path, strict=False))


def drawn(whole: str) -> Drawn:
    """Return what a text draws at random."""
    text = _COMMENT.sub("", whole)
    splits = [found[0] for found in SPLIT.finditer(text)]
    beside = SPLIT.sub("", text) if splits else text
    searches = _RANDOM_SEARCH.finditer(text) if "SearchCV" in text else ()
    # A seed of the estimator inside is none of the search.
    random = [(found[1], _INNER.sub("", _INNER.sub("", found[2]))) for found in searches]
    drawing = [found for draws in (_ESTIMATOR, _SAMPLE) for found in draws.finditer(text)]
    if _HYPEROPT.search(text):
        random += [(found[1], found[2]) for found in _FMIN.finditer(text)]
    made = [(found.start(), found[1]) for found in drawing if not _GIVEN.search(found[2])]
    branches = {found.end() for found in _BRANCH.finditer(text)} if made else set[int]()
    # What one branch makes is not what is trained, where another one makes what has a seed, or needs none.
    chosen = {at for at, _ in made} & branches if not branches <= {at for at, _ in made} else set[int]()
    return Drawn(
        seeds_all=_FOR_ALL.search(whole) is not None,
        samples_seeded=_SAMPLER.search(text) is not None,
        by_clock=_CLOCK.search(whole) is not None,
        own_split=_OWN_SPLIT.search(text) is not None,
        splits=bool(splits),
        splits_unseeded=any(not _GIVEN.search(one) and not IN_ORDER.search(one) for one in splits),
        seeded=_GIVEN_ANY.search(beside) is not None,
        seeded_elsewhere=_GIVEN_ANY.search(_ESTIMATOR.sub("", _SAMPLE.sub("", beside))) is not None,
        by_class=_BY_CLASS.search(text) is not None,
        handed=any(map(_is_handed, drawing)),
        searches=[(found[1], "sampler" in found[2]) for found in _SEARCHES.finditer(text)],
        random_searches=[name for name, given in random if not _GIVEN.search(given)],
        made=[name for at, name in made if at not in chosen],
        by_name=[name for at, name in made if at in chosen],
    )


def _is_handed(drawing: re.Match[str]) -> bool:
    """Tell whether what draws is given settings by a name, and no seed beside them."""
    return "**" in drawing[2] and not _GIVEN_ANY.search(drawing[2])
