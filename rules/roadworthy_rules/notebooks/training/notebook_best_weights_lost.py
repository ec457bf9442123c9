import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._last_weights import last_weights, may_lose_weights
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_best_weights_lost(notebook: Notebook) -> Iterator[Finding]:
    """A training in a notebook stops early and goes on with its last weights.

    `EarlyStopping` waits `patience` epochs for a better score, and the network keeps the weights of the last
    of them. Pass `restore_best_weights=True`, or save the best ones by `ModelCheckpoint`
    and load them.

    The rule reads cells as `best-weights-lost` reads modules.

    ```notebook bad
    [[cells]]
    source = '''
    from tensorflow.keras.callbacks import EarlyStopping
    stop = EarlyStopping(monitor="val_loss", patience=10)
    model.fit(rows, validation_split=0.2, callbacks=[stop])
    '''

    [[cells]]
    source = "model.evaluate(held)"
    ```
    ```notebook good
    [[cells]]
    source = '''
    from tensorflow.keras.callbacks import EarlyStopping
    stop = EarlyStopping(monitor="val_loss", patience=10, restore_best_weights=True)
    model.fit(rows, validation_split=0.2, callbacks=[stop])
    '''

    [[cells]]
    source = "model.evaluate(held)"
    ```
    """
    if (cells := training_cells(notebook, may_lose_weights)) is None:
        return
    calls = [node for node in cells.nodes if isinstance(node, ast.Call)]
    for call, message in last_weights(calls, cells.text):
        yield Finding(message, cells.at(call))
