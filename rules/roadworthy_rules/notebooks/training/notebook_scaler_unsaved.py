from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._test_set import in_order
from roadworthy_rules._unsaved_transformers import may_save_model, unsaved_transformers
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.WARNING, since="0.2")
def notebook_scaler_unsaved(notebook: Notebook) -> Iterator[Finding]:
    """A notebook saves a model without the scaler that its rows went through.

    The model knows scaled rows only. A service that loads it has to scale its input by the numbers of the
    training, and these are gone: it predicts from raw values, without an error, and wrongly. Put both into
    one `Pipeline` and save that, or save the scaler beside the model.

    The rule follows the rows through the cells from top to bottom, as `scaler-unsaved` does in modules. It
    ignores notebooks of documentation, examples and tutorials, unless they store a model in another
    directory.

    ```notebook bad
    [[cells]]
    source = '''
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    model.fit(X_train, y_train)
    '''

    [[cells]]
    source = "joblib.dump(model, 'model.joblib')"
    ```
    ```notebook good
    [[cells]]
    source = '''
    scaler = StandardScaler()
    X_train = scaler.fit_transform(X_train)
    model.fit(X_train, y_train)
    '''

    [[cells]]
    source = "joblib.dump((scaler, model), 'model.joblib')"
    ```
    """
    if (cells := training_cells(notebook, may_save_model)) is None:
        return
    for message, call in unsaved_transformers([nodes for _, _, nodes in in_order(cells.statements)]):
        yield Finding(message, cells.at(call))
