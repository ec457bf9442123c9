from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._rows_by_class import may_be_in_order, validated_in_order
from roadworthy_rules._test_set import in_order
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.WARNING, since="0.2")
def notebook_validation_by_class(notebook: Notebook) -> Iterator[Finding]:
    """A notebook validates a model on the class that was read last.

    `validation_split=0.1` of Keras takes the last rows, before it shuffles the others. If the rows were read
    class by class, the validation has one class only, and the training lacks most of it. Use
    `train_test_split(rows, labels, stratify=labels)`, and pass the result as `validation_data`.

    The rule reads all cells as one script, as `validation-by-class` reads modules. It ignores notebooks of
    documentation, examples and tutorials, unless they store a model in another directory.

    ```notebook bad
    [[cells]]
    source = '''
    for label, name in enumerate(names):
        for row in read(name):
            rows.append(row)
            labels.append(label)
    '''

    [[cells]]
    source = "model.fit(rows, labels, validation_split=0.1)"
    ```
    ```notebook good
    [[cells]]
    source = '''
    for label, name in enumerate(names):
        for row in read(name):
            rows.append(row)
            labels.append(label)
    '''

    [[cells]]
    source = '''
    rows, held, labels, wanted = train_test_split(rows, labels, random_state=7)
    model.fit(rows, labels, validation_split=0.1)
    '''
    ```
    """
    if (cells := training_cells(notebook, may_be_in_order)) is None:
        return
    for _, _, nodes in in_order(cells.statements):
        for message, call in validated_in_order(nodes):
            yield Finding(message, cells.at(call))
