from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.code.training.scores._blocks import blocks_that_sum
from roadworthy_rules.code.training.scores._round_sums import of_last_round


@rule(Severity.WARNING, since="0.3", handwritten=True)
def mean_of_last_round(module: Module) -> Iterator[Finding]:
    """A mean over all rounds has the sum of the last one only.

    The sum is set to zero at the start of each round, so after the loop it holds one round, and the division
    by the number of rounds makes it too small. Set it to zero once, before the loop.

    `loss = error(batch)` and `loss += loss / len(batches)` in one loop is the same: the name of the sum is
    that of the batch's loss, which overwrites it. Give the latter a name of its own.

    ```python bad
    def validate(model, folds, rows, target):
        for fold in range(folds):
            accuracy = 0.0
            model.fit(rows[fold], target[fold])
            accuracy += model.score(rows[fold], target[fold])
        accuracy /= folds
        return accuracy
    ```
    ```python bad
    def validate(model, batches, error):
        loss = 0
        for rows, target in batches:
            loss = error(model(rows), target)
            loss += loss.item() / len(batches)
        return loss
    ```
    ```python good
    def validate(model, folds, rows, target):
        accuracy = 0.0
        for fold in range(folds):
            total = 0.0
            for part in rows[fold]:
                total += model.score(part, target[fold])
            accuracy += total / len(rows[fold])
        accuracy /= folds
        return accuracy

    def measure(model, batches, error, folds):
        loss = 0
        for rows, target in batches:
            one = error(model(rows), target)
            one += one / folds
            loss += one / len(batches)
        return loss
    ```
    """
    for block in blocks_that_sum(module):
        for node, message in of_last_round(block):
            yield Finding(message, module.at(node))
