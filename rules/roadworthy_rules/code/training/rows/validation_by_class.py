from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, rule
from roadworthy_rules._rows_by_class import may_be_in_order, validated_in_order
from roadworthy_rules.code.training._loops import inside, scopes


@rule(Severity.WARNING, since="0.2", handwritten=True)
def validation_by_class(module: Module) -> Iterator[Finding]:
    """A model is validated on the class that was read last.

    `validation_split=0.1` of Keras takes the last rows, before it shuffles the others. If the rows were read
    class by class, the validation has one class only, and the training lacks most of it: the score says
    nothing. Use `train_test_split(rows, labels, stratify=labels)`, and pass the result as `validation_data`.

    The rule applies to labels that an inner loop adds for the outer one, and if nothing in the module
    shuffles, samples or splits.

    ```python train.py bad
    import os

    import cv2
    import numpy as np

    def train(model, path, names):
        rows, labels = [], []
        for label, name in enumerate(names):
            for file in sorted(os.listdir(os.path.join(path, name))):
                rows.append(cv2.imread(file))
                labels.append(label)
        labels = np.array(labels)
        model.fit(np.array(rows), labels, epochs=5, validation_split=0.1)
    ```
    ```python train.py good
    from sklearn.model_selection import train_test_split

    def train(model, read, names):
        rows, labels = [], []
        for label, name in enumerate(names):
            for row in read(name):
                rows.append(row)
                labels.append(label)
        rows, held, labels, wanted = train_test_split(rows, labels, stratify=labels, random_state=7)
        model.fit(rows, labels, epochs=5, validation_data=(held, wanted))
    ```
    """
    if not is_run(module.path, module.role) or not may_be_in_order(module.text):
        return
    for scope in scopes(module):
        for message, call in validated_in_order(list(inside(scope))):
            split = next(item for item in call.keywords if item.arg == "validation_split")
            yield Finding(message, module.at(split))
