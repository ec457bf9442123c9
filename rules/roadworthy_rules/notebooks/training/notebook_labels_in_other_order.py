from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._unlike_order import in_unlike_order, may_differ
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.WARNING, since="0.2")
def notebook_labels_in_other_order(notebook: Notebook) -> Iterator[Finding]:
    """A notebook compares predictions with labels in another order.

    `flow_from_directory` of Keras shuffles unless you tell it not to, and `classes` has the labels in the
    order of the files, so the scores are those of guesses. Pass `shuffle=False` where you read the rows to
    predict on.

    The rule reads cells as `labels-in-other-order` reads modules.

    ```notebook bad
    [[cells]]
    source = '''
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    held = ImageDataGenerator().flow_from_directory("photos/test")
    predicted = model.predict(held).argmax(axis=1)
    '''

    [[cells]]
    source = "print(classification_report(held.classes, predicted))"
    ```
    ```notebook good
    [[cells]]
    source = '''
    from tensorflow.keras.preprocessing.image import ImageDataGenerator
    held = ImageDataGenerator().flow_from_directory("photos/test", shuffle=False)
    predicted = model.predict(held).argmax(axis=1)
    '''

    [[cells]]
    source = "print(classification_report(held.classes, predicted))"
    ```
    """
    if (cells := training_cells(notebook, may_differ)) is None:
        return
    for node, message in in_unlike_order(cells.nodes):
        yield Finding(message, cells.at(node))
