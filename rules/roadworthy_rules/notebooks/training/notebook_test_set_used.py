from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._test_set import may_use, uses_in
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_test_set_used(notebook: Notebook) -> Iterator[Finding]:
    """The test set takes part in the training of a notebook.

    The training stops at the epoch, or keeps the model, that suits the test set best, or a transformer knows
    the test rows, so the score in the notebook is too good. Split off a validation set for such choices, fit
    transformers on the training rows, and use the test set once, at the end.

    The rule reads names, as `test-set-used` does for modules, and reads all cells as one script. It ignores
    notebooks of documentation, examples and tutorials, unless they store a model in another directory.

    ```notebook bad
    [[cells]]
    source = "model.fit(x_train, y_train, validation_data=(x_test, y_test))"
    ```
    ```notebook bad
    [[cells]]
    source = "rows = pd.concat([train, test])"

    [[cells]]
    source = "tokenizer.fit_on_texts(rows.text)"
    ```
    ```notebook bad
    [[cells]]
    source = '''
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.fit_transform(X_test)
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    model.fit(x_train, y_train, validation_split=0.2)
    model.evaluate(x_test, y_test)
    '''
    ```
    """
    if (cells := training_cells(notebook, may_use)) is None:
        return
    for use in uses_in(cells.nodes, cells.statements, cells.text):
        yield Finding(use.message, cells.at(use.node))
