import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._validation_rows import SAME, same_rows
from roadworthy_rules.notebooks._shared import trains_for_others


@rule(Severity.WARNING, since="0.2")
def notebook_validation_on_training_rows(notebook: Notebook) -> Iterator[Finding]:
    """A notebook validates a model on the rows that it is trained on.

    The validation score then says how well the model remembers its rows, not how it does on others. Pass rows
    that the training does not see, or `validation_split=0.2`.

    The rule looks at calls, as `validation-on-training-rows` does in modules. It ignores notebooks of
    documentation, examples and tutorials.

    ```notebook bad
    [[cells]]
    source = "model.fit(rows, target, validation_data=(rows, target))"
    ```
    ```notebook bad
    [[cells]]
    source = "model.fit(Rows(train), epochs=9, validation_data=Rows(train))"
    ```
    ```notebook good
    [[cells]]
    source = "model.fit(Rows(train), epochs=9, validation_data=Rows(held))"
    ```
    ```notebook good
    [[cells]]
    source = "model.fit(rows, target, validation_data=(held, wanted))"
    ```
    """
    if not trains_for_others(notebook):
        return
    for cell in notebook.code:
        if cell.tree and any(word in cell.source for word in SAME):
            for node in ast.walk(cell.tree):
                if isinstance(node, ast.Call) and (found := same_rows(node)):
                    name, at = found
                    yield Finding(f"`{name}` is both trained and validated on", cell.at(at))
