import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._validation_rows import SAME, same_rows


@rule(Severity.WARNING, since="0.2", handwritten=True)
def validation_on_training_rows(module: Module) -> Iterator[Finding]:
    """A model is validated on the rows that it is trained on.

    The validation score then says how well the model remembers its rows, not how it does on others: early
    stopping never stops, and the checkpoint with the best score is the most overfitted one. Pass rows that
    the training does not see, or `validation_split=0.2`.

    The rule compares what `fit` gets to train on with its `validation_data`, `eval_set` or the like.

    ```python train.py bad
    def train(model, rows, target):
        model.fit(rows, target, epochs=20, validation_data=(rows, target))
    ```
    ```python train.py good
    def train(model, rows, target, held, wanted):
        model.fit(rows, target, epochs=20, validation_data=(held, wanted))
        model.fit(rows, target, epochs=20, validation_split=0.2)
    ```

    A training set that is watched beside another set is fine.

    ```python train.py good
    def train(model, rows, target, held, wanted):
        model.fit(rows, target, eval_set=[(rows, target), (held, wanted)])
    ```
    """
    if is_run(module.path, module.role) and any(word in module.text for word in SAME):
        for call in nodes_of(module, ast.Call):
            if found := same_rows(call):
                name, at = found
                yield Finding(f"`{name}` is both trained and validated on", module.at(at))
