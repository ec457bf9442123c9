from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.code.training.scores._blocks import blocks_that_sum
from roadworthy_rules.code.training.scores._wrong_counts import wrongly_divided


@rule(Severity.WARNING, since="0.3", handwritten=True)
def mean_of_wrong_count(module: Module) -> Iterator[Finding]:
    """A sum over all rounds is divided by another number than that of the rounds.

    After `for index, batch in enumerate(batches)`, `index` is one less than the number of batches: the mean
    is too large, and a single batch ends in a division by zero. The length of a result of the last batch is
    the number of its rows: the score depends on the size of the batches. Use `total / len(batches)`, or count
    the rows that you scored.

    The rule ignores loops that may skip or end a round, and sums that only some rounds add to.

    ```python bad
    def train(model, batches):
        total = 0.0
        for index, batch in enumerate(batches):
            total += model.step(batch)
        return total / index
    ```
    ```python bad
    import torch

    def validate(model, loader):
        correct = 0
        with torch.no_grad():
            for rows, target in loader:
                scores = model(rows)
                correct += (scores.argmax(1) == target).sum().item()
        return correct / len(scores)
    ```
    ```python good
    import torch

    def train(model, batches):
        total = 0.0
        for index, batch in enumerate(batches):
            total += model.step(batch)
        return total / (index + 1)

    def warmed_up(model, batches):
        total = 0.0
        for index, batch in enumerate(batches):
            if index:
                total += model.step(batch)
        return total / index

    def validate(model, loader):
        correct = 0
        seen = 0
        with torch.no_grad():
            for rows, target in loader:
                correct += (model(rows).argmax(1) == target).sum().item()
                seen += len(rows)
        return correct / seen
    ```
    """
    for block in blocks_that_sum(module):
        for node, message in wrongly_divided(block):
            yield Finding(message, module.at(node))
