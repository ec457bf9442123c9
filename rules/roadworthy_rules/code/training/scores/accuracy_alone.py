import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Severity,
    fact,
    is_run,
    last_name,
    nodes_of,
    rule,
)

#: What draws rows so that the classes are alike, and arguments that weigh the classes.
_SAMPLERS = frozenset(
    "ADASYN BorderlineSMOTE RandomOverSampler RandomUnderSampler SMOTE SMOTEENN SMOTENC SMOTETomek SVMSMOTE"
    " WeightedRandomSampler compute_class_weight".split()
)
_WEIGHTS = frozenset("class_weight class_weights scale_pos_weight".split())
#: What a module has that trains or scores.
_LIBRARIES = ("keras", "learn", "metric", "numpy", "score", "tensorflow", "torch", "xgboost", "lightgbm")
#: Words of scores that tell the classes apart, or that are for other tasks.
_SCORES = re.compile(
    r"f1|f_?beta|f_?score|precision|recall|auc|roc|confusion|classification_report|balanced_acc|kappa"
    r"|matthews|mcc|sensitivity|specificity|g_?mean|dice|iou|jaccard|crosstab|true_?pos|false_?pos|fpr|tpr"
    r"|per_?class|each_?class|class_?acc|mean_?acc|log_loss|brier|\brmse|mean_squared"
)


@dataclass(frozen=True, slots=True)
class WeighedClasses:
    """What a module says of classes: `weighs` is how it balances them, `other` whether it has such scores."""

    weighs: str
    accuracy: bool
    other: bool
    at: Location


@rule(Severity.NOTE, since="0.2", handwritten=True)
def accuracy_alone(
    classes: tuple[WeighedClasses, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    profile: Profile,
) -> Iterator[Finding]:
    """A project balances its classes, and accuracy is its only score.

    You weigh or draw the classes because some are rare. Accuracy hides how well these are found: if 95 of 100
    rows are of one class, a model that always answers this class scores 95 %. Use `f1_score` with
    `average="macro"`, `balanced_accuracy_score` or `classification_report` as well.

    The rule applies to projects with `class_weight`, `SMOTE`, `WeightedRandomSampler` and the like that
    mention accuracy and no score that tells the classes apart, in code or notebooks. It ignores libraries.

    ```python train.py bad
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score

    def train(rows, target, held, held_target):
        model = LogisticRegression(class_weight="balanced").fit(rows, target)
        print(accuracy_score(held_target, model.predict(held)))
    ```
    ```python train.py bad
    from imblearn.over_sampling import SMOTE
    from keras import Sequential
    from keras.layers import Dense

    def train(rows, target):
        rows, target = SMOTE(random_state=7).fit_resample(rows, target)
        model = Sequential([Dense(3, activation="softmax")])
        model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(rows, target)
    ```
    ```python train.py good
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score, f1_score

    def train(rows, target, held, held_target):
        model = LogisticRegression(class_weight="balanced").fit(rows, target)
        predicted = model.predict(held)
        print(accuracy_score(held_target, predicted), f1_score(held_target, predicted, average="macro"))
    ```
    ```python train.py good
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score

    def train(rows, target, held, held_target):
        model = LogisticRegression(class_weight=None).fit(rows, target)
        print(accuracy_score(held_target, model.predict(held)))
    ```
    """
    sources = {module.path for module in modules if is_run(module.path, module.role)}
    found = [item for item in classes if item.at.file in sources]
    weighed = [item for item in found if item.weighs]
    if not weighed or profile.name == "library" or any(item.other for item in found):
        return
    if not any(item.accuracy for item in found):
        return
    if any(_SCORES.search(name) for notebook in notebooks for name in notebook.names):
        return
    first, *others = weighed
    message = f"`{first.weighs}` balances the classes, and accuracy is the only score"
    yield Finding(message, first.at, related=tuple(item.at for item in others[:10]))


@fact
def weighed_classes(module: Module) -> tuple[WeighedClasses, ...]:
    """Look at how a module balances classes, and at the scores that it mentions."""
    if not is_run(module.path, module.role):
        return ()
    text = module.text
    if not any(word in text for word in _LIBRARIES):
        return ()
    small = text.lower()
    weighs, at = "", Location(module.path)
    if any(word in text for word in (*_SAMPLERS, *_WEIGHTS)):
        for node in nodes_of(module, ast.Call):
            name = last_name(node.func)
            word = next((item.arg for item in node.keywords if item.arg in _WEIGHTS and _is_set(item)), "")
            if name in _SAMPLERS or word:
                weighs, at = word or name, module.at(node)
                break
    other = _SCORES.search(small) is not None
    accuracy = "accuracy" in small
    return (WeighedClasses(weighs, accuracy, other, at),) if weighs or accuracy or other else ()


def _is_set(argument: ast.keyword) -> bool:
    return not (isinstance(argument.value, ast.Constant) and argument.value.value is None)
