from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, rule
from roadworthy_rules._class_ranking import may_rank_classes, ranked_classes
from roadworthy_rules.code.training._loops import inside, scopes


@rule(Severity.NOTE, since="0.2", handwritten=True)
def ranking_of_classes(module: Module) -> Iterator[Finding]:
    """A ranking is scored by classes, and not by probabilities.

    `roc_auc_score`, `roc_curve` and the like measure how well a model ranks rows. `predict` returns classes,
    which know two ranks only: the curve has one corner, and the area is that of one threshold, mostly too
    low. Pass `model.predict_proba(rows)[:, 1]`, or `model.decision_function(rows)`.

    The rule reports a module once. It ignores modules that import libraries whose `predict` may return
    probabilities, such as Keras.

    ```python bad
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    def evaluate(rows, target, held, held_target):
        model = LogisticRegression().fit(rows, target)
        predicted = model.predict(held)
        return roc_auc_score(held_target, predicted)
    ```
    ```python good
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score, roc_auc_score

    def evaluate(rows, target, held, held_target):
        model = LogisticRegression().fit(rows, target)
        predicted = model.predict(held)
        print(accuracy_score(held_target, predicted))
        predicted = model.predict_proba(held)[:, 1]
        return roc_auc_score(held_target, predicted)
    ```
    """
    if not is_run(module.path, module.role) or not may_rank_classes(module.text):
        return
    found = [*ranked_classes(list(inside(scope)) for scope in scopes(module))]
    if found:
        (first, message), *others = sorted(found, key=lambda item: item[0].lineno)
        related = tuple(module.at(node) for node, _ in others)
        more = f" ({len(found)} places)" if others else ""
        yield Finding(f"{message}{more}", module.at(first), related=related)
