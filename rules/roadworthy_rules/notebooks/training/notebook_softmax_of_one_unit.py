import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._kept_weights import units_of_softmax
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.WARNING, since="0.2")
def notebook_softmax_of_one_unit(notebook: Notebook) -> Iterator[Finding]:
    """A layer of Keras in a notebook takes the softmax of one unit.

    A softmax makes its units add up to 1, so a single one is always 1, and the network learns nothing. Use
    `activation="sigmoid"` with `binary_crossentropy`, or two units.

    ```notebook bad
    [[cells]]
    source = "model.add(Dense(1, activation='softmax'))"
    ```
    ```notebook good
    [[cells]]
    source = "model.add(Dense(1, activation='sigmoid'))"
    ```
    """
    if (cells := training_cells(notebook, lambda text: "softmax" in text)) is None:
        return
    for node, message in units_of_softmax(node for node in cells.nodes if isinstance(node, ast.Call)):
        yield Finding(message, cells.at(node))
