from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._batch_scores import means_divided, whole_scores
from roadworthy_rules._test_set import in_order
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_score_of_batches(notebook: Notebook) -> Iterator[Finding]:
    """A notebook puts a score together from batches in a way that gives another number.

    F1, precision and AUC are scores of all rows, and their mean over batches is another number. Keep the
    predictions of all batches and compute the score once. The loss of a batch is a mean already, so its sum
    belongs to `len(loader)`, not to the number of rows.

    The rule reads cells as `score-of-batches` reads modules.

    ```notebook bad
    [[cells]]
    source = '''
    running_loss = 0.0
    for rows, target in train_loader:
        loss = criterion(model(rows), target)
        loss.backward()
        running_loss += loss.item()
    '''

    [[cells]]
    source = "print(running_loss / len(train_loader.dataset))"
    ```
    ```notebook good
    [[cells]]
    source = '''
    running_loss = 0.0
    for rows, target in train_loader:
        loss = criterion(model(rows), target)
        loss.backward()
        running_loss += loss.item()
    '''

    [[cells]]
    source = "print(running_loss / len(train_loader))"
    ```
    """
    if (cells := training_cells(notebook, lambda text: "loader" in text or "batches" in text)) is None:
        return
    found = [*whole_scores(cells.nodes, cells.text)]
    divided = [*means_divided((nodes for _, _, nodes in in_order(cells.statements)), cells.text)]
    for node, message in (*found, *divided):
        yield Finding(message, cells.at(node))
