from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._rows_by_class import divided, may_divide
from roadworthy_rules._test_set import in_order
from roadworthy_rules.notebooks._shared import trains_for_others


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
    cells = [(cell, cell.tree) for cell in notebook.code if cell.tree]
    if not may_divide("\n".join(cell.source for cell, _ in cells)) or not trains_for_others(notebook):
        return
    place = {id(node): cell for cell, tree in cells for _, _, nodes in in_order(tree.body) for node in nodes}
    for _, _, nodes in in_order([item for _, tree in cells for item in tree.body]):
        for labels, call in divided(nodes):
            message = (
                f"`validation_split` takes the last of `{labels}`, which are in the order of the classes"
            )
            yield Finding(message, place[id(call)].at(call))
