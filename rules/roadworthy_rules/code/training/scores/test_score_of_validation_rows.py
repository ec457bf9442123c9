from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.code.training.scores._misnamed_scores import scores_of_validation_rows


@rule(Severity.WARNING, since="0.3", handwritten=True)
def test_score_of_validation_rows(module: Module) -> Iterator[Finding]:
    """A score that is called the test score is computed on the validation rows.

    The model was chosen by these rows, so the score is too good, and the test set that was made for this is
    never used. Pass the test set.

    The rule reports `test_accuracy = score(model, val_loader)` if the same function makes `test_loader`, and
    nothing in the module reads it.

    ```python bad
    def run(model, split, load, fit, score, rows):
        train_rows, val_rows, test_rows = split(rows)
        val_loader = load(val_rows)
        test_loader = load(test_rows)
        fit(model, load(train_rows), val_loader)
        test_accuracy = score(model, val_loader)
        return test_accuracy
    ```
    ```python good
    def run(model, split, load, fit, score, rows):
        train_rows, val_rows, test_rows = split(rows)
        val_loader = load(val_rows)
        test_loader = load(test_rows)
        fit(model, load(train_rows), val_loader)
        val_accuracy = score(model, val_loader)
        test_accuracy = score(model, test_loader)
        return val_accuracy, test_accuracy

    def choose(model, split, load, fit, score, rows):
        train_rows, val_rows, test_rows = split(rows)
        val_loader = load(val_rows)
        test_loader = load(test_rows)
        fit(model, load(train_rows), val_loader)
        test_during_fit = score(model, val_loader)
        return test_during_fit, score(model, test_loader)
    ```
    """
    for one in scores_of_validation_rows(module):
        message = f"`{one.score}` is computed on `{one.rows}`, and `{one.unread}` is never read"
        yield Finding(message, module.at(one.node))
        return
