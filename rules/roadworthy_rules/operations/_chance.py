"""What a training draws by chance, by what it imports and mentions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy_rules._trainings._run_together import with_imported

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadworthy import Import, ModuleSummary, Tree

#: Libraries that learn, and the parts of scikit-learn that only prepare and measure.
_LEARNERS = frozenset(
    "catboost flaml imblearn keras lightgbm lightning prophet pycaret pyspark pytorch_lightning sklearn"
    " statsmodels surprise tensorflow torch transformers tpot xgboost".split()
)
_AROUND = frozenset(
    "base compose exceptions feature_extraction feature_selection impute metrics model_selection pipeline"
    " preprocessing utils".split()
)
#: Estimators that draw nothing, and what draws for them.
_EXACT = frozenset(
    "BernoulliNB ComplementNB EigenFaceRecognizer_create ElasticNet FisherFaceRecognizer_create GaussianNB"
    " KNeighborsClassifier KNeighborsRegressor LBPHFaceRecognizer_create Lasso"
    " LinearDiscriminantAnalysis LinearRegression LogisticRegression MultinomialNB NearestNeighbors Ridge"
    " RidgeClassifier".split()
)
#: What fits one estimator for each target or class, and draws nothing itself.
_WRAPPING = frozenset(
    "MultiOutputClassifier MultiOutputRegressor OneVsOneClassifier OneVsRestClassifier".split()
)
#: Libraries that draw by a seed of their own unless they are given another one, and what learns in them.
_SEEDED = frozenset("catboost lightgbm xgboost".split())
_WITH_TRAINER = frozenset("sentence_transformers setfit transformers".split())
_LEARNING = re.compile(r"(?:CatBoost|LGBM|XGB)(?:Classifier|Ranker|Regressor)?")
#: The solvers that draw at random, of those that draw nothing by default.
_SOLVERS = frozenset(("liblinear", "random", "sag", "saga"))
_DRAWS = frozenset("KFold StratifiedKFold permutation sample shuffle train_test_split".split())
#: A call that splits rows, and what makes it split them in their order.
SPLIT = re.compile(r"(?<!\w)train_test_split\s*\((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,600}\)")
IN_ORDER = re.compile(r"shuffle[ ]?=[ ]?False")
_SPLITS_IN_ORDER = frozenset(("shuffle", "train_test_split"))


def exact_training(
    training: Sequence[ModuleSummary], run: Iterable[ModuleSummary], made: bool, tree: Tree
) -> str:
    """Return a module that trains what draws nothing, such as a linear regression, if nothing else draws.

    What draws by its library's own seed, as XGBoost does, draws the same each time.

    Of a training that makes its data, the first module is asked: the data is drawn where it is made.
    """
    near = training[:1] if made else with_imported(training, run)
    exact = next((module.path for module in near if module.mentioned & _EXACT or _is_seeded(module)), "")
    draws = any(
        _draws_rows(module, tree)
        or not module.mentioned.isdisjoint(_SOLVERS)
        or any(_draws(item) for item in module.imports if not item.level)
        for module in near
    )
    return "" if draws else exact


def _draws_rows(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether a module draws rows by chance: one that splits them in their order draws none."""
    drawn = module.mentioned & _DRAWS
    if not drawn or not drawn <= _SPLITS_IN_ORDER:
        return bool(drawn)
    splits = [found[0] for found in SPLIT.finditer(tree.text(module.path, strict=False))]
    return not splits or not all(map(IN_ORDER.search, splits))


def seeded_trainer(training: Iterable[ModuleSummary]) -> str:
    """Return a module that trains by what has a seed by default: the Trainer of transformers, or YOLO."""
    for module in training:
        if not module.libraries.isdisjoint(_WITH_TRAINER) and module.mentions(("TrainingArguments",)):
            return module.path
        if "ultralytics" in module.libraries and module.mentions(("YOLO",)) and module.mentions(("train",)):
            return module.path
    return ""


def _is_seeded(module: ModuleSummary) -> bool:
    """Tell whether a module trains what draws by its library's own seed, as XGBoost does."""
    if module.libraries.isdisjoint(_SEEDED):
        return False
    return any(map(_LEARNING.fullmatch, module.mentioned)) or "train" in module.mentioned


def _draws(item: Import) -> bool:
    """Tell whether an import is of what may draw by chance: another estimator, or another library."""
    root, _, rest = item.module.partition(".")
    if root in _SEEDED:
        return False
    # What scikit-learn makes up is drawn; the data that it holds is not.
    if (root, rest) == ("sklearn", "datasets"):
        return (item.name or "make_").startswith("make_")
    if root in _LEARNERS:
        return root != "sklearn" or (
            rest.partition(".")[0] not in _AROUND and (item.name or "") not in _EXACT | _WRAPPING
        )
    return "random" in (root, rest, item.name)


def fits(module: ModuleSummary) -> bool:
    """Tell whether a module imports what learns, and not only what splits, measures and prepares."""
    return any(
        item.module.partition(".")[0] in _LEARNERS
        and item.module.partition(".")[2].partition(".")[0] not in _AROUND
        for item in module.imports
    )
