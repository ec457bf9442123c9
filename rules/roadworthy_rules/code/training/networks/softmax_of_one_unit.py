import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._kept_weights import units_of_softmax


@rule(Severity.WARNING, since="0.2", handwritten=True)
def softmax_of_one_unit(module: Module) -> Iterator[Finding]:
    """A layer of Keras takes the softmax of one unit.

    A softmax makes its units add up to 1, so a single one is always 1: the network predicts one class for
    every row, and learns nothing. Use `activation="sigmoid"` with `binary_crossentropy`, or two units.

    ```python bad
    from tensorflow.keras.layers import Dense

    last = Dense(1, activation="softmax")
    ```
    ```python good
    from tensorflow.keras.layers import Dense

    last = Dense(1, activation="sigmoid")
    others = Dense(2, activation="softmax")
    ```
    """
    if "softmax" in module.text and "keras" in module.text and is_run(module.path, module.role):
        for node, message in units_of_softmax(nodes_of(module, ast.Call)):
            yield Finding(message, module.at(node))
