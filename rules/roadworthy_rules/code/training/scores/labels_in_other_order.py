import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._unlike_order import in_unlike_order, may_differ


@rule(Severity.WARNING, since="0.2", handwritten=True)
def labels_in_other_order(module: Module) -> Iterator[Finding]:
    """Predictions are compared with labels in another order.

    `flow_from_directory` of Keras shuffles unless you tell it not to, and `classes` has the labels in the
    order of the files. Accuracy, report and confusion matrix of such predictions are those of guesses. Pass
    `shuffle=False` where you read the rows to predict on. A data set of `image_dataset_from_directory` is
    shuffled anew each time it is read, so labels that are collected from it do not fit its predictions.

    The rule applies to rows that a module predicts on and takes the labels of, in separate steps.

    ```python bad
    from sklearn.metrics import confusion_matrix
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    def evaluate(model):
        held = ImageDataGenerator().flow_from_directory("photos/test", target_size=(64, 64))
        predicted = model.predict(held).argmax(axis=1)
        return confusion_matrix(held.classes, predicted)
    ```
    ```python bad
    import numpy as np
    import tensorflow as tf

    def evaluate(model):
        held = tf.keras.utils.image_dataset_from_directory("photos/test", image_size=(64, 64))
        target = np.concatenate([labels for images, labels in held])
        return target == model.predict(held).argmax(axis=1)
    ```
    ```python good
    import numpy as np
    import tensorflow as tf
    from sklearn.metrics import confusion_matrix
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    def evaluate(model):
        rows = ImageDataGenerator().flow_from_directory("photos/train")
        print(np.bincount(rows.classes))
        held = ImageDataGenerator().flow_from_directory("photos/test", shuffle=False)
        predicted = model.predict(held).argmax(axis=1)
        return confusion_matrix(held.classes, predicted)

    def compare(model):
        held = tf.keras.utils.image_dataset_from_directory("photos/test", shuffle=False)
        target = np.concatenate([labels for images, labels in held])
        return target == model.predict(held).argmax(axis=1)
    ```
    """
    if not is_run(module.path, module.role) or not may_differ(module.text):
        return
    kinds = (ast.Assign, ast.Call, ast.For, ast.ListComp)
    nodes = nodes_of(module, *kinds)
    labels = [
        part for node in nodes if isinstance(node, (ast.Assign, ast.Call)) for part in _attributes(node)
    ]
    for node, message in in_unlike_order([*nodes, *labels]):
        yield Finding(message, module.at(node))


def _attributes(node: ast.Assign | ast.Call) -> Iterator[ast.Attribute]:
    """Yield the attributes that a call gets, or that are assigned."""
    values = [node.value] if isinstance(node, ast.Assign) else [*node.args, *(k.value for k in node.keywords)]
    for value in values:
        while isinstance(value, ast.Subscript):
            value = value.value
        if isinstance(value, ast.Attribute):
            yield value
