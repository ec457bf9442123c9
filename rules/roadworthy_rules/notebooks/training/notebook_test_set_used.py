import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._test_set import HINTS, uses_in
from roadworthy_rules.notebooks._shared import trains_for_others


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
    if not trains_for_others(notebook):
        return
    cells = [(cell, cell.tree) for cell in notebook.code if cell.tree]
    if not any(hint in cell.source for cell, _ in cells for hint in HINTS):
        return
    nodes = [(node, cell) for cell, tree in cells for node in ast.walk(tree)]
    place = {id(node): cell for node, cell in nodes}
    statements = [statement for _, tree in cells for statement in tree.body]
    text = "\n".join(cell.source for cell, _ in cells)
    for use in uses_in([node for node, _ in nodes], statements, text):
        yield Finding(use.message, place[id(use.node)].at(use.node))
