from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._kept_weights import folds_of_one_network
from roadworthy_rules._test_set import in_order
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.WARNING, since="0.2")
def notebook_network_kept_over_folds(notebook: Notebook) -> Iterator[Finding]:
    """A cross-validation in a notebook trains one network over all folds.

    `fit` of Keras goes on with the weights that the network has, so from the second fold on it was trained on
    the rows that it is validated on. Make a new network in each fold.

    The rule reads cells as `network-kept-over-folds` reads modules.

    ```notebook bad
    [[cells]]
    source = '''
    from tensorflow.keras.models import Sequential
    model = Sequential()
    '''

    [[cells]]
    source = '''
    for train, held in kfold.split(rows):
        model.fit(rows[train], target[train])
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    from tensorflow.keras.models import Sequential
    for train, held in kfold.split(rows):
        model = Sequential()
        model.fit(rows[train], target[train])
    '''
    ```
    """
    cells = training_cells(notebook, lambda text: "keras" in text and ".split(" in text)
    if cells is None or "KerasClassifier" in cells.text or "KerasRegressor" in cells.text:
        return
    for node, message in folds_of_one_network(nodes for _, _, nodes in in_order(cells.statements)):
        yield Finding(message, cells.at(node))
