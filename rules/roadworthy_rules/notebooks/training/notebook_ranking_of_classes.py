from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._class_ranking import may_rank_classes, ranked_classes
from roadworthy_rules._test_set import in_order
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_ranking_of_classes(notebook: Notebook) -> Iterator[Finding]:
    """A notebook scores a ranking by classes, and not by probabilities.

    `roc_auc_score` and `roc_curve` measure how well a model ranks rows, and classes know two ranks only: the
    curve has one corner, and the area is mostly too low. Pass `model.predict_proba(rows)[:, 1]`.

    The rule reports a notebook once, and reads cells as `ranking-of-classes` reads modules.

    ```notebook bad
    [[cells]]
    source = '''
    from sklearn.ensemble import RandomForestClassifier
    model = RandomForestClassifier(random_state=7).fit(rows, target)
    predicted = model.predict(held)
    '''

    [[cells]]
    source = "print(roc_auc_score(held_target, predicted))"
    ```
    ```notebook good
    [[cells]]
    source = '''
    from sklearn.ensemble import RandomForestClassifier
    model = RandomForestClassifier(random_state=7).fit(rows, target)
    predicted = model.predict_proba(held)[:, 1]
    print(model.predict(held))
    '''

    [[cells]]
    source = "print(roc_auc_score(held_target, predicted))"
    ```
    """
    if (cells := training_cells(notebook, may_rank_classes)) is None:
        return
    found = [*ranked_classes(nodes for _, _, nodes in in_order(cells.statements))]
    if found:
        (first, message), *others = found
        more = f" ({len(found)} places)" if others else ""
        related = tuple(cells.at(node) for node, _ in others)
        yield Finding(f"{message}{more}", cells.at(first), related=related)
